//! Why captured mail cannot be read.

use std::io;

use crate::SealError;

/// A failure to read captured mail.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The folder cannot be read.
    #[error("the capture folder cannot be read")]
    Io(#[from] io::Error),
    /// The key is gone or the file is damaged.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The file is not a captured message.
    #[error("a file of the capture folder is not a captured message")]
    Format,
}
