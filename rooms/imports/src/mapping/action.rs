//! What is done with a column.

use serde::{Deserialize, Serialize};

/// What is done with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Its value is kept, encrypted, and its class noted.
    Store,
    /// Only the fact that a cell is not blank is noted, as a class.
    Flag,
    /// Looked at: it holds none of the classes, and nothing is noted.
    Drop,
    /// Nobody looked: counted, never kept. While such a column holds something, no class
    /// is said to be absent.
    Ignored,
}
