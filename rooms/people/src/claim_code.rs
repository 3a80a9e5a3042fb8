//! The code that a letter carries: 60 bits and a check character.
//!
//! Twelve characters of an alphabet of 32 without I, L, O and U, then a thirteenth
//! that catches every single mistyped character and every swap of neighbours: the
//! weighted sum of the others over the field of 32 elements, with the powers of a
//! generator as weights.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 12;
/// x^5 + x^2 + 1, primitive over the field of two elements.
const POLYNOMIAL: u8 = 0b10_0101;

/// A claim code. Shown on one letter; never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimCode(Zeroizing<[u8; LETTERS]>);

/// Why a text is no claim code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimCodeError {
    /// Too few or too many characters.
    #[error("a code has 13 characters")]
    Length,
    /// A character that no code holds.
    #[error("a code holds no such character")]
    Character,
    /// The check character does not fit: something was mistyped.
    #[error("something was mistyped")]
    Check,
}

impl ClaimCode {
    /// A code from its 60 bits (the first 60 of `bits`).
    pub(crate) fn from_bits(bits: [u8; 8]) -> Self {
        let number = u64::from_be_bytes(bits) >> 4;
        let mut letters = Zeroizing::new([0; LETTERS]);
        for (place, letter) in letters.iter_mut().rev().enumerate() {
            *letter = u8::try_from((number >> (5 * place)) & 31).unwrap_or(0);
        }
        Self(letters)
    }

    /// Reads a code as typed: case, spaces and hyphens do not matter; O is read as 0,
    /// I and L as 1.
    ///
    /// # Errors
    /// See [`ClaimCodeError`]. The answer must not differ from that for an unknown code.
    pub fn parse(typed: &str) -> Result<Self, ClaimCodeError> {
        let mut letters = Zeroizing::new([0; LETTERS + 1]);
        let mut len = 0;
        for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.' | '_'))
        {
            let value = value_of(c).ok_or(ClaimCodeError::Character)?;
            *letters.get_mut(len).ok_or(ClaimCodeError::Length)? = value;
            len += 1;
        }
        let (check, body) = letters.split_last().ok_or(ClaimCodeError::Length)?;
        if len != LETTERS + 1 {
            return Err(ClaimCodeError::Length);
        }
        let body: [u8; LETTERS] = body.try_into().map_err(|_| ClaimCodeError::Length)?;
        if check_of(&body) != *check {
            return Err(ClaimCodeError::Check);
        }
        Ok(Self(Zeroizing::new(body)))
    }

    /// The twelve letters, for the keyed look-up.
    pub(crate) fn letters(&self) -> &[u8] {
        &*self.0
    }

    /// The code as printed, in groups of four, four and five signs.
    pub fn printed(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(15));
        for (place, letter) in self.0.iter().chain(std::iter::once(&check_of(&self.0))).enumerate()
        {
            if place == 4 || place == 8 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*letter & 31)]));
        }
        text
    }
}

impl std::fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClaimCode(..)")
    }
}

fn value_of(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let byte = u8::try_from(c).ok()?;
    ALPHABET.iter().position(|letter| *letter == byte).and_then(|at| u8::try_from(at).ok())
}

fn check_of(letters: &[u8; LETTERS]) -> u8 {
    let mut weight = 1;
    letters.iter().fold(0, |sum, letter| {
        weight = multiply(weight, 2);
        sum ^ multiply(weight, *letter)
    })
}

/// Product in the field of 32 elements.
fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 0b10_0000 != 0 {
            a ^= POLYNOMIAL;
        }
        b >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_in_any_dress(bits: [u8; 8]) {
            let code = ClaimCode::from_bits(bits);
            let printed = code.printed();
            prop_assert_eq!(printed.len(), 15);
            prop_assert!(ClaimCode::parse(&printed) == Ok(code.clone()));
            let dressed = format!(" {} ", printed.to_lowercase().replace('-', " ").replace('0', "o"));
            prop_assert!(ClaimCode::parse(&dressed) == Ok(code));
        }

        #[test]
        fn one_wrong_character_or_a_swap_is_caught(bits: [u8; 8], at in 0_usize..13, other in 0_usize..32) {
            let printed = ClaimCode::from_bits(bits).printed().replace('-', "");
            let mut wrong = printed.clone().into_bytes();
            if wrong[at] != ALPHABET[other] {
                wrong[at] = ALPHABET[other];
                let refused = ClaimCode::parse(std::str::from_utf8(&wrong).unwrap());
                prop_assert_eq!(refused, Err(ClaimCodeError::Check));
            }
            if at < 12 {
                let mut swapped = printed.clone().into_bytes();
                swapped.swap(at, at + 1);
                if swapped != printed.as_bytes() {
                    let refused = ClaimCode::parse(std::str::from_utf8(&swapped).unwrap());
                    prop_assert_eq!(refused, Err(ClaimCodeError::Check));
                }
            }
        }

        #[test]
        fn never_panics(text: String) {
            let _ = ClaimCode::parse(&text);
        }
    }
}
