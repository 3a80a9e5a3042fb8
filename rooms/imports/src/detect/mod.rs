//! What is this file: encoding, delimiter, header row, from its first 64 KiB.
//!
//! Files that are no delimited text are refused by their first bytes, each with
//! a sentence that says what to do. The delimiter and the header row are the pair
//! under which the most cells of one of the first twenty rows are known column names.

mod layout;
mod magic;
mod text;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::read::Encoding;

/// Bytes looked at.
pub const HEAD_BYTES: usize = 64 << 10;
/// The header is among these first rows.
pub const HEADER_ROWS: u64 = 20;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// Its encoding.
    pub encoding: Encoding,
    /// Bytes of the byte-order mark, 0 to 3.
    pub bom_bytes: u64,
    /// The byte between two cells: `;`, `,`, tab or `|`.
    pub delimiter: u8,
    /// The row of the header, as a spreadsheet counts.
    pub header_row: u64,
    /// Whether the first rows have as many cells as the header. Then a row of another
    /// width was cut or torn apart, and what its cells mean is not known; otherwise the
    /// sender's software leaves blank cells out, or ends each row with a delimiter.
    #[serde(default)]
    pub regular: bool,
}

/// What the sender of a file knows better.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The encoding.
    pub encoding: Option<Encoding>,
    /// The delimiter, an ASCII character.
    pub delimiter: Option<u8>,
    /// The row of the header, from 1.
    pub header_row: Option<u64>,
    /// Column names of a saved mapping: a row that holds them is the header.
    pub headers: Vec<String>,
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) format: Format,
    pub(crate) headers: Vec<String>,
    pub(crate) samples: Vec<Vec<String>>,
    pub(crate) multibyte_seen: bool,
}

/// Looks at the first bytes; `complete` says that they are the whole file.
///
/// # Errors
/// What is no delimited text, and a text without any known column name.
pub(crate) fn detect(head: &[u8], complete: bool, overrides: &Overrides) -> Result<Found, Refusal> {
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    magic::refuse_binary(head)?;
    let text = text::decode_head(head, overrides.encoding)?;
    magic::refuse_other_text(&text.text)?;
    if text.text.chars().all(|c| c.is_whitespace() || matches!(c, '\0' | '\u{1a}' | '\u{feff}')) {
        return Err(Refusal::Empty);
    }
    let layout = layout::find(&text.text, complete, overrides)?;
    Ok(Found {
        format: Format {
            encoding: text.encoding,
            bom_bytes: text.bom_bytes,
            delimiter: layout.delimiter,
            header_row: layout.header_row,
            regular: layout.regular,
        },
        headers: layout.headers,
        samples: layout.samples,
        multibyte_seen: text.multibyte_seen,
    })
}

#[cfg(test)]
mod tests;
