//! What a file may cost.

use serde::{Deserialize, Serialize};

/// Limits of one file. Beyond the first three the file is refused; beyond the others one row is quarantined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of the file as received.
    pub file_bytes: u64,
    /// Rows after the header.
    pub rows: u64,
    /// Columns of the header.
    pub columns: usize,
    /// Characters of a cell whose value is kept.
    pub cell_chars: usize,
    /// Bytes of one record in memory.
    pub record_bytes: usize,
    /// Line breaks inside one quoted cell; with more, the quote is taken for a stray one.
    pub quoted_lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 8 << 30,
            rows: 20_000_000,
            columns: 1_024,
            // What a spreadsheet cell can hold.
            cell_chars: 32_767,
            record_bytes: 1 << 20,
            quoted_lines: 100,
        }
    }
}
