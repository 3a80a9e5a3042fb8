//! Reading the catalogue: fixed texts, arguments.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use crate::{
    Lang,
    catalogue::{self, Entry},
    plurals::Category,
};

/// Most unknown keys remembered; beyond it they share one mark.
const UNKNOWN_MAX: usize = 1000;

/// The text of a key. A plural gives its `other` form, arguments unfilled.
pub fn t(lang: Lang, key: &str) -> &'static str {
    match catalogue::entry(lang, key) {
        Some(Entry::Text(text)) => text,
        Some(Entry::Plural(forms)) => forms.get(&Category::Other).map_or("", String::as_str),
        None => unknown(lang, key),
    }
}

/// The text of a key with its arguments, each `{name}` replaced by its value.
/// Values are not searched for arguments again.
pub fn tr(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    fill(key, t(lang, key), args)
}

/// Whether the catalogue holds a key, for texts chosen by a code that may be newer
/// than the catalogue.
pub fn has(key: &str) -> bool {
    catalogue::entry(Lang::FR, key).is_some()
}

/// Replaces each `{name}` of `text`; a name without value stays as it is, and says so.
pub(crate) fn fill(key: &str, text: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16 * args.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Argument(name) => {
                if let Some((_, value)) = args.iter().find(|(given, _)| *given == name) {
                    out.push_str(value);
                } else {
                    if cfg!(debug_assertions) {
                        tracing::error!(key, argument = name, "text read without an argument");
                    }
                    out.extend(["{", name, "}"]);
                }
            }
        }
    }
    out
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Plain(&'a str),
    Argument(&'a str),
}

/// The parts of a text, in order. A brace that is no argument is plain.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut rest) = (text, text);
    while let Some((_, inner)) = rest.split_once('{') {
        if let Some((name, tail)) = inner.split_once('}').filter(|(name, _)| is_name(name)) {
            let plain_len = start.len() - inner.len() - 1;
            pieces.extend(start.get(..plain_len).filter(|p| !p.is_empty()).map(Piece::Plain));
            pieces.push(Piece::Argument(name));
            start = tail;
            rest = tail;
        } else {
            rest = inner;
        }
    }
    if !start.is_empty() {
        pieces.push(Piece::Plain(start));
    }
    pieces
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The key in a form that nobody takes for a text. Each unknown key is kept once,
/// so that the answer can live as long as a known text.
fn unknown(lang: Lang, key: &str) -> &'static str {
    static SEEN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    if cfg!(debug_assertions) {
        tracing::error!(language = lang.tag(), key, "text is not in the catalogue");
    }
    let mark = format!("⟦{key}⟧");
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(held) = seen.get(mark.as_str()) {
        return held;
    }
    if seen.len() >= UNKNOWN_MAX {
        return "⟦?⟧";
    }
    let held: &'static str = Box::leak(mark.into_boxed_str());
    seen.insert(held);
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_visible() {
        assert_eq!(t(Lang::FR, "common.no.such.key"), "⟦common.no.such.key⟧");
        assert_eq!(tr(Lang::EN, "nothing", &[("a", "b")]), "⟦nothing⟧");
        assert!(!has("common.no.such.key"));
    }

    #[test]
    fn arguments_are_replaced_once() {
        let filled = |text, args: &[(&str, &str)]| fill("k", text, args);
        assert_eq!(filled("{a} et {b}.", &[("a", "{b}"), ("b", "2")]), "{b} et 2.");
        assert_eq!(filled("{a", &[("a", "1")]), "{a");
        assert_eq!(filled("{ {a} }", &[("a", "1")]), "{ 1 }");
        assert_eq!(filled("{{a}}", &[("a", "1")]), "{1}");
        assert_eq!(filled("{missing}", &[]), "{missing}");
    }
}
