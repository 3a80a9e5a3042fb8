//! The finished bytes of a message.

use std::fmt;
use std::sync::Arc;

use super::error::BuildError;
use crate::Reference;

/// The finished bytes of one message: ASCII, CRLF line ends, lines of 998 bytes
/// at most, so that any server passes them unchanged. Cheap to clone.
#[derive(Clone)]
pub struct Message {
    pub(super) reference: Reference,
    pub(super) id: String,
    pub(super) raw: Arc<[u8]>,
}

impl Message {
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

/// ASCII without NUL, only CRLF line ends, at most 998 bytes a line (RFC 5321
/// 4.5.3.1.6). A bare line feed could also hide a second message behind a
/// false final dot.
pub(super) fn passes_any_server(raw: &[u8]) -> bool {
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
