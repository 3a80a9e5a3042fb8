//! What stops a reading.

use crate::Refusal;

/// Why reading stops before the end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is refused.
    #[error("the file is refused: {}", .0.code())]
    Refused(Refusal),
    /// The bytes cannot be read.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
}

impl From<Refusal> for ReadError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
