//! Countries of postal addresses, as extracts name them and as the post prints them.

use super::blank::{is_blank, trim};
use super::fold::fold;

/// Where a letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Country {
    /// France, overseas included: no country line.
    France,
    /// Elsewhere: the country line, in capitals.
    Abroad(String),
}

impl Country {
    /// Reads a country cell: a name, an ISO code, an INSEE code. Blank means France.
    pub fn parse(cell: &str) -> Self {
        if is_blank(cell) {
            return Self::France;
        }
        let folded = fold(trim(cell));
        if matches!(
            folded.as_str(),
            "FR" | "FRA"
                | "F"
                | "FRANCE"
                | "FRANCE METROPOLITAINE"
                | "100"
                | "99100"
                // France itself in INSEE's list of countries.
                | "XXXXX"
                | "250"
                | "33"
        ) {
            return Self::France;
        }
        let name = NAMES
            .iter()
            .find(|(codes, name)| codes.contains(&folded.as_str()) || *name == folded)
            .map_or(folded.as_str(), |(_, name)| *name);
        Self::Abroad(name.to_owned())
    }

    /// The line to print, if any.
    pub fn line(&self) -> Option<&str> {
        match self {
            Self::France => None,
            Self::Abroad(name) => Some(name),
        }
    }
}

/// Codes and English names, with the French name that the post prints.
const NAMES: [(&[&str], &str); 24] = [
    (&["BE", "BEL", "99131", "BELGIUM"], "BELGIQUE"),
    (&["CH", "CHE", "99140", "SWITZERLAND"], "SUISSE"),
    (
        &[
            "GB",
            "UK",
            "GBR",
            "99132",
            "UNITED KINGDOM",
            "ANGLETERRE",
            "GRANDE BRETAGNE",
            "GRANDE-BRETAGNE",
        ],
        "ROYAUME-UNI",
    ),
    (&["DE", "DEU", "99109", "GERMANY"], "ALLEMAGNE"),
    (&["ES", "ESP", "99134", "SPAIN"], "ESPAGNE"),
    (&["IT", "ITA", "99127", "ITALY"], "ITALIE"),
    (&["PT", "PRT", "99139"], "PORTUGAL"),
    (&["LU", "LUX", "99137"], "LUXEMBOURG"),
    (&["NL", "NLD", "99135", "NETHERLANDS"], "PAYS-BAS"),
    (&["IE", "IRL", "99136", "IRELAND"], "IRLANDE"),
    (&["MC", "MCO", "99138"], "MONACO"),
    (&["AD", "AND", "99130", "ANDORRA"], "ANDORRE"),
    (&["MA", "MAR", "99350", "MOROCCO"], "MAROC"),
    (&["DZ", "DZA", "99352", "ALGERIA"], "ALGERIE"),
    (&["TN", "TUN", "99351", "TUNISIA"], "TUNISIE"),
    (&["SN", "SEN", "99341"], "SENEGAL"),
    (&["US", "USA", "99404", "UNITED STATES", "ETATS UNIS"], "ETATS-UNIS"),
    (&["CA", "CAN", "99401"], "CANADA"),
    (&["PL", "POL", "99122", "POLAND"], "POLOGNE"),
    (&["RO", "ROU", "99114", "ROMANIA"], "ROUMANIE"),
    (&["AT", "AUT", "99110", "AUSTRIA"], "AUTRICHE"),
    (&["DK", "DNK", "99101", "DENMARK"], "DANEMARK"),
    (&["SE", "SWE", "99104", "SWEDEN"], "SUEDE"),
    (&["NO", "NOR", "99103", "NORWAY"], "NORVEGE"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn france_has_no_line_and_codes_become_names() {
        for cell in ["", "France", "FR", "fra", "99100", "NC"] {
            assert_eq!(Country::parse(cell).line(), None, "{cell}");
        }
        for (cell, line) in [
            ("Belgique", "BELGIQUE"),
            ("BE", "BELGIQUE"),
            ("UK", "ROYAUME-UNI"),
            ("Switzerland", "SUISSE"),
            ("Côte d'Ivoire", "COTE D'IVOIRE"),
        ] {
            assert_eq!(Country::parse(cell).line(), Some(line), "{cell}");
        }
    }
}
