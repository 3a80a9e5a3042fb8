//! Telephone numbers to E.164, from what spreadsheets leave of them.

use super::blank::trim;
use super::nir::is_scientific;

/// A number in E.164 form: `+33639981234`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

super::redact::redacted_debug!(Phone);

/// Why a cell holds no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// A spreadsheet rewrote it in scientific notation; the digits are lost.
    #[error("the number was rewritten by a spreadsheet")]
    SpreadsheetDamage,
    /// Too few or too many digits, or none.
    #[error("not a telephone number")]
    Invalid,
}

/// How a number was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneNote {
    /// As written.
    AsWritten,
    /// The zero at the start, lost by a spreadsheet, was put back.
    ZeroRestored,
    /// The cell held two numbers; the first was taken.
    FirstOfTwo,
}

impl Phone {
    /// Reads a French or international number.
    ///
    /// # Errors
    /// What has not the digits of a number.
    pub fn parse(cell: &str) -> Result<(Self, PhoneNote), PhoneError> {
        let cell = trim(cell);
        let cell = cell.strip_prefix('\'').unwrap_or(cell);
        if is_scientific(cell) {
            return Err(PhoneError::SpreadsheetDamage);
        }
        let cell = strip_decimals(cell);
        let mut digits = [0u8; 24];
        let mut length = 0;
        let mut plus = false;
        for c in cell.chars() {
            match c {
                '0'..='9' => {
                    *digits.get_mut(length).ok_or(PhoneError::Invalid)? = c as u8;
                    length += 1;
                }
                '+' if length == 0 => plus = true,
                // A label before the number is skipped, a remark after it ends the number.
                c if c.is_alphabetic() && length > 0 => break,
                _ => {}
            }
        }
        let digits = std::str::from_utf8(digits.get(..length).unwrap_or_default())
            .map_err(|_| PhoneError::Invalid)?;
        if digits.bytes().all(|b| b == b'0') {
            return Err(PhoneError::Invalid);
        }
        if plus {
            return international(digits).map(|phone| (phone, PhoneNote::AsWritten));
        }
        if let Some(rest) = digits.strip_prefix("00") {
            return international(rest).map(|phone| (phone, PhoneNote::AsWritten));
        }
        match (length, digits.strip_prefix('0')) {
            (10, Some(national)) => Ok((french(national)?, PhoneNote::AsWritten)),
            (9, None) => Ok((french(digits)?, PhoneNote::ZeroRestored)),
            (11 | 12, None) if digits.starts_with("33") => {
                international(digits).map(|phone| (phone, PhoneNote::AsWritten))
            }
            (20, Some(rest)) if rest.as_bytes().get(9) == Some(&b'0') => {
                let first = rest.get(..9).ok_or(PhoneError::Invalid)?;
                Ok((french(first)?, PhoneNote::FirstOfTwo))
            }
            _ => Err(PhoneError::Invalid),
        }
    }

    /// The number, `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text message can reach it: French mobile ranges, or unknown abroad (`false`).
    pub fn is_french_mobile(&self) -> bool {
        [
            "+336", "+337", "+262639", "+262692", "+262693", "+590690", "+590691", "+594694",
            "+596696", "+596697",
        ]
        .iter()
        .any(|prefix| self.0.starts_with(prefix))
    }
}

/// Nine digits after the national zero.
fn french(national: &str) -> Result<Phone, PhoneError> {
    if national.len() != 9 || national.starts_with('0') {
        return Err(PhoneError::Invalid);
    }
    // Overseas numbers have a country code of their own. 0639 98 is a fiction
    // range of mainland France inside Mayotte's prefix.
    let code = match national.get(..3).unwrap_or_default() {
        "262" | "263" | "269" | "692" | "693" => "262",
        "639" if !national.starts_with("63998") => "262",
        "590" | "690" | "691" => "590",
        "594" | "694" => "594",
        "596" | "696" | "697" => "596",
        _ => "33",
    };
    Ok(Phone(format!("+{code}{national}")))
}

