//! The address block of a letter, after the French standard NF Z 10-011.
//!
//! Six lines of 38 characters at most (a seventh for the country, abroad only),
//! blank lines removed; the street, the place and the post town in capitals,
//! without accents or punctuation. A line that is too long is abbreviated word by
//! word; what still does not fit is an error, never a silent cut.

use super::country::Country;
use super::fold::fold_char;

/// Characters of one line.
pub const LINE_CHARS: usize = 38;

/// An address as a file gives it. Empty parts are empty strings.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PostalAddress {
    /// Number and street.
    pub street: String,
    /// Building, residence, flat, floor, "chez".
    pub complement: String,
    /// Hamlet, PO box.
    pub place: String,
    /// Post code.
    pub postcode: String,
    /// Post town, or the last line abroad.
    pub city: String,
    /// Country name or code; empty for France.
    pub country: String,
}

/// The lines to print.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressBlock {
    lines: Vec<String>,
}

super::redact::redacted_debug!(PostalAddress, AddressBlock);

/// Why no block can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostalError {
    /// No post town, or no post code in France: the post cannot route it.
    #[error("post code or post town is missing")]
    NoTown,
    /// Nothing tells where in the town: neither street nor place.
    #[error("street and place are missing")]
    NoStreet,
    /// A line is over 38 characters after every abbreviation.
    #[error("line {line} of the address is longer than 38 characters")]
    TooLong {
        /// The line of the standard, 1 to 7.
        line: u8,
    },
}

impl AddressBlock {
    /// Lays out a block: `recipient` is civility, first name and surname.
    ///
    /// # Errors
    /// An address that the post could not deliver, or that does not fit.
    pub fn format(recipient: &str, address: &PostalAddress) -> Result<Self, PostalError> {
        let country = Country::parse(&address.country);
        let (street, complement) = put_street_first(&address.street, &address.complement);
        let (flat, building) =
            if is_flat(complement) { (complement, "") } else { ("", complement) };
        let street = capitals(street);
        let place = capitals(&address.place);
        let town = capitals(&format!("{} {}", address.postcode, address.city));
        if town.is_empty()
            || address.city.trim().is_empty()
            || (country == Country::France && address.postcode.trim().is_empty())
        {
            return Err(PostalError::NoTown);
        }
        if street.is_empty() && place.is_empty() && complement.trim().is_empty() {
            return Err(PostalError::NoStreet);
        }
        let country = country.line().map(capitals).unwrap_or_default();
        let mut lines = Vec::with_capacity(7);
        for (number, line) in (1u8..).zip([
            squeeze(recipient),
            squeeze(flat),
            squeeze(building),
            street,
            place,
            town,
            country,
        ]) {
            if !line.is_empty() {
                lines.push(fit(line).ok_or(PostalError::TooLong { line: number })?);
            }
        }
        Ok(Self { lines })
    }

    /// The lines, top to bottom: at most six, seven abroad, none empty.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// Collapses white space and control characters; keeps letters and marks as typed.
fn squeeze(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Capitals, digits and single spaces: no accent, comma, point, hyphen or apostrophe.
fn capitals(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_alphanumeric() {
            fold_char(c, &mut folded);
        } else if !unicode_normalization::char::is_combining_mark(c) {
            folded.push(' ');
        }
    }
    squeeze(&folded)
}

/// Labs write the residence in the first address column as often as in the
/// second: the one that looks like a street is the street.
fn put_street_first<'a>(street: &'a str, complement: &'a str) -> (&'a str, &'a str) {
    if street.trim().is_empty() || (looks_like_street(complement) && !looks_like_street(street)) {
        (complement, street)
    } else {
        (street, complement)
    }
}

fn looks_like_street(line: &str) -> bool {
    let line = capitals(line);
    let first = line.split(' ').next().unwrap_or_default();
    let starts_with_number = first.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let typed = line.split(' ').take(3).any(|word| STREET_TYPES.contains(&word));
    typed || (starts_with_number && line.split(' ').count() > 1)
}

