//! What a check of the folder found.

use serde::Serialize;

/// What a check of the folder found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaptureCheck {
    /// How many messages it holds.
    pub messages: usize,
}
