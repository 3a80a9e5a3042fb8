//! Keys and encryption.
//!
//! A **master key** lives in a file or an environment variable, never in a
//! database or a log. It wraps **data keys**, one for each [`Owner`] (the
//! platform, a case, a lab in a case, the evidence of a lab in a case), kept in a
//! store of their own (`CONCERNE_KEYS_URL`). From a data key come, by HKDF
//! (RFC 5869), the key that seals fields and files (XChaCha20-Poly1305), the key
//! of the blind indexes (HMAC-SHA-256) and the keys that rooms ask for by name.
//!
//! Destroying a data key makes everything sealed under it unreadable for ever,
//! backups of the main database included: this is how persons are erased.
//!
//! The main database keeps a registry of the keys it counts on and the id of the
//! installation; [`Vault::open`] refuses a store of keys that does not fit it, and a key
//! once destroyed stays destroyed when an older copy of the store comes back.
//!
//! Invariants: secrets are wiped from memory when dropped and have no `Debug` that
//! shows them; what is sealed for one row cannot be opened as another's, since the
//! table, the row's id and the key's version are authenticated with it.

mod datakey;
mod error;
mod master;
mod registry;
mod remains;
mod ring;
mod store;
mod stream;

pub use datakey::{DataKey, IndexKey, Row};
pub use error::VaultError;
pub use master::{MasterKey, MasterSource};
pub use registry::{Disagreement, compare, settle};
pub use remains::Remains;
pub use ring::{Owner, Vault, fits, in_use};
pub use stream::{SealedReader, SealedWriter};
