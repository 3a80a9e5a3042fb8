//! Names in the form in which two spellings are equal.
//!
//! Upper case, no diacritics, ligatures opened, every separator a single space,
//! `ST` and `STE` as words become `SAINT` and `SAINTE`, leading civilities drop.

use super::fold::fold_char;

/// Normalises a name. Applying it twice changes nothing.
pub fn normalise_name(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    normalise_name_into(raw, &mut out);
    out
}

/// Normalises a name into `out`, which is cleared first.
pub fn normalise_name_into(raw: &str, out: &mut String) {
    out.clear();
    let mut word = Word::new();
    for c in raw.chars() {
        if c.is_ascii_alphabetic() {
            word.begin(out);
            out.push(c.to_ascii_uppercase());
        } else if is_joiner(c) {
            // Zero-width characters are inside words, not between them.
        } else if c.is_alphanumeric() && !matches!(c, '\u{2bc}' | '\u{2b9}') {
            word.begin(out);
            fold_char(c, out);
        } else if !unicode_normalization::char::is_combining_mark(c) {
            word.end(out);
        }
    }
    word.end(out);
    let length = out.trim_end().len();
    out.truncate(length);
}

/// The word being written: where it starts, and whether all before it are civilities.
struct Word {
    start: Option<usize>,
    only_civilities: bool,
}

impl Word {
    fn new() -> Self {
        Self { start: None, only_civilities: false }
    }

    fn begin(&mut self, out: &mut String) {
        if self.start.is_none() {
            if self.only_civilities {
                out.clear();
                self.only_civilities = false;
            } else if !out.is_empty() {
                out.push(' ');
            }
            self.start = Some(out.len());
        }
    }

    fn end(&mut self, out: &mut String) {
        let Some(start) = self.start.take() else { return };
        match &out[start..] {
            // A character can fold to nothing: then there was no word.
            "" => out.truncate(start.saturating_sub(1)),
            "ST" => out.replace_range(start.., "SAINT"),
            "STE" => out.replace_range(start.., "SAINTE"),
            word => self.only_civilities = start == 0 && is_civility(word),
        }
    }
}

/// Whether a folded word is a civility that stands before a name.
fn is_civility(word: &str) -> bool {
    matches!(
        word,
        "M" | "MR"
            | "MME"
            | "MLLE"
            | "MELLE"
            | "MONSIEUR"
            | "MADAME"
            | "MADEMOISELLE"
            | "DR"
            | "DOCTEUR"
            | "PR"
            | "PROFESSEUR"
            | "MRS"
            | "MISS"
    )
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}')
}

/// First names that begin a compound when two are written with a space:
/// `JEAN PIERRE` is one first name, and the twins Marie-Claire and Marie-Anne are two persons.
const COMPOUND: [&str; 18] = [
    "JEAN", "MARIE", "ANNE", "PIERRE", "PAUL", "LOUIS", "CHARLES", "FRANCOIS", "HENRI", "YVES",
    "ROSE", "EVE", "ABD", "ABDEL", "ABOU", "LOU", "LILI", "LILY",
];

/// The first of the first names, normalised: `Jean-Pierre, Marie` gives `JEAN PIERRE`.
pub fn first_first_name(raw: &str) -> String {
    let mut out = String::new();
    first_first_name_into(raw, &mut out);
    out
}

/// [`first_first_name`] into `out`, which is cleared first.
pub fn first_first_name_into(raw: &str, out: &mut String) {
    let _ = leading_name(raw, out);
}

/// The first of the first names, and the word after it in the same breath, both normalised:
/// `Mohamed Amine` gives `MOHAMED` and `AMINE`, since many compounds are written with a
/// space; `Solenn, Marie` gives `SOLENN` alone. An initial says too little to be a name.
pub fn first_names_into(raw: &str, first: &mut String, second: &mut String) {
    second.clear();
    let mut words = leading_name(raw, first);
    let found = words.any(|word| {
        normalise_name_into(word, second);
        !second.is_empty()
    });
    if !found || second.len() == 1 {
        second.clear();
    }
}

