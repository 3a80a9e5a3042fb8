//! Header values that somebody typed.

use super::error::BuildError;

/// A header value typed by somebody: not blank, no control character, not endless.
pub(super) fn check_header(what: &'static str, value: &str, max: usize) -> Result<(), BuildError> {
    // U+2028 and U+2029 end lines in some readers; nothing legitimate needs them here.
    if value.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(BuildError::HeaderInjection(what));
    }
    if value.trim().is_empty() {
        return Err(BuildError::Empty(what));
    }
    if value.chars().count() > max {
        return Err(BuildError::TooLong(what));
    }
    Ok(())
}
