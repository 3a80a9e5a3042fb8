//! Refusals of the vault. None of them tells a secret.

/// A refusal of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No master key where the configuration says it is, although keys wrapped by one exist.
    #[error("no master key at {place}, but encrypted data exist: restore the key before starting")]
    MasterMissing {
        /// The file or variable.
        place: String,
    },
    /// A master key that is not the one the data keys were wrapped with.
    #[error("the master key is not the one that protects this data: restore the right key")]
    MasterWrong,
    /// A key file that others may read, or whose content is no key.
    #[error("the master key cannot be used: {0}")]
    MasterUnfit(String),
    /// No such data key was ever made.
    #[error("no data key exists for this owner")]
    NoKey,
    /// The data key was destroyed: what it protected is erased.
    #[error("the data key was destroyed; what it protected is erased")]
    Destroyed,
    /// The main database and the store of keys do not belong together.
    #[error(transparent)]
    Stores(#[from] crate::Disagreement),
    /// A destroyed key whose bytes are still in a file of the store.
    #[error("the key is destroyed, but its bytes are still in {place}: run the command again")]
    Remains {
        /// The file.
        place: String,
    },
    /// Bytes that were not sealed for this place, or were altered.
    #[error("sealed bytes do not open: altered, or not of this row")]
    Altered,
    /// The store of keys.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// A file.
    #[error("a key or sealed file cannot be read or written")]
    Io(#[from] std::io::Error),
}
