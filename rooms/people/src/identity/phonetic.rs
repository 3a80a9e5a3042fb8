//! A phonetic code for French surnames, of our own making.
//!
//! The aim is a short list of candidates for the search by sound, not proof.
//! Steps: normalise and join the words; rewrite letter groups to one letter per
//! sound (`PH` to `F`, `EAU` to `O`, `QU` to `K`, soft `C` to `S`, soft `G` to `J`…);
//! drop silent endings and `H`; keep the first letter and the consonants after it,
//! doubled ones once; six characters at most.
//! `LE GOFF` and `LEGOFF`, `THOMAS` and `TOMA`, `PHILIPPE` and `FILIP` share a code.

use super::name::normalise_name;

/// Letter groups and their sound; the first that fits is taken, longest first.
const SOUNDS: [(&str, &str); 36] = [
    ("EAU", "O"),
    ("SCH", "S"),
    ("CHR", "KR"),
    ("TCH", "S"),
    ("OEU", "E"),
    ("GUE", "GE"),
    ("GUI", "GI"),
    ("GUY", "GI"),
    ("QU", "K"),
    ("CK", "K"),
    ("CQ", "K"),
    ("CH", "S"),
    ("SH", "S"),
    ("PH", "F"),
    ("TH", "T"),
    ("RH", "R"),
    ("GN", "N"),
    ("AU", "O"),
    ("OU", "U"),
    ("AI", "E"),
    ("EI", "E"),
    ("AY", "E"),
    ("EY", "E"),
    ("OE", "E"),
    ("CE", "SE"),
    ("CI", "SI"),
    ("CY", "SI"),
    ("GE", "JE"),
    ("GI", "JI"),
    ("GY", "JI"),
    ("C", "K"),
    ("Q", "K"),
    ("W", "V"),
    ("Y", "I"),
    ("Z", "S"),
    ("X", "S"),
];

/// Length of the longest code.
const LONGEST: usize = 6;

/// The phonetic code of a surname; empty when the name has no letter.
pub fn phonetic(raw: &str) -> String {
    let mut word: String = normalise_name(raw).chars().filter(char::is_ascii_alphabetic).collect();
    if word.ends_with("AULT") {
        word.truncate(word.len() - 2);
    }
    // Silent endings, several in a row: `LEFEBVRES` sounds like `LEFEBVR`.
    while word.len() > 2 && word.ends_with(['D', 'T', 'S', 'X', 'Z', 'P', 'E']) {
        word.pop();
    }
    let mut sounds = String::with_capacity(word.len());
    let mut rest = word.as_str();
    while !rest.is_empty() {
        let (taken, sound) = SOUNDS.iter().find(|(group, _)| rest.starts_with(group)).map_or_else(
            || (1, rest.get(..1).unwrap_or_default()),
            |(group, sound)| (group.len(), *sound),
        );
        sounds.push_str(sound);
        rest = rest.get(taken..).unwrap_or_default();
    }
    let mut code = String::with_capacity(LONGEST);
    let mut last = None;
    for (index, c) in sounds.chars().filter(|c| *c != 'H').enumerate() {
        let vowel = matches!(c, 'A' | 'E' | 'I' | 'O' | 'U');
        if (index == 0 || !vowel) && last != Some(c) && code.len() < LONGEST {
            code.push(c);
        }
        last = Some(c);
    }
    code
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_sound_alike_share_a_code() {
        for (one, other) in [
            ("LE GOFF", "Legoff"),
            ("THOMAS", "TOMA"),
            ("PHILIPPE", "FILIP"),
            ("MARTIN", "MARTHIN"),
            ("RENAULT", "RENAUD"),
            ("GUÉRIN", "GUERRIN"),
            ("QUÉMENER", "KEMENER"),
            ("LEFÈVRE", "LEFEVRE"),
            ("BOUCHER", "BOUCHÉ R"),
            ("DUPONT", "DUPOND"),
            ("MOREAU", "MOREAUX"),
        ] {
            assert_eq!(phonetic(one), phonetic(other), "{one} {other}");
        }
    }

    #[test]
    fn other_names_have_other_codes() {
        for (one, other) in [("MARTIN", "MOREAU"), ("DUPONT", "DURAND"), ("LE GOFF", "LE GALL")] {
            assert_ne!(phonetic(one), phonetic(other), "{one} {other}");
        }
        assert_eq!(phonetic(" - "), "");
    }

    proptest! {
        #[test]
        fn any_text_has_a_short_code(raw in any::<String>()) {
            prop_assert!(phonetic(&raw).len() <= LONGEST);
        }
    }
}