/// Digits after the international prefix.
fn international(digits: &str) -> Result<Phone, PhoneError> {
    if let Some(rest) = digits.strip_prefix("33") {
        return french(rest.strip_prefix('0').unwrap_or(rest));
    }
    if !(7..=15).contains(&digits.len()) || digits.starts_with('0') {
        return Err(PhoneError::Invalid);
    }
    Ok(Phone(format!("+{digits}")))
}

/// `639981234.0` is a number that went through a spreadsheet.
fn strip_decimals(cell: &str) -> &str {
    match cell.rsplit_once(['.', ',']) {
        Some((whole, zeros))
            if whole.len() >= 8
                && whole.bytes().all(|b| b.is_ascii_digit())
                && (zeros == "0" || (zeros == "00" && whole.len() < 10)) =>
        {
            whole
        }
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn french_numbers_become_e164() {
        for (cell, expected, note) in [
            ("06 39 98 12 34", "+33639981234", PhoneNote::AsWritten),
            ("06.39.98.12.34", "+33639981234", PhoneNote::AsWritten),
            ("06-39-98-12-34", "+33639981234", PhoneNote::AsWritten),
            ("0639981234", "+33639981234", PhoneNote::AsWritten),
            ("639981234", "+33639981234", PhoneNote::ZeroRestored),
            ("639981234.0", "+33639981234", PhoneNote::ZeroRestored),
            ("'0639981234", "+33639981234", PhoneNote::AsWritten),
            ("+33 6 39 98 12 34", "+33639981234", PhoneNote::AsWritten),
            ("+33 (0)6 39 98 12 34", "+33639981234", PhoneNote::AsWritten),
            ("0033639981234", "+33639981234", PhoneNote::AsWritten),
            ("33639981234", "+33639981234", PhoneNote::AsWritten),
            ("Tél : 02 61 91 00 01", "+33261910001", PhoneNote::AsWritten),
            ("02 61 91 00 01 (bureau)", "+33261910001", PhoneNote::AsWritten),
            ("0261910001 / 0639981234", "+33261910001", PhoneNote::FirstOfTwo),
            ("0262990001", "+262262990001", PhoneNote::AsWritten),
            ("+32 2 555 12 34", "+3225551234", PhoneNote::AsWritten),
        ] {
            let (phone, read) = Phone::parse(cell).unwrap();
            assert_eq!((phone.as_str(), read), (expected, note), "{cell}");
        }
    }

    #[test]
    fn damage_and_junk_are_told_apart() {
        assert_eq!(Phone::parse("6,12E+08"), Err(PhoneError::SpreadsheetDamage));
        assert_eq!(Phone::parse("6.12E+8"), Err(PhoneError::SpreadsheetDamage));
        for cell in [
            "",
            "12",
            "0000000000",
            "06399812",
            "06399812345",
            "à rappeler",
            "0039",
            "1234567890123456789012345",
        ] {
            assert_eq!(Phone::parse(cell), Err(PhoneError::Invalid), "{cell}");
        }
    }

    #[test]
    fn mobiles_are_known() {
        assert!(Phone::parse("0639981234").unwrap().0.is_french_mobile());
        assert!(!Phone::parse("0261910001").unwrap().0.is_french_mobile());
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer_and_answers_are_stable(cell in any::<String>()) {
            if let Ok((phone, _)) = Phone::parse(&cell) {
                let again = Phone::parse(phone.as_str()).unwrap().0;
                prop_assert_eq!(again, phone);
            }
        }

        #[test]
        fn a_lost_zero_changes_nothing(n in 100_000_000u32..1_000_000_000) {
            let with = Phone::parse(&format!("0{n}")).unwrap().0;
            let without = Phone::parse(&n.to_string()).unwrap().0;
            prop_assert_eq!(with, without);
        }
    }
}
