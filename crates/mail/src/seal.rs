//! Encryption of what this crate writes to disk, provided by the caller.

/// The bytes could not be sealed or opened: wrong key, destroyed key, wrong
/// context, damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes cannot be made or opened")]
pub struct SealError;

/// Authenticated encryption of a byte string.
///
/// `context` is associated data: opening with another context must fail, so
/// that one sealed file cannot be passed for another.
pub trait Seal: Send + Sync {
    /// Encrypts `plain`.
    fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError>;

    /// Decrypts what [`Seal::seal`] made with the same context.
    fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError>;
}
