//! What a message says, and whether that may be sent.

use std::fmt;

use super::error::BuildError;
use super::header::check_header;
use super::html;

/// The longest subject, in characters.
const SUBJECT_MAX: usize = 200;

/// What a message says.
#[derive(Clone)]
pub struct Content {
    /// The subject: neutral, without personal data.
    pub subject: String,
    /// The text part, always present.
    pub text: String,
    /// The HTML part, made from the same source as the text.
    pub html: Option<String>,
    /// Languages of the text in reading order, such as `fr, en` (RFC 3282).
    pub languages: String,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(..)")
    }
}

/// Refuses what may not be sent.
pub(super) fn check_content(content: &Content) -> Result<(), BuildError> {
    check_header("the subject", &content.subject, SUBJECT_MAX)?;
    if content.text.trim().is_empty() {
        return Err(BuildError::Empty("the text"));
    }
    if !content.languages.split(',').map(str::trim).all(is_language_tag) {
        return Err(BuildError::Languages);
    }
    match &content.html {
        Some(html) if html.trim().is_empty() => Err(BuildError::Empty("the HTML part")),
        Some(html) if !html::is_inert(html) => Err(BuildError::ActiveHtml),
        _ => Ok(()),
    }
}

fn is_language_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
