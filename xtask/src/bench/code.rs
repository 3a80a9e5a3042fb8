//! Claim codes as people may type them, from the rule that letters state: thirteen
//! characters of 32, the last one a check over the others.

use super::stats::Draws;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 12;
/// x^5 + x^2 + 1
const POLYNOMIAL: u8 = 0b10_0101;

/// A code that reads well and belongs to nobody (one chance in 2^60 each).
pub(super) fn unknown(draws: &mut Draws) -> String {
    let letters = drawn(draws);
    printed(&letters, check_of(&letters))
}

/// The same with a wrong check character.
pub(super) fn malformed(draws: &mut Draws) -> String {
    let letters = drawn(draws);
    printed(&letters, check_of(&letters) ^ 1)
}

/// Whether a line is a code and nothing else, as messages have it.
pub(super) fn is_well_formed(line: &str) -> bool {
    let value = |byte: u8| ALPHABET.iter().position(|known| *known == byte);
    let values: Option<Vec<u8>> = line
        .bytes()
        .filter(|byte| *byte != b'-')
        .map(|byte| value(byte).and_then(|value| u8::try_from(value).ok()))
        .collect();
    let Some(values) = values else { return false };
    let Some((check, letters)) = values.split_last() else { return false };
    letters.len() == LETTERS && printed(letters, *check) == line && check_of(letters) == *check
}

fn drawn(draws: &mut Draws) -> Vec<u8> {
    let mut bits = draws.next();
    (0..LETTERS)
        .map(|_| {
            let letter = u8::try_from(bits & 31).unwrap_or(0);
            bits >>= 5;
            letter
        })
        .collect()
}

fn printed(letters: &[u8], check: u8) -> String {
    let letter =
        |value: &u8| ALPHABET.get(usize::from(*value)).map_or('0', |byte| char::from(*byte));
    let all: String = letters.iter().chain([&check]).map(letter).collect();
    let (first, rest) = all.split_at(4);
    let (second, third) = rest.split_at(4);
    format!("{first}-{second}-{third}")
}

fn check_of(letters: &[u8]) -> u8 {
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

    #[test]
    fn codes_differ_in_the_check_only_by_rule() {
        let good = unknown(&mut Draws::new(3));
        let bad = malformed(&mut Draws::new(3));
        assert_eq!(good.len(), 15);
        assert_eq!(good[..14], bad[..14]);
        assert_ne!(good, bad);
        assert!(is_well_formed(&good) && !is_well_formed(&bad));
        assert!(!is_well_formed("") && !is_well_formed(&good.replace('-', "")));
        assert_eq!(check_of(&[0; LETTERS]), 0);
        // The weight of the first letter is x.
        assert_eq!(check_of(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 2);
    }
}
