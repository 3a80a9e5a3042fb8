//! Text to bytes of the chosen encoding, a large piece at a time.

use std::io::{self, Write};

use encoding_rs::{ISO_8859_15, MACINTOSH, WINDOWS_1252};

use crate::extract::options::Encoding;

/// Text is encoded and written when it passes this length.
const PIECE: usize = 128 * 1024;

/// Encodes what is pushed to its text.
pub(super) struct Sink<'out> {
    out: &'out mut dyn Write,
    encoding: Encoding,
    pub(super) text: String,
}

impl<'out> Sink<'out> {
    pub(super) fn new(out: &'out mut dyn Write, encoding: Encoding) -> io::Result<Self> {
        match encoding {
            Encoding::Utf8Bom => out.write_all(&[0xEF, 0xBB, 0xBF])?,
            Encoding::Utf16Le => out.write_all(&[0xFF, 0xFE])?,
            Encoding::Windows1252 | Encoding::Iso8859_15 | Encoding::Utf8 | Encoding::MacRoman => {}
        }
        Ok(Self { out, encoding, text: String::with_capacity(PIECE + 4096) })
    }

    /// Ends a line, and writes when enough has gathered.
    pub(super) fn end_line(&mut self) -> io::Result<()> {
        self.text.push_str("\r\n");
        if self.text.len() >= PIECE { self.write() } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write()?;
        self.out.flush()
    }

    fn write(&mut self) -> io::Result<()> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => self.out.write_all(self.text.as_bytes())?,
            Encoding::Utf16Le => {
                let bytes: Vec<u8> = self.text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                self.out.write_all(&bytes)?;
            }
            Encoding::Windows1252 => self.out.write_all(&WINDOWS_1252.encode(&self.text).0)?,
            Encoding::Iso8859_15 => self.out.write_all(&ISO_8859_15.encode(&self.text).0)?,
            Encoding::MacRoman => self.out.write_all(&MACINTOSH.encode(&self.text).0)?,
        }
        self.text.clear();
        Ok(())
    }
}
