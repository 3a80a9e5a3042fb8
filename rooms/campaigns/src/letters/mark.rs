//! The mark of a letter: printed for the scanner, typed on the site to know whether a
//! letter is genuine. Campaign, number, four letters of a keyed check: nobody can make
//! up one that passes, and none is stored.

use kernel::{CampaignId, Id as _};
use vault::DataKey;

use crate::{Campaign, approval::ALPHABET};

/// The mark of a delivery: `K7Q2M-000123-9TXR`.
pub(crate) fn mark_of(key: &DataKey, campaign: &Campaign, number: u32) -> String {
    format!("{}-{number:06}-{}", campaign.reference, check(key, campaign.id, number))
}

fn check(key: &DataKey, campaign: CampaignId, number: u32) -> String {
    let mut value = campaign.uuid().as_bytes().to_vec();
    value.extend_from_slice(&number.to_be_bytes());
    let full = key.derive_index("letter-mark").token("mark", &value);
    full.iter()
        .take(4)
        .map(|byte| ALPHABET.get(usize::from(byte & 31)).copied().map_or('0', char::from))
        .collect()
}

/// A mark as typed or scanned, in its parts: reference, number, check. Case, spaces and
/// hyphens do not matter; O is read as 0, I and L as 1.
pub(crate) fn read_mark(typed: &str) -> Option<(String, u32, String)> {
    let mut plain = String::with_capacity(20);
    for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.' | '_')) {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c if c.is_ascii() && ALPHABET.contains(&u8::try_from(c).ok()?) => c,
            _ => return None,
        };
        plain.push(c);
    }
    if !(15..=19).contains(&plain.len()) {
        return None;
    }
    let (reference, rest) = plain.split_at_checked(5)?;
    let (number, check) = rest.split_at_checked(rest.len() - 4)?;
    Some((reference.to_owned(), number.parse().ok()?, check.to_owned()))
}

/// Whether the check of a read mark is right.
pub(crate) fn is_genuine(key: &DataKey, campaign: &Campaign, number: u32, given: &str) -> bool {
    check(key, campaign.id, number) == given
}

#[cfg(test)]
mod tests {
    use super::read_mark;

    #[test]
    fn a_mark_is_read_in_any_dress() {
        let parts = Some(("K7Q2M".to_owned(), 123, "9TXR".to_owned()));
        for typed in
            ["K7Q2M-000123-9TXR", "k7q2m 000123 9txr", "K7Q2MOOO1239TXR", "K7Q2M-000I23-9TXR"]
        {
            let expected = if typed.contains('I') {
                Some(("K7Q2M".to_owned(), 123, "9TXR".to_owned()))
            } else {
                parts.clone()
            };
            assert_eq!(read_mark(typed), expected, "{typed}");
        }
        let long = Some(("K7Q2M".to_owned(), 4_294_967_295, "9TXR".to_owned()));
        assert_eq!(read_mark("K7Q2M-4294967295-9TXR"), long);
        for wrong in
            ["", "K7Q2M", "K7Q2M-000123-9TX", "K7Q2M-00012é-9TXR", "K7Q2M-99999999999-9TXR"]
        {
            assert_eq!(read_mark(wrong), None, "{wrong}");
        }
    }
}
