//! Values of the extract that must not be readable in any database, in the forms in which
//! a program could have written them.

use anyhow::{Result, ensure};
use std::collections::BTreeSet;

use super::extract::{Rows, cells, decode, encode};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Email,
    Phone,
    Nir,
    Street,
    FullName,
    Surname,
    Comment,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Email,
        Self::Phone,
        Self::Nir,
        Self::Street,
        Self::FullName,
        Self::Surname,
        Self::Comment,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Phone => "telephone",
            Self::Nir => "social security number",
            Self::Street => "street with number",
            Self::FullName => "surname and first name",
            Self::Surname => "surname of seven letters or more",
            Self::Comment => "comment",
        }
    }

    /// How many are taken; a thousand in all.
    const fn wanted(self) -> usize {
        match self {
            Self::Nir => 200,
            Self::Email | Self::Phone | Self::Street | Self::FullName => 170,
            Self::Surname => 100,
            // Comments repeat: there are only so many different ones.
            Self::Comment => 20,
        }
    }

    /// Columns that are joined to the value.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Email => &["MAIL"],
            Self::Phone => &["PORTABLE"],
            Self::Nir => &["N° SS"],
            Self::Street => &["ADRESSE"],
            Self::FullName => &["NOM", "PRENOM"],
            Self::Surname => &["NOM"],
            Self::Comment => &["COMMENTAIRE"],
        }
    }

    /// Whether nothing but this person's row would have such a text.
    fn is_specific(self, parts: &[String]) -> bool {
        let long = |len: usize| parts.iter().all(|part| part.chars().count() >= len);
        let digits = |len: usize| parts.iter().all(|part| digits_of(part).len() >= len);
        match self {
            Self::Email => parts.iter().all(|part| part.contains('@')),
            Self::Phone => digits(10),
            Self::Nir => digits(13),
            Self::Street => digits(1) && long(12),
            Self::FullName => long(5),
            Self::Surname => long(7),
            Self::Comment => long(10),
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Phone | Self::Nir)
    }
}

/// A value in all its forms, as bytes.
#[derive(Debug)]
pub(super) struct Needle {
    pub(super) kind: Kind,
    pub(super) forms: BTreeSet<Vec<u8>>,
}

/// A thousand values from all over the extract.
pub(super) fn choose(rows: &Rows) -> Result<Vec<Needle>> {
    let mut needles = Vec::new();
    for kind in Kind::ALL {
        let columns: Vec<usize> =
            kind.columns().iter().map(|name| rows.column(name)).collect::<Result<_>>()?;
        let mut seen = BTreeSet::new();
        // A first walk in large steps, then the rows between, until there are enough.
        let step = (rows.rows.len() / kind.wanted() / 8).max(1);
        let places = (0..step).flat_map(|from| (from..rows.rows.len()).step_by(step));
        for row in places.filter_map(|place| rows.rows.get(place)) {
            let Some(cells) = cells(row) else { continue };
            let parts: Vec<String> = columns
                .iter()
                .filter_map(|place| cells.get(*place))
                .map(|cell| decode(cell).trim().to_owned())
                .collect();
            if kind.is_specific(&parts) && seen.insert(parts.join(" ")) {
                needles.push(Needle { kind, forms: forms(kind, &parts) });
                if seen.len() == kind.wanted() {
                    break;
                }
            }
        }
        ensure!(!seen.is_empty(), "the extract has no {}", kind.name());
    }
    Ok(needles)
}

/// As typed and as CSV and JSON quote it, with single spaces, without accents; lower and
/// upper case; UTF-8 and Windows-1252; numbers also without spaces.
fn forms(kind: Kind, parts: &[String]) -> BTreeSet<Vec<u8>> {
    let mut texts = vec![parts.join(" ")];
    if let [first, second] = parts {
        for joint in [";", ",", ", "] {
            texts.push(format!("{first}{joint}{second}"));
        }
        texts.push(format!("{second} {first}"));
    }
    if kind.is_number() {
        texts = parts.iter().flat_map(|part| [part.clone(), digits_of(part)]).collect();
    }
    // As CSV and as JSON would write them.
    let quoted: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            let json = serde_json::Value::from(text.as_str()).to_string();
            [text.replace('"', "\"\""), json.trim_matches('"').to_owned()]
        })
        .collect();
    texts.extend(quoted);
    let mut forms = BTreeSet::new();
    for text in texts {
        let single = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for text in [without_accents(&single), single, text] {
            for text in [text.to_lowercase(), text.to_uppercase(), text] {
                forms.extend(encode(&text));
                forms.insert(text.into_bytes());
            }
        }
    }
    forms
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn without_accents(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            'à' | 'â' | 'ä' => plain.push('a'),
            'ç' => plain.push('c'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' => plain.push('i'),
            'ô' | 'ö' => plain.push('o'),
            'ù' | 'û' | 'ü' => plain.push('u'),
            'ÿ' => plain.push('y'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_searched_in_every_form() {
        let forms = forms(Kind::FullName, &["Lœvénec".to_owned(), "Zoé  B".to_owned()]);
        for text in ["Lœvénec Zoé  B", "LOEVENEC ZOE B", "lœvénec;zoé b", "ZOÉ B LŒVÉNEC"]
        {
            assert!(forms.contains(text.as_bytes()), "{text}");
        }
        assert!(forms.contains(&encode("lœvénec zoé b").unwrap()));
    }

    #[test]
    fn a_number_is_searched_without_its_spaces() {
        let forms = forms(Kind::Phone, &["06 39 98 71 46".to_owned()]);
        assert!(forms.contains(&b"0639987146"[..]));
        assert!(forms.contains(&b"06 39 98 71 46"[..]));
    }
}
