//! Whether the main database and the store of keys belong together.
//!
//! Both hold the id of their installation; the main database also knows which data keys
//! it counts on, and which were destroyed. So a store that is lost, older than what was
//! sealed, or another installation's is found before a new key takes the place of a lost
//! one, and a destroyed key that an old copy brings back is destroyed again.

mod bind;
mod judge;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use bind::{compare, settle};
pub use judge::Disagreement;
pub(crate) use judge::Stored;
