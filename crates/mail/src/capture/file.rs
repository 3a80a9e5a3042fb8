//! One captured message: the sealed file and what it shows.

use std::fmt;

use chrono::{DateTime, Utc};
use mail_parser::MessageParser;

use super::error::CaptureError;
use super::place::Place;
use crate::{Outgoing, Reference, Seal};

/// Starts every file: a name, a version, then the instant in milliseconds.
const MAGIC: &[u8; 8] = b"CNCMAIL1";
const HEAD: usize = 16;

/// A header line of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value as written, unfolded.
    pub value: String,
}

/// A captured message, opened. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct CapturedMail {
    /// Its reference.
    pub reference: Reference,
    /// When it was captured.
    pub at: DateTime<Utc>,
    /// The return path.
    pub return_path: String,
    /// The recipient.
    pub recipient: String,
    /// The subject, decoded.
    pub subject: String,
    /// The text part, decoded.
    pub text: String,
    /// The HTML part, decoded. To be shown in a sandboxed frame.
    pub html: Option<String>,
    /// All header lines.
    pub headers: Vec<Header>,
    /// The message as it would have left.
    pub raw: Vec<u8>,
}

impl fmt::Debug for CapturedMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedMail").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// The associated data: a file cannot be passed for another message or instant.
fn context(place: Place) -> Vec<u8> {
    format!("captured-mail/{}/{}", place.reference, place.at.timestamp_millis()).into_bytes()
}

/// The bytes of the file: magic, instant, sealed (return path, recipient, message).
pub(super) fn encode(
    place: Place,
    outgoing: &Outgoing,
    seal: &dyn Seal,
) -> Result<Vec<u8>, crate::SealError> {
    let envelope = &outgoing.envelope;
    let mut plain = Vec::with_capacity(outgoing.message.raw().len() + 200);
    plain.extend_from_slice(envelope.return_path.as_str().as_bytes());
    plain.push(b'\n');
    plain.extend_from_slice(envelope.recipient.as_str().as_bytes());
    plain.push(b'\n');
    plain.extend_from_slice(outgoing.message.raw());
    let sealed = seal.seal(&context(place), &plain)?;
    let mut bytes = Vec::with_capacity(HEAD + sealed.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&place.at.timestamp_millis().to_be_bytes());
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

/// The instant written in clear at the start of a file.
pub(super) fn instant(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let millis = bytes.strip_prefix(MAGIC)?.first_chunk::<8>()?;
    DateTime::from_timestamp_millis(i64::from_be_bytes(*millis))
}

/// Opens a file.
pub(super) fn decode(
    reference: Reference,
    bytes: &[u8],
    seal: &dyn Seal,
) -> Result<CapturedMail, CaptureError> {
    let at = instant(bytes).ok_or(CaptureError::Format)?;
    let sealed = bytes.get(HEAD..).ok_or(CaptureError::Format)?;
    let plain = seal.open(&context(Place { at, reference }), sealed)?;
    let mut parts = plain.splitn(3, |&b| b == b'\n');
    let mut line = || {
        let part = parts.next().ok_or(CaptureError::Format)?;
        std::str::from_utf8(part).map_err(|_| CaptureError::Format)
    };
    let (return_path, recipient) = (line()?.to_owned(), line()?.to_owned());
    let raw = parts.next().ok_or(CaptureError::Format)?.to_vec();
    let parsed = MessageParser::default().parse(&raw).ok_or(CaptureError::Format)?;
    Ok(CapturedMail {
        reference,
        at,
        return_path,
        recipient,
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed.body_text(0).unwrap_or_default().into_owned(),
        html: parsed
            .html_bodies()
            .find(|part| part.is_text_html())
            .and_then(|part| part.text_contents())
            .map(str::to_owned),
        headers: parsed
            .headers_raw()
            .map(|(name, value)| Header { name: name.to_owned(), value: unfold(value) })
            .collect(),
        raw: raw.clone(),
    })
}

fn unfold(value: &str) -> String {
    value
        .split(['\r', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