/// Writes the first of the first names into `out` and gives the words after it.
fn leading_name<'a>(raw: &'a str, out: &mut String) -> std::str::SplitWhitespace<'a> {
    out.clear();
    let list = raw.trim_matches([',', ';', '/', ' ']);
    let list = list.split([',', ';', '/']).next().unwrap_or(list);
    let mut words = list.split_whitespace();
    for word in words.by_ref() {
        normalise_name_into(word, out);
        if !out.is_empty() && !is_civility(out) {
            break;
        }
    }
    if COMPOUND.contains(&out.as_str()) {
        let mut second = String::new();
        for word in words.by_ref() {
            normalise_name_into(word, &mut second);
            if !second.is_empty() {
                out.push(' ');
                out.push_str(&second);
                break;
            }
        }
    }
    words
}

/// A surname cell that holds two names: `MARTIN née DUPONT`, `DUPONT épouse MARTIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoNames<'a> {
    /// The name at birth.
    pub birth: &'a str,
    /// The name used.
    pub used: &'a str,
}

/// Splits a surname cell that says both names; `None` when it holds one name.
pub fn split_married(raw: &str) -> Option<TwoNames<'_>> {
    // Two separators at least: the common case is left at once.
    if raw.bytes().filter(|b| *b == b' ').count() < 2 {
        return None;
    }
    let mut at = 0;
    for word in raw.split(' ') {
        let (before, after) = (raw[..at].trim(), raw[at + word.len()..].trim());
        at += word.len() + 1;
        if before.is_empty() || after.is_empty() || word.len() > 8 {
            continue;
        }
        let mut folded = String::with_capacity(8);
        for c in word.chars().filter(|c| !matches!(c, '.' | '(')) {
            fold_char(c, &mut folded);
        }
        let before = before.trim_end_matches(['(', ',', ' ']);
        let after = after.trim_end_matches([')', ' ']);
        match folded.as_str() {
            "NEE" | "NE" => return Some(TwoNames { birth: after, used: before }),
            "EPOUSE" | "EPSE" | "EP" | "VEUVE" | "VVE" => {
                return Some(TwoNames { birth: before, used: after });
            }
            _ => {}
        }
    }
    None
}

