//! Building the bytes of a message.
//!
//! A message is plain text, with an HTML alternative or without. Its Message-ID
//! is `reference@domain`; the reference is repeated in `X-Delivery-Ref`, since
//! some relays replace the Message-ID. Neither names the product nor the person.
//! The same input gives the same bytes: date and boundary are not left to chance.

mod html;
mod sender;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

pub use self::sender::{Mailbox, ReturnPath, Sender};
use crate::{Address, AddressError, Envelope, Outgoing, Reference};

/// The longest subject, in characters.
const SUBJECT_MAX: usize = 200;

/// A message that cannot be built. The texts never hold content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A control character in a header: somebody may be adding headers.
    #[error("a control character in {0}")]
    HeaderInjection(&'static str),
    /// Nothing to say.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Longer than allowed.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// Not a list of language tags such as `fr, en`.
    #[error("the languages are not valid tags")]
    Languages,
    /// An image, a script, a form or anything else that loads or runs.
    #[error("the HTML part is not plain text with marks")]
    ActiveHtml,
    /// An address that mail programs would not read.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The bytes would not pass an old mail server unchanged.
    #[error("the finished message is not plain ASCII lines")]
    Encoding,
}

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

/// The finished bytes of one message: ASCII, CRLF line ends, lines of 998 bytes
/// at most, so that any server passes them unchanged. Cheap to clone.
#[derive(Clone)]
pub struct Message {
    reference: Reference,
    id: String,
    raw: Arc<[u8]>,
}

impl Message {
    /// Builds a message for one recipient, with its envelope.
    ///
    /// `date` is the present instant of the caller's `Env`.
    pub fn build(
        reference: Reference,
        date: DateTime<Utc>,
        sender: &Sender,
        recipient: &Address,
        content: &Content,
    ) -> Result<Outgoing, BuildError> {
        check_content(content)?;
        let id = format!("{reference}@{}", sender.message_id_domain.as_str());
        let mut builder = lettre::Message::builder()
            .date(SystemTime::from(date))
            .from(sender.from.to_lettre()?)
            .to(lettre::message::Mailbox::new(None, recipient.to_lettre()?))
            .subject(content.subject.trim())
            .message_id(Some(format!("<{id}>")));
        if let Some(reply_to) = &sender.reply_to {
            builder = builder.reply_to(reply_to.to_lettre()?);
        }
        for (name, value) in [
            // No robot should answer a robot (RFC 3834); the second is Exchange's way to say so.
            (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()),
            (
                HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"),
                "OOF, AutoReply".to_owned(),
            ),
            (HeaderName::new_from_ascii_str("Content-Language"), content.languages.clone()),
            (HeaderName::new_from_ascii_str("X-Delivery-Ref"), reference.to_string()),
        ] {
            builder = builder.raw_header(HeaderValue::new(name, value));
        }
        let text = SinglePart::plain(content.text.clone());
        let built = match &content.html {
            None => builder.singlepart(text),
            Some(html) => builder.multipart(
                MultiPart::alternative()
                    .boundary(format!("=_{reference}"))
                    .singlepart(text)
                    .singlepart(SinglePart::html(html.clone())),
            ),
        };
        let raw = built.map_err(|_| BuildError::Encoding)?.formatted();
        if !passes_any_server(&raw) {
            return Err(BuildError::Encoding);
        }
        let envelope = Envelope {
            return_path: sender.return_path.for_message(reference)?,
            recipient: recipient.clone(),
        };
        Ok(Outgoing { envelope, message: Self { reference, id, raw: raw.into() } })
    }

    /// Takes finished bytes from elsewhere; the Message-ID is read from them.
    pub fn from_raw(reference: Reference, raw: Vec<u8>) -> Result<Self, BuildError> {
        if !passes_any_server(&raw) {
            return Err(BuildError::Encoding);
        }
        let id = mail_parser::MessageParser::default()
            .parse_headers(&raw)
            .and_then(|headers| headers.message_id().map(str::to_owned))
            .ok_or(BuildError::Empty("the Message-ID"))?;
        Ok(Self { reference, id, raw: raw.into() })
    }

    /// The reference given by the caller.
    pub const fn reference(&self) -> Reference {
        self.reference
    }

    /// The Message-ID, without the angle brackets, which are not part of it (RFC 5322 3.6.4).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bytes, without dot-stuffing and without the final dot.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("reference", &self.reference)
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}

fn check_content(content: &Content) -> Result<(), BuildError> {
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

/// A header value typed by somebody: not blank, no control character, not endless.
fn check_header(what: &'static str, value: &str, max: usize) -> Result<(), BuildError> {
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

fn is_language_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// ASCII without NUL, only CRLF line ends, at most 998 bytes a line (RFC 5321
/// 4.5.3.1.6). A bare line feed could also hide a second message behind a
/// false final dot.
fn passes_any_server(raw: &[u8]) -> bool {
    let (mut line, mut previous) = (0_usize, 0_u8);
    for &byte in raw {
        match byte {
            0 | 0x80.. => return false,
            b'\n' if previous != b'\r' => return false,
            b'\n' => line = 0,
            _ if previous == b'\r' => return false,
            b'\r' => {}
            _ => line += 1,
        }
        if line > 998 {
            return false;
        }
        previous = byte;
    }
    !raw.is_empty() && previous != b'\r'
}
