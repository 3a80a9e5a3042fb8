//! A place in a file.

use serde::{Deserialize, Serialize};

/// Where a record starts. Reading resumes at any record boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes of the file before it, byte-order mark included.
    pub offset: u64,
    /// Rows of the file before it, as a spreadsheet counts them.
    pub row: u64,
}
