//! Free text typed by a person, checked once at the edge.

use serde::{Deserialize, Serialize};

/// A refused text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More characters than the field allows.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// A control character other than a line break or a tab: PostgreSQL text
    /// cannot hold NUL, and the others have no place in a form.
    #[error("the text holds a control character")]
    Control,
}

/// A trimmed, non-empty text of at most `MAX` characters, without control
/// characters (line breaks and tabs are kept).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Checks and trims `raw`.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().count() > MAX {
            return Err(TextError::TooLong { max: MAX });
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(TextError::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_blank_long_and_nul() {
        assert_eq!(Text::<5>::parse("  "), Err(TextError::Empty));
        assert_eq!(Text::<5>::parse("abcdef"), Err(TextError::TooLong { max: 5 }));
        assert_eq!(Text::<5>::parse("a\0b"), Err(TextError::Control));
        assert_eq!(Text::<5>::parse(" été ").map(|t| t.as_str().to_owned()), Ok("été".to_owned()));
    }
}