fn is_flat(line: &str) -> bool {
    let line = capitals(line);
    let first = line.split(' ').next().unwrap_or_default();
    matches!(
        first,
        "APP"
            | "APPT"
            | "APT"
            | "APPARTEMENT"
            | "ETAGE"
            | "ETG"
            | "CHEZ"
            | "PORTE"
            | "CHAMBRE"
            | "COULOIR"
            | "LOGEMENT"
            | "BAL"
    )
}

const STREET_TYPES: [&str; 20] = [
    "RUE",
    "AVENUE",
    "AV",
    "BOULEVARD",
    "BD",
    "BLD",
    "CHEMIN",
    "CHE",
    "IMPASSE",
    "IMP",
    "ALLEE",
    "ALL",
    "PLACE",
    "PL",
    "ROUTE",
    "RTE",
    "QUAI",
    "SQUARE",
    "VENELLE",
    "COURS",
];

/// Usual postal abbreviations, tried from the first word to the last.
const SHORT: [(&str, &str); 46] = [
    ("APPARTEMENT", "APP"),
    ("BATIMENT", "BAT"),
    ("RESIDENCE", "RES"),
    ("IMMEUBLE", "IMM"),
    ("ESCALIER", "ESC"),
    ("ETAGE", "ETG"),
    ("ENTREE", "ENT"),
    ("LOTISSEMENT", "LOT"),
    ("ALLEE", "ALL"),
    ("ALLEES", "ALL"),
    ("AVENUE", "AV"),
    ("BOULEVARD", "BD"),
    ("CHEMIN", "CHE"),
    ("COURS", "CRS"),
    ("DOMAINE", "DOM"),
    ("ESPLANADE", "ESP"),
    ("FAUBOURG", "FG"),
    ("HAMEAU", "HAM"),
    ("IMPASSE", "IMP"),
    ("PASSAGE", "PAS"),
    ("PLACE", "PL"),
    ("PROMENADE", "PROM"),
    ("QUARTIER", "QUA"),
    ("ROUTE", "RTE"),
    ("SQUARE", "SQ"),
    ("TERRASSE", "TSSE"),
    ("VILLAGE", "VLGE"),
    ("ANCIEN", "ANC"),
    ("ANCIENNE", "ANC"),
    ("CAPITAINE", "CNE"),
    ("COLONEL", "CNL"),
    ("COMMANDANT", "CDT"),
    ("DOCTEUR", "DR"),
    ("GENERAL", "GAL"),
    ("LIEUTENANT", "LT"),
    ("MADAME", "MME"),
    ("MARECHAL", "MAL"),
    ("MONSIEUR", "M"),
    ("PRESIDENT", "PDT"),
    ("PROFESSEUR", "PR"),
    ("SAINT", "ST"),
    ("SAINTE", "STE"),
    ("GRAND", "GD"),
    ("GRANDE", "GDE"),
    ("NOUVEAU", "NOUV"),
    ("PETIT", "PT"),
];

/// Words without which an address still reads.
const SMALL: [&str; 9] = ["DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET"];

