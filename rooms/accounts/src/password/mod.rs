//! Passwords: what is accepted, and how they are hashed.
//!
//! Length counts, composition does not (NIST SP 800-63B): twelve characters at least,
//! none of the passwords that everybody tries first, nothing made of the account's own
//! name.

mod common;
mod hasher;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

pub(crate) use hasher::Hasher;

use crate::error::FieldCode;

const MIN_CHARS: usize = 12;
const MAX_CHARS: usize = 256;

/// A typed password in its one form (NFKC), so that two keyboards give the same bytes.
#[derive(Clone)]
pub(crate) struct Password(Zeroizing<String>);

impl Password {
    /// Reads what was typed at a sign-in. Nothing is refused here: a password that
    /// cannot be right costs the same work as one that is wrong.
    pub(crate) fn typed(raw: &str) -> Self {
        // Far beyond what may be chosen: enough to never match by being cut.
        Self(Zeroizing::new(raw.chars().take(2 * MAX_CHARS).nfkc().collect()))
    }

    /// Reads a new password.
    ///
    /// # Errors
    /// The reason why it cannot be chosen. `about` holds the words that describe the
    /// person: name and address.
    pub(crate) fn chosen(raw: &str, about: &[&str]) -> Result<Self, FieldCode> {
        let chars = raw.chars().count();
        if chars == 0 {
            return Err(FieldCode::Missing);
        }
        if chars > MAX_CHARS {
            return Err(FieldCode::TooLong);
        }
        let password = Self::typed(raw);
        if password.0.chars().count() < MIN_CHARS {
            return Err(FieldCode::TooShort);
        }
        if common::is_common(&password.0) || common::repeats(&password.0, about) {
            return Err(FieldCode::Common);
        }
        Ok(password)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(raw: &str) -> Option<FieldCode> {
        Password::chosen(raw, &["ana.roche@example.org", "Ana Roche"]).err()
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(refusal(""), Some(FieldCode::Missing));
        assert_eq!(refusal("elevenchars"), Some(FieldCode::TooShort));
        assert_eq!(refusal(&"é".repeat(257)), Some(FieldCode::TooLong));
        assert_eq!(refusal("girafe lente bleue"), None);
        assert_eq!(refusal("ptkwmzrqlxbv"), None);
        assert_eq!(refusal("日本語のとても長い合言葉です"), None);
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for raw in [
            "motdepasse2026!",
            "Password1234",
            "P@ssw0rd!!!!!",
            "azertyuiop123",
            "qwertyuiop[]",
            "123456789012",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "121212121212",
            "abcabcabcabc",
            "bonjourbonjour",
            "laboratoire2026",
            "concerneconcerne",
            "987654321098",
        ] {
            assert_eq!(refusal(raw), Some(FieldCode::Common), "{raw}");
        }
    }

    #[test]
    fn what_is_made_of_the_persons_own_name_is_refused() {
        for raw in ["ana.roche@example.org", "AnaRoche2026!", "roche-roche-ana", "anarocheexample"]
        {
            assert_eq!(refusal(raw), Some(FieldCode::Common), "{raw}");
        }
        assert_eq!(refusal("roche volcanique grise"), None);
    }

    #[test]
    fn two_spellings_of_one_letter_are_one_password() {
        assert_eq!(Password::typed("e\u{301}té").as_bytes(), Password::typed("été").as_bytes());
    }
}
