//! The bytes of a file, transcoded to UTF-8 when they are UTF-16.

use std::io::{self, Read};

use super::{encoding::Encoding, error::ReadError};
use crate::Refusal;

/// A byte source with a limit.
pub(super) struct Source<R> {
    input: R,
    encoding: Encoding,
    /// Bytes read during detection and not yet handed out.
    pending: Vec<u8>,
    taken: usize,
    bytes_seen: u64,
    limit: u64,
    /// UTF-16: raw bytes of the present chunk.
    chunk: Vec<u8>,
    /// UTF-16: a lead surrogate whose trail is in the next chunk.
    lead: Option<u16>,
}

impl<R: Read> Source<R> {
    pub(super) fn new(input: R, encoding: Encoding, offset: u64, limit: u64) -> Self {
        Self {
            input,
            encoding,
            pending: Vec::new(),
            taken: 0,
            bytes_seen: offset,
            limit,
            chunk: Vec::new(),
            lead: None,
        }
    }

    /// Gives back the bytes read during detection, without the byte-order mark.
    pub(super) fn prepend(&mut self, head: Vec<u8>, bom: usize) {
        self.pending = head;
        self.taken = bom;
    }

    /// Appends up to about `wanted` bytes to `out`; `false` at the end of the file.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>, wanted: usize) -> Result<bool, ReadError> {
        if !self.encoding.is_utf16() {
            let read = self.read_raw(out, wanted)?;
            return self.within_limit(read);
        }
        let mut chunk = std::mem::take(&mut self.chunk);
        let read = self.read_raw(&mut chunk, wanted)?;
        self.transcode(&mut chunk, out, read == 0);
        self.chunk = chunk;
        self.within_limit(read)
    }

    fn within_limit(&mut self, read: usize) -> Result<bool, ReadError> {
        self.bytes_seen += read as u64;
        if self.bytes_seen > self.limit { Err(Refusal::TooLarge.into()) } else { Ok(read > 0) }
    }

    fn read_raw(&mut self, out: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
        if let Some(rest) = self.pending.get(self.taken..).filter(|rest| !rest.is_empty()) {
            let length = rest.len();
            out.extend_from_slice(rest);
            self.pending = Vec::new();
            self.taken = 0;
            return Ok(length);
        }
        let before = out.len();
        self.input.by_ref().take(wanted as u64).read_to_end(out)?;
        Ok(out.len() - before)
    }

    /// Moves whole code units from `chunk` to `out`; an odd byte waits for its other half.
    fn transcode(&mut self, chunk: &mut Vec<u8>, out: &mut Vec<u8>, last: bool) {
        let whole = chunk.len() / 2 * 2;
        let mut utf8 = [0; 4];
        let mut push = |c: char| out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
        for pair in chunk.get(..whole).unwrap_or_default().chunks_exact(2) {
            let &[one, two] = pair else { continue };
            let unit = if self.encoding == Encoding::Utf16Le {
                u16::from_le_bytes([one, two])
            } else {
                u16::from_be_bytes([one, two])
            };
            if let Some(lead) = self.lead.take() {
                if (0xdc00..0xe000).contains(&unit) {
                    let code =
                        0x1_0000 + ((u32::from(lead) - 0xd800) << 10) + (u32::from(unit) - 0xdc00);
                    push(char::from_u32(code).unwrap_or('\u{fffd}'));
                    continue;
                }
                push('\u{fffd}');
            }
            match unit {
                0xd800..=0xdbff => self.lead = Some(unit),
                _ => push(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
            }
        }
        if last && self.lead.take().is_some() {
            push('\u{fffd}');
        }
        chunk.drain(..whole);
    }
}