/// Shortens a line to 38 characters: abbreviations first, then small words.
fn fit(line: String) -> Option<String> {
    let long = |line: &str| line.chars().count() > LINE_CHARS;
    if !long(&line) {
        return Some(line);
    }
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    for index in 0..words.len() {
        if let Some(word) = words.get_mut(index) {
            let folded = super::fold::fold(word);
            if let Some((_, short)) = SHORT.iter().find(|(full, _)| *full == folded) {
                (*short).clone_into(word);
            }
        }
        let shorter = words.join(" ");
        if !long(&shorter) {
            return Some(shorter);
        }
    }
    // Small words go one by one, the last (nearest to the proper name) at the end.
    while let Some(at) = words.iter().position(|word| SMALL.contains(&word.as_str())) {
        words.remove(at);
        let shorter = words.join(" ");
        if !long(&shorter) {
            return Some(shorter);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(
        street: &str,
        complement: &str,
        place: &str,
        postcode: &str,
        city: &str,
        country: &str,
    ) -> PostalAddress {
        PostalAddress {
            street: street.to_owned(),
            complement: complement.to_owned(),
            place: place.to_owned(),
            postcode: postcode.to_owned(),
            city: city.to_owned(),
            country: country.to_owned(),
        }
    }

    fn lines(address: &PostalAddress) -> Vec<String> {
        AddressBlock::format("Mme Solenn Trévidic", address).unwrap().lines().to_vec()
    }

    #[test]
    fn street_and_town_are_in_capitals_without_marks() {
        let block =
            lines(&address("12 bis, rue de l'Église", "", "", "56000", "Vannes Cedex 3", "France"));
        assert_eq!(
            block,
            ["Mme Solenn Trévidic", "12 BIS RUE DE L EGLISE", "56000 VANNES CEDEX 3"]
        );
    }

    #[test]
    fn the_country_is_the_seventh_line_abroad_only() {
        let block = lines(&address("Rue Haute 4", "", "", "1000", "Bruxelles", "Belgique"));
        assert_eq!(block.last().map(String::as_str), Some("BELGIQUE"));
        assert_eq!(block.get(2).map(String::as_str), Some("1000 BRUXELLES"));
    }

    #[test]
    fn six_lines_come_in_the_order_of_the_standard() {
        let block = lines(&address("4 rue du Port", "Appt 12", "Kerlann", "56400", "Auray", ""));
        assert_eq!(
            block,
            ["Mme Solenn Trévidic", "Appt 12", "4 RUE DU PORT", "KERLANN", "56400 AURAY"]
        );
        let swapped =
            lines(&address("Résidence des Ajoncs", "4 rue du Port", "", "56400", "Auray", ""));
        assert_eq!(
            swapped,
            ["Mme Solenn Trévidic", "Résidence des Ajoncs", "4 RUE DU PORT", "56400 AURAY"]
        );
    }

    #[test]
    fn a_long_line_is_abbreviated_or_refused() {
        let block = lines(&address(
            "128 avenue du Général Saint-Hilaire Kerg",
            "",
            "",
            "56000",
            "Vannes",
            "",
        ));
        assert_eq!(block.get(1).map(String::as_str), Some("128 AV DU GENERAL SAINT HILAIRE KERG"));
        let endless = address(&format!("12 rue {}", "x".repeat(40)), "", "", "56000", "Vannes", "");
        assert_eq!(AddressBlock::format("A B", &endless), Err(PostalError::TooLong { line: 4 }));
        let exact = "1".to_owned() + &" RUE".repeat(9) + "S";
        assert_eq!(exact.len(), 38);
        assert_eq!(lines(&address(&exact, "", "", "56000", "Vannes", "")).get(1), Some(&exact));
    }

    #[test]
    fn an_address_without_town_or_street_is_refused() {
        let no_town = address("4 rue du Port", "", "", "56000", " ", "");
        assert_eq!(AddressBlock::format("A B", &no_town), Err(PostalError::NoTown));
        let no_code = address("4 rue du Port", "", "", "", "Vannes", "");
        assert_eq!(AddressBlock::format("A B", &no_code), Err(PostalError::NoTown));
        let no_street = address("", "", "", "56000", "Vannes", "");
        assert_eq!(AddressBlock::format("A B", &no_street), Err(PostalError::NoStreet));
        let hamlet = address("", "", "Kerlann", "56400", "Auray", "");
        assert_eq!(lines(&hamlet), ["Mme Solenn Trévidic", "KERLANN", "56400 AURAY"]);
    }

    proptest! {
        #[test]
        fn a_block_is_always_within_the_standard(
            name in "\\PC{1,50}", street in "\\PC{0,60}", more in "\\PC{0,50}",
            place in "\\PC{0,50}", code in "[0-9]{5}", city in "\\PC{0,40}", country in "[A-Za-z ]{0,20}",
        ) {
            let address = address(&street, &more, &place, &code, &city, &country);
            if let Ok(block) = AddressBlock::format(&name, &address) {
                prop_assert!(block.lines().len() <= 7);
                prop_assert!(block.lines().iter().all(|line| !line.is_empty()));
                prop_assert!(block.lines().iter().all(|line| line.chars().count() <= LINE_CHARS));
            }
        }
    }
}
