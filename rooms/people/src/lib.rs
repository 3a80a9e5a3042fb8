//! Data subjects: identity, matching, contact points, exposure classes, claim codes.
//!
//! Vocabulary: *traits* are what a file says of a person (names, birth date,
//! sex); *normalised* traits are what two spellings of one person share; a
//! *contact point* is a postal address, a telephone number or an e-mail address;
//! a *unit* is what a wave knows to be one person before all its rows are read;
//! a *state* decides which channels a person may be written to by.
//!
//! Invariants: no exposed value (social security number, result, comment,
//! password, bank number) has a type in this crate: the number is checked by
//! [`identity::nir`] and forgotten. Types that hold personal data implement
//! neither `Serialize` nor a revealing `Debug`.

mod claim_code;
mod claims;
mod error;
pub mod identity;
mod index;
mod load;
mod reach;
mod recall;
mod record;
pub mod resolve;
mod service;
mod settle;
mod store;
mod tokens;
mod waves;

pub use claim_code::{ClaimCode, ClaimCodeError};
pub use claims::{ClaimKeys, FoundClaim, IssuedClaim};
pub use error::PeopleError;
pub use load::{Absorbed, Chunk, Exposure, Loader};
pub use reach::Reach;
pub use record::Record;
pub use service::{Criteria, Origin, Origins, People, Person, PersonHead, SEARCH_LIMIT, Totals};

#[cfg(test)]
mod tests;
