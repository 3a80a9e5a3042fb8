//! How alike a header and the known column names are.

use std::collections::HashMap;
use std::sync::LazyLock;

use people::identity::fold::{fold, fold_char};

use super::Field;

/// How a header was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The whole header is a known name.
    Exact,
    /// The header holds a known name.
    Contained,
}

/// Letters and digits of a header, lower case, without accents: `N° SS` is `nss`.
pub(crate) fn squash(header: &str) -> String {
    let mut folded = String::with_capacity(header.len());
    for c in header.chars().filter(|c| c.is_alphanumeric()) {
        fold_char(c, &mut folded);
    }
    folded.to_ascii_lowercase()
}

/// How a header was recognised, if it was.
pub(crate) fn likeness(header: &str) -> Option<Likeness> {
    recognise(header).map(|(_, likeness)| likeness)
}

/// The field of a header.
pub(super) fn recognise(header: &str) -> Option<(Field, Likeness)> {
    let squashed = squash(header);
    if let Some(field) = TABLE.exact.get(&squashed) {
        return Some((*field, Likeness::Exact));
    }
    let words = words(header);
    let bare: String = words.concat();
    if let Some(field) = TABLE.exact.get(&bare) {
        return Some((*field, Likeness::Exact));
    }
    TABLE
        .contained
        .iter()
        .find(|name| name.is_in(&words))
        .map(|name| (name.field, Likeness::Contained))
}

/// A known name, as words.
struct Name {
    field: Field,
    words: Vec<String>,
    weight: (u8, usize),
    beside_neutral_only: bool,
}

impl Name {
    fn is_in(&self, words: &[String]) -> bool {
        let count = self.words.len();
        words.windows(count).enumerate().any(|(at, window)| {
            window == self.words.as_slice()
                && (!self.beside_neutral_only
                    || words
                        .iter()
                        .enumerate()
                        .all(|(index, word)| (at..at + count).contains(&index) || is_neutral(word)))
        })
    }
}

struct NameTable {
    exact: HashMap<String, Field>,
    contained: Vec<Name>,
}

static TABLE: LazyLock<NameTable> = LazyLock::new(|| {
    let mut exact = HashMap::new();
    let mut contained = Vec::new();
    for field in Field::ALL.iter().copied() {
        for synonym in field.synonyms() {
            let (sign, name) = match synonym.chars().next() {
                Some(sign @ ('=' | '~' | '!' | '^')) => {
                    (Some(sign), synonym.get(1..).unwrap_or(""))
                }
                _ => (None, *synonym),
            };
            let words = words(name);
            exact.entry(squash(name)).or_insert(field);
            exact.entry(words.concat()).or_insert(field);
            if sign != Some('=') {
                let rank = match sign {
                    Some('^') => 3,
                    Some('!') => 2,
                    _ => 1,
                };
                contained.push(Name {
                    field,
                    weight: (rank, words.iter().map(String::len).sum()),
                    words,
                    beside_neutral_only: sign == Some('~'),
                });
            }
        }
    }
    // The most telling name first: whose datum it is, then the longest.
    contained.sort_by_key(|name| std::cmp::Reverse(name.weight));
    NameTable { exact, contained }
});

/// The words of a header: split at separators and at `aB`, small words left out.
fn words(header: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_lower = false;
    for c in header.chars() {
        let boundary = !c.is_alphanumeric() || (after_lower && c.is_uppercase());
        if boundary && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
        after_lower = c.is_lowercase();
    }
    words.push(word);
    words
        .into_iter()
        .map(|word| fold(&word).to_ascii_lowercase())
        .filter(|word| !word.is_empty() && !is_small(word))
        .collect()
}

fn is_small(word: &str) -> bool {
    matches!(
        word,
        "de" | "du"
            | "des"
            | "d"
            | "l"
            | "la"
            | "le"
            | "les"
            | "en"
            | "au"
            | "of"
            | "the"
            | "et"
            | "and"
    )
}

/// Words beside which a common name keeps its meaning.
fn is_neutral(word: &str) -> bool {
    matches!(
        word,
        "patient"
            | "patiente"
            | "pat"
            | "pt"
            | "p"
            | "personne"
            | "usager"
            | "client"
            | "benef"
            | "beneficiaire"
            | "code"
            | "num"
            | "numero"
            | "n"
            | "no"
            | "id"
            | "lib"
            | "libelle"
            | "txt"
            | "val"
            | "t"
            | "nom"
            | "name"
            | "1"
            | "01"
            | "domicile"
            | "dom"
            | "postal"
            | "postale"
            | "residence"
            | "actuel"
            | "actuelle"
            | "correspondance"
    )
}
