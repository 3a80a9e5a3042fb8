//! French post codes, from what spreadsheets leave of them.

use super::blank::trim;

/// What a post-code cell holds.
#[derive(Clone, PartialEq, Eq)]
pub enum Postcode {
    /// Five digits.
    French(String),
    /// Four digits whose zero at the start was put back: `1000` is `01000`.
    ZeroRestored(String),
    /// Not a French code, kept as written (upper case).
    Other(String),
}

super::redact::redacted_debug!(Postcode);

impl Postcode {
    /// Reads a cell of an address in France.
    pub fn parse(cell: &str) -> Self {
        let cell = trim(cell);
        let cell = cell.strip_prefix('\'').unwrap_or(cell);
        let cell = cell.strip_prefix("F-").or_else(|| cell.strip_prefix("FR-")).unwrap_or(cell);
        let whole = match cell.split_once(['.', ',']) {
            Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
            _ => cell,
        };
        let mut digits = String::with_capacity(5);
        for c in whole.chars() {
            match c {
                '0'..='9' if digits.len() < 5 => digits.push(c),
                ' ' | '\u{a0}' | '\u{202f}' => {}
                _ => return Self::Other(cell.to_uppercase()),
            }
        }
        match digits.len() {
            5 if is_french(&digits) => Self::French(digits),
            4 if is_french(&format!("0{digits}")) => Self::ZeroRestored(format!("0{digits}")),
            _ => Self::Other(cell.to_uppercase()),
        }
    }

    /// The code as printed.
    pub fn as_str(&self) -> &str {
        match self {
            Self::French(code) | Self::ZeroRestored(code) | Self::Other(code) => code,
        }
    }
}

/// Departments 01 to 98; 00 is the army's and 99 abroad, no letter goes there.
fn is_french(digits: &str) -> bool {
    digits.get(..2).is_some_and(|department| ("01"..="98").contains(&department))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_padded_and_cleaned() {
        for (cell, expected) in [
            ("56000", Postcode::French("56000".to_owned())),
            ("1000", Postcode::ZeroRestored("01000".to_owned())),
            ("2300", Postcode::ZeroRestored("02300".to_owned())),
            ("56000.0", Postcode::French("56000".to_owned())),
            ("56 000", Postcode::French("56000".to_owned())),
            ("F-56000", Postcode::French("56000".to_owned())),
            ("'01000", Postcode::French("01000".to_owned())),
            ("560000", Postcode::Other("560000".to_owned())),
            ("560", Postcode::Other("560".to_owned())),
            ("sw1a 1aa", Postcode::Other("SW1A 1AA".to_owned())),
            ("00123", Postcode::Other("00123".to_owned())),
            ("Vannes", Postcode::Other("VANNES".to_owned())),
        ] {
            assert!(
                Postcode::parse(cell) == expected,
                "{cell}: {}",
                Postcode::parse(cell).as_str()
            );
        }
    }
}
