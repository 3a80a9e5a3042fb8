//! How a file is written, and what its sender knows of that.

use serde::{Deserialize, Serialize};

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
