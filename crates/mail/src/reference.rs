//! The opaque name of one message.

use std::fmt;
use std::str::FromStr;

use kernel::Env;

/// 128 random bits that tie a message, its bounce and its captured copy to one
/// attempt of the ledger. It holds no personal datum and may be logged.
///
/// Written as 32 lower-case hexadecimal digits, which survive servers that fold
/// the case of a return path or a Message-ID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference([u8; 16]);

impl Reference {
    /// The number of characters of the text form.
    pub const TEXT_LEN: usize = 32;

    /// A new random reference.
    pub fn new(env: &Env) -> Self {
        Self(env.bytes())
    }

    /// Reads back the bytes kept in a column.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes to keep in a column.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({self})")
    }
}

/// A text that is not a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a message reference")]
pub struct NotAReference;

impl FromStr for Reference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAReference)?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes_whatever_the_case() {
        let (env, _) = Env::test(chrono::DateTime::UNIX_EPOCH, 1);
        let reference = Reference::new(&env);
        let text = reference.to_string();
        assert_eq!(text.len(), Reference::TEXT_LEN);
        assert_eq!(text.parse(), Ok(reference));
        assert_eq!(text.to_uppercase().parse(), Ok(reference));
        assert_ne!(Reference::new(&env), reference);
    }

    #[test]
    fn refuses_another_length_or_alphabet() {
        assert_eq!("abcd".parse::<Reference>(), Err(NotAReference));
        assert_eq!("../../../../../../../../etc/pass".parse::<Reference>(), Err(NotAReference));
    }
}
