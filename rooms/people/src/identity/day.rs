//! Splits a date cell into its parts, before anything is decided about order or century.

use super::fold::fold_char;

/// One number of a date cell, or a month written as a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) value: u32,
    /// How many digits were written; 0 for a month written as a word.
    pub(super) digits: usize,
}

impl Part {
    pub(super) fn is_word(self) -> bool {
        self.digits == 0
    }
}

/// A date cell, split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lexed {
    /// Three parts, in the order written.
    Three([Part; 3]),
    /// Two parts: a month and a year.
    Two([Part; 2]),
    /// One run of digits.
    Run(Part),
    /// No date.
    Other,
}

/// Splits a trimmed, non-empty cell. A time after the date is dropped.
pub(super) fn lex(cell: &str) -> Lexed {
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    let mut parts = [Part::default(); 3];
    let mut count = 0;
    let mut rest = cell;
    let mut decimal = false;
    while let Some(slot) = parts.get_mut(count) {
        let Some((part, after)) = next_part(rest) else { return Lexed::Other };
        *slot = part;
        count += 1;
        rest = after;
        if count == 1 && part.digits >= 8 {
            break;
        }
        let trimmed = after.trim_start_matches(['/', '-', '.', ' ', ',', '\\', '\u{a0}']);
        if trimmed.is_empty() {
            rest = trimmed;
            break;
        }
        if count < 3 {
            if trimmed.len() == after.len() {
                return Lexed::Other;
            }
            decimal = after.starts_with(['.', ',']);
            rest = trimmed;
        }
    }
    if !rest.is_empty() && !is_time(rest) {
        return Lexed::Other;
    }
    match (count, parts) {
        (3, parts) => Lexed::Three(parts),
        // A spreadsheet serial with its time of day: `31137.0`, `31137,35`.
        (2, [serial, fraction, _]) if decimal && serial.digits == 5 && fraction.digits > 0 => {
            Lexed::Run(serial)
        }
        (2, [first, second, _]) => Lexed::Two([first, second]),
        (1, [run, ..]) if !run.is_word() => Lexed::Run(run),
        _ => Lexed::Other,
    }
}

/// The first part of `text` and what follows it.
fn next_part(text: &str) -> Option<(Part, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (run, mut after) = text.split_at(digits);
        // `1er janvier 1950`
        if after.get(..2).is_some_and(|suffix| suffix.eq_ignore_ascii_case("er")) {
            after = after.get(2..).unwrap_or_default();
        }
        // A time stamp without separators: only its day counts.
        let run = if matches!(digits, 12 | 14) { run.get(..8)? } else { run };
        if run.len() > 8 {
            return None;
        }
        return Some((Part { value: run.parse().ok()?, digits: run.len() }, after));
    }
    let letters = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, after) = text.split_at(letters);
    Some((Part { value: month_word(word)?, digits: 0 }, after))
}

/// How the months begin, folded; the longer of two that share letters first.
const STARTS: [(&str, u32); 17] = [
    ("JAN", 1),
    ("FEV", 2),
    ("FEB", 2),
    ("MAR", 3),
    ("AVR", 4),
    ("APR", 4),
    ("MAI", 5),
    ("MAY", 5),
    ("JUIN", 6),
    ("JUN", 6),
    ("JUIL", 7),
    ("JUL", 7),
    ("AOU", 8),
    ("AUG", 8),
    ("SEP", 9),
    ("OCT", 10),
    ("NOV", 11),
];

/// The month that a French or English word or abbreviation names.
fn month_word(word: &str) -> Option<u32> {
    if word.len() < 3 || word.len() > 12 {
        return None;
    }
    let mut folded = String::with_capacity(12);
    for c in word.chars() {
        fold_char(c, &mut folded);
    }
    STARTS
        .iter()
        .find(|(start, _)| folded.starts_with(start))
        .map(|(_, month)| *month)
        .or_else(|| folded.starts_with("DEC").then_some(12))
}

/// Whether what follows a date is a time of day and nothing else.
fn is_time(rest: &str) -> bool {
    rest.starts_with(['T', 't', ' ', ','])
        && rest.len() <= 40
        && rest.bytes().all(|b| {
            b.is_ascii_digit()
                || matches!(
                    b,
                    b'T' | b't'
                        | b'Z'
                        | b'z'
                        | b':'
                        | b'.'
                        | b','
                        | b'+'
                        | b'-'
                        | b' '
                        | b'h'
                        | b'H'
                        | b'm'
                        | b'M'
                        | b'A'
                        | b'P'
                        | b'a'
                        | b'p'
                        | b's'
                )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(cell: &str) -> [u32; 3] {
        match lex(cell) {
            Lexed::Three(parts) => parts.map(|part| part.value),
            other => panic!("{cell}: {other:?}"),
        }
    }

    #[test]
    fn parts_are_split_whatever_the_separator() {
        for cell in [
            "12/03/1984",
            "12-03-1984",
            "12.03.1984",
            "12 03 1984",
            "12 / 03 / 1984",
            "12 mars 1984",
            "12-MAR-1984",
            "12/03/1984 08:15",
            "12/03/1984 08:15:00.000",
        ] {
            assert_eq!(three(cell), [12, 3, 1984], "{cell}");
        }
        assert_eq!(three("1984-03-12T00:00:00Z"), [1984, 3, 12]);
        assert_eq!(three("1er août 1950"), [1, 8, 1950]);
    }

    #[test]
    fn runs_pairs_and_junk_are_told_apart() {
        assert_eq!(lex("19840312"), Lexed::Run(Part { value: 19_840_312, digits: 8 }));
        assert_eq!(lex("19840312081500"), Lexed::Run(Part { value: 19_840_312, digits: 8 }));
        assert_eq!(lex("31137.5"), Lexed::Run(Part { value: 31_137, digits: 5 }));
        assert!(matches!(lex("03/1984"), Lexed::Two(_)));
        for junk in ["Dupont", "12/03/1984 Vannes", "12/", "é/1/2", "123456789", "mars"] {
            assert!(!matches!(lex(junk), Lexed::Three(_)), "{junk}");
        }
    }
}
