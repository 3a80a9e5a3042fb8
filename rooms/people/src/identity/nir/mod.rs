//! The check of a French social security number (NIR), and nothing else.
//!
//! The use of the number outside the closed list of decree 2019-341 is
//! forbidden: the product checks it in passing, to tell whether a usable number
//! was exposed, and never stores, hashes or compares it.
//! The number on file may be the insured parent's, so it is no key either.

use std::borrow::Cow;

use crate::identity::blank::trim;

/// The answer to one value.
#[derive(Clone, PartialEq, Eq)]
pub struct NirAnswer {
    /// Whether the value is a well-formed number; with 15 characters, whether the key fits too.
    pub valid: bool,
    /// The number without separators, in upper case: 13 or 15 characters. `None` when invalid.
    pub normalised: Option<String>,
    /// Why it is invalid. `None` when valid.
    pub reason: Option<NirReason>,
}

crate::identity::redact::redacted_debug!(NirAnswer);

/// Why a value is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NirReason {
    /// Nothing there, or a marker for nothing.
    Blank,
    /// A spreadsheet rewrote it in scientific notation; the digits are lost.
    SpreadsheetDamage,
    /// A character that is neither a digit, nor a separator, nor the A or B of Corsica.
    Character,
    /// Neither 13 nor 15 characters.
    Length,
    /// First character other than 1, 2, 3, 4, 7, 8.
    Sex,
    /// Month that is neither real (01 to 12) nor a pseudo month (20, 30 to 42, 50 to 99).
    Month,
    /// Department that does not exist.
    Department,
    /// Order number 000.
    Order,
    /// Key outside 01 to 97.
    KeyRange,
    /// Key that does not fit the number.
    Key,
}

impl NirReason {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::SpreadsheetDamage => "spreadsheet_damage",
            Self::Character => "character",
            Self::Length => "length",
            Self::Sex => "sex",
            Self::Month => "month",
            Self::Department => "department",
            Self::Order => "order",
            Self::KeyRange => "key_range",
            Self::Key => "key",
        }
    }
}

/// Checks one value: 13 characters, or 15 with the key, with or without separators.
pub fn check(value: &str) -> NirAnswer {
    match read(value, "") {
        Ok(number) => {
            NirAnswer { valid: true, normalised: Some(number.text().into_owned()), reason: None }
        }
        Err(reason) => NirAnswer { valid: false, normalised: None, reason: Some(reason) },
    }
}

/// Checks a value whose key may stand in a cell of its own. Keeps nothing.
///
/// # Errors
/// The reason why it is no number.
pub fn check_with_key(value: &str, key: &str) -> Result<(), NirReason> {
    read(value, key).map(|_| ())
}

/// The key of 13 well-formed characters, 1 to 97.
pub fn key_of(number: &str) -> Option<u8> {
    let digits: [u8; 13] = number.as_bytes().try_into().ok()?;
    key(&digits)
}

/// A number of 13 or 15 ASCII characters.
struct Number {
    chars: [u8; 15],
    length: usize,
}

impl Number {
    fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.chars.get(..self.length).unwrap_or_default())
    }
}

fn read(value: &str, key_cell: &str) -> Result<Number, NirReason> {
    if crate::identity::blank::is_blank(value) {
        return Err(NirReason::Blank);
    }
    let value = undecorate(trim(value));
    if is_scientific(value) {
        return Err(NirReason::SpreadsheetDamage);
    }
    let mut chars = [0; 15];
    let mut length = 0;
    let mut extra = false;
    for c in value.chars() {
        let byte = match c {
            '0'..='9' => c as u8,
            'a' | 'b' | 'A' | 'B' => c.to_ascii_uppercase() as u8,
            ' ' | '.' | '-' | '/' | '_' | '\u{a0}' | '\u{202f}' | '\u{2009}' => continue,
            _ => return Err(NirReason::Character),
        };
        match chars.get_mut(length) {
            Some(slot) => *slot = byte,
            None => extra = true,
        }
        length += 1;
    }
    let key_cell = undecorate(trim(key_cell));
    if length == 13 && !crate::identity::blank::is_blank(key_cell) {
        for (slot, byte) in (13..).zip(padded_key(key_cell)?) {
            if let Some(slot) = chars.get_mut(slot) {
                *slot = byte;
            }
        }
        length = 15;
    }
    if extra || (length != 13 && length != 15) {
        return Err(NirReason::Length);
    }
    let number = Number { chars, length };
    verify(&number)?;
    Ok(number)
}

