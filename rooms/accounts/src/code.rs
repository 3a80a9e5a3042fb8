//! One-time codes that people type: 60 random bits and one character that finds every
//! single slip and every two neighbours swapped.
//!
//! The alphabet has no I, L, O and U; a typed O is read as 0, I and L as 1. The check
//! character is that of Damm, over the field of 32 elements.

use kernel::Env;
use zeroize::Zeroizing;

use crate::secrets::SecretText;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA_LEN: usize = 12;

/// A one-time code in the form that is hashed: thirteen characters, no hyphen.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OneTimeCode(Zeroizing<String>);

impl OneTimeCode {
    /// A new code.
    pub(crate) fn generate(env: &Env) -> Self {
        let bits = u64::from_be_bytes(env.bytes());
        let values = (0..DATA_LEN).map(|place| ((bits >> (5 * place)) & 31) as u8);
        let mut interim = 0;
        let mut text = Zeroizing::new(String::with_capacity(DATA_LEN + 1));
        for value in values {
            interim = step(interim, value);
            text.push(symbol(value));
        }
        text.push(symbol(interim));
        Self(text)
    }

    /// Reads what a person typed; none when it cannot be a code of ours.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        let mut interim = 0;
        let mut text = Zeroizing::new(String::with_capacity(DATA_LEN + 1));
        for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.')) {
            let value = value_of(c)?;
            if text.len() > DATA_LEN {
                return None;
            }
            interim = step(interim, value);
            text.push(symbol(value));
        }
        (text.len() == DATA_LEN + 1 && interim == 0).then_some(Self(text))
    }

    /// The bytes that are hashed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// As shown, in groups of four, four and five signs.
    pub(crate) fn shown(&self) -> SecretText {
        let mut text = String::with_capacity(DATA_LEN + 3);
        for (place, c) in self.0.chars().enumerate() {
            if place == 4 || place == 8 {
                text.push('-');
            }
            text.push(c);
        }
        SecretText::new(text)
    }
}

impl std::fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OneTimeCode")
    }
}

/// One step of the check: multiplication by x modulo x⁵ + x² + 1.
const fn step(interim: u8, value: u8) -> u8 {
    let doubled = (interim ^ value) << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

fn symbol(value: u8) -> char {
    ALPHABET.get(usize::from(value)).map_or('0', |byte| char::from(*byte))
}

fn value_of(c: char) -> Option<u8> {
    let upper = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|byte| char::from(*byte) == upper)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(seed: u64) -> OneTimeCode {
        let (env, _) = Env::test(chrono::DateTime::from_timestamp(0, 0).unwrap(), seed);
        OneTimeCode::generate(&env)
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_however_it_is_typed(seed: u64) {
            let made = code(seed);
            let shown = made.shown();
            prop_assert_eq!(shown.expose().len(), 15);
            prop_assert!(OneTimeCode::parse(shown.expose()).unwrap() == made);
            let sloppy = shown.expose().to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
            prop_assert!(OneTimeCode::parse(&sloppy).unwrap() == made);
        }

        #[test]
        fn one_wrong_character_is_found(seed: u64, at in 0..13_usize, by in 1..32_usize) {
            let mut text: Vec<u8> = code(seed).as_bytes().to_vec();
            let place = ALPHABET.iter().position(|b| *b == text[at]).unwrap();
            text[at] = ALPHABET[(place + by) % 32];
            prop_assert!(OneTimeCode::parse(std::str::from_utf8(&text).unwrap()).is_none());
        }

        #[test]
        fn two_swapped_neighbours_are_found(seed: u64, at in 0..12_usize) {
            let mut text: Vec<u8> = code(seed).as_bytes().to_vec();
            prop_assume!(text[at] != text[at + 1]);
            text.swap(at, at + 1);
            prop_assert!(OneTimeCode::parse(std::str::from_utf8(&text).unwrap()).is_none());
        }

        #[test]
        fn no_input_makes_the_reader_fail(typed: String) {
            let _ = OneTimeCode::parse(&typed);
        }
    }

    #[test]
    fn two_codes_differ() {
        assert!(code(1) != code(2));
    }
}