/// Splits a cell that holds surname and first names: the words in capitals at
/// the start (or at the end) are the surname. `None` when nothing tells them apart.
pub fn split_full_name(raw: &str) -> Option<(String, String)> {
    let words: Vec<&str> = raw.split_whitespace().collect();
    if let Some((surname, firsts)) = raw.split_once(',') {
        let (surname, firsts) = (surname.trim(), firsts.trim());
        return (!surname.is_empty() && !firsts.is_empty())
            .then(|| (surname.to_owned(), firsts.to_owned()));
    }
    let skip = words
        .iter()
        .take_while(|word| is_civility(&super::fold::fold(word.trim_end_matches('.'))))
        .count();
    let words = words.get(skip..)?;
    let capital = |word: &&str| {
        word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase)
    };
    let leading = words.iter().take_while(|word| capital(word)).count();
    let trailing = words.iter().rev().take_while(|word| capital(word)).count();
    match (leading, trailing, words.len()) {
        (_, _, 0 | 1) => None,
        (_, _, 2) if leading == 2 || leading == 0 => {
            Some((words.first()?.to_string(), words.get(1)?.to_string()))
        }
        (n, _, total) if n > 0 && n < total => {
            Some((words.get(..n)?.join(" "), words.get(n..)?.join(" ")))
        }
        (0, n, total) if n > 0 && n < total => {
            Some((words.get(total - n..)?.join(" "), words.get(..total - n)?.join(" ")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_name_are_equal() {
        for (raw, expected) in [
            ("Le Bihan", "LE BIHAN"),
            ("LE-BIHAN", "LE BIHAN"),
            ("  le   bihan ", "LE BIHAN"),
            ("Lebœuf", "LEBOEUF"),
            ("LEBOEUF", "LEBOEUF"),
            ("Trévidic", "TREVIDIC"),
            ("Tre\u{301}vidic", "TREVIDIC"),
            ("O'Dourte", "O DOURTE"),
            ("O’Dourte", "O DOURTE"),
            ("St Aubin", "SAINT AUBIN"),
            ("Ste-Marthe", "SAINTE MARTHE"),
            ("STEPHAN", "STEPHAN"),
            ("Mme Kervadec", "KERVADEC"),
            ("M. Kervadec", "KERVADEC"),
            ("Dr. Kervadec", "KERVADEC"),
            ("M", "M"),
            ("Mme", "MME"),
            ("J.P.", "J P"),
            ("Strauß", "STRAUSS"),
            ("", ""),
            ("  - ", ""),
        ] {
            assert_eq!(normalise_name(raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn the_first_first_name_keeps_compounds() {
        for (raw, expected) in [
            ("Jean-Pierre, Marie", "JEAN PIERRE"),
            ("JEAN PIERRE", "JEAN PIERRE"),
            ("Jean - Pierre", "JEAN PIERRE"),
            ("Solenn Marie Anne", "SOLENN"),
            ("Marie-Claire", "MARIE CLAIRE"),
            ("MARIE CLAIRE", "MARIE CLAIRE"),
            ("Lou-Anne", "LOU ANNE"),
            ("LOU ANNE", "LOU ANNE"),
            ("Éloïse", "ELOISE"),
            (",Luc", "LUC"),
            ("", ""),
        ] {
            assert_eq!(first_first_name(raw), expected, "{raw:?}");
        }
    }

    #[test]
    fn the_word_after_the_first_name_is_kept_apart() {
        for (raw, expected) in [
            ("Mohamed Amine", ("MOHAMED", "AMINE")),
            ("Thi Mai Anh", ("THI", "MAI")),
            ("Solenn, Marie", ("SOLENN", "")),
            ("Solenn M.", ("SOLENN", "")),
            ("Jean-Pierre Marie", ("JEAN PIERRE", "MARIE")),
            ("Marie Claire Anne", ("MARIE CLAIRE", "ANNE")),
            ("Anaïs", ("ANAIS", "")),
            ("", ("", "")),
        ] {
            let (mut first, mut second) = (String::new(), "rest".to_owned());
            first_names_into(raw, &mut first, &mut second);
            assert_eq!((first.as_str(), second.as_str()), expected, "{raw:?}");
            assert_eq!(first, first_first_name(raw));
        }
    }

    #[test]
    fn a_cell_with_both_names_is_split() {
        assert_eq!(
            split_married("MARTIN née DUPONT"),
            Some(TwoNames { birth: "DUPONT", used: "MARTIN" })
        );
        assert_eq!(
            split_married("DUPONT EP. LE GALL"),
            Some(TwoNames { birth: "DUPONT", used: "LE GALL" })
        );
        assert_eq!(split_married("LE GALL DU BOIS"), None);
        assert_eq!(split_married("DUPONT"), None);
    }

    #[test]
    fn capitals_tell_the_surname() {
        let split = |raw| split_full_name(raw).unwrap();
        assert_eq!(split("LE GALL Yann"), ("LE GALL".to_owned(), "Yann".to_owned()));
        assert_eq!(split("Mme Yann LE GALL"), ("LE GALL".to_owned(), "Yann".to_owned()));
        assert_eq!(split("Le Gall, Yann"), ("Le Gall".to_owned(), "Yann".to_owned()));
        assert_eq!(split("GALL YANN"), ("GALL".to_owned(), "YANN".to_owned()));
        assert_eq!(split_full_name("LE GALL YANN"), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(raw in any::<String>()) {
            let once = normalise_name(&raw);
            prop_assert_eq!(normalise_name(&once), once);
        }

        #[test]
        fn splitting_never_panics(raw in "[A-Za-zé., ()-]{0,40}") {
            let _ = split_married(&raw);
            let _ = split_full_name(&raw);
            let _ = first_first_name(&raw);
        }

        #[test]
        fn case_accents_and_separators_do_not_matter(raw in "[a-zéèïôç]{2,8}([ '-][a-zéèïôç]{3,8}){0,2}") {
            let upper: String = raw.to_uppercase().replace(['\'', '-'], " ");
            prop_assert_eq!(normalise_name(&raw), normalise_name(&upper));
            let bare: String = super::super::fold::fold(&raw);
            prop_assert_eq!(normalise_name(&raw), normalise_name(&bare));
        }
    }
}