/// A key in its own cell, often stripped of its zero: `5` is `05`.
fn padded_key(cell: &str) -> Result<[u8; 2], NirReason> {
    match cell.as_bytes() {
        [one @ b'0'..=b'9'] => Ok([b'0', *one]),
        [ten @ b'0'..=b'9', one @ b'0'..=b'9'] => Ok([*ten, *one]),
        _ => Err(NirReason::KeyRange),
    }
}

/// Drops what spreadsheets add around a number: a leading apostrophe, a final `.0`.
fn undecorate(value: &str) -> &str {
    let value = value.strip_prefix('\'').unwrap_or(value);
    match value.rsplit_once(['.', ',']) {
        Some((whole, zeros))
            if whole.len() >= 13
                && (1..=2).contains(&zeros.len())
                && zeros.bytes().all(|b| b == b'0')
                && whole.bytes().all(|b| b.is_ascii_digit()) =>
        {
            whole
        }
        _ => value,
    }
}

/// Whether a spreadsheet wrote the value in scientific notation: `1,84E+12`.
pub fn is_scientific(value: &str) -> bool {
    let value = value.trim_start_matches(['+', '-']);
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let exponent = exponent.trim_start_matches(['+', '-']);
    !exponent.is_empty()
        && exponent.len() <= 3
        && exponent.bytes().all(|b| b.is_ascii_digit())
        && mantissa.bytes().next().is_some_and(|b| b.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

fn verify(number: &Number) -> Result<(), NirReason> {
    let chars = &number.chars;
    let letters = chars.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let corsica = chars[5] == b'2' && matches!(chars[6], b'A' | b'B');
    if letters > usize::from(corsica) {
        return Err(NirReason::Character);
    }
    if !matches!(chars[0], b'1'..=b'4' | b'7' | b'8') {
        return Err(NirReason::Sex);
    }
    if !matches!(two(chars[3], chars[4]), 1..=12 | 20 | 30..=42 | 50..=99) {
        return Err(NirReason::Month);
    }
    // 96 stood for Tunisia before 1956; 97 and 98 take a third digit, overseas.
    if !corsica && two(chars[5], chars[6]) == 0 {
        return Err(NirReason::Department);
    }
    if chars[10..13] == *b"000" {
        return Err(NirReason::Order);
    }
    if number.length == 15 {
        let given = two(chars[13], chars[14]);
        if !(1..=97).contains(&given) {
            return Err(NirReason::KeyRange);
        }
        let mut digits = [0; 13];
        digits.copy_from_slice(&chars[..13]);
        if key(&digits) != Some(given) {
            return Err(NirReason::Key);
        }
    }
    Ok(())
}

/// `97 - (N mod 97)`, with 2A read as 19 and 2B as 18.
fn key(digits: &[u8; 13]) -> Option<u8> {
    let mut n: u64 = 0;
    for (index, byte) in digits.iter().enumerate() {
        let digit = match (index, byte) {
            (_, b'0'..=b'9') => byte - b'0',
            (6, b'A') => 9,
            (6, b'B') => 8,
            _ => return None,
        };
        n = n * 10 + u64::from(digit);
    }
    if !digits[6].is_ascii_digit() {
        // The department is 2A or 2B: its first digit counts as 1.
        n = n.checked_sub(10_000_000)?;
    }
    u8::try_from(97 - n % 97).ok()
}

fn two(ten: u8, one: u8) -> u8 {
    ten.wrapping_sub(b'0').wrapping_mul(10).wrapping_add(one.wrapping_sub(b'0'))
}

#[cfg(test)]
mod tests;
