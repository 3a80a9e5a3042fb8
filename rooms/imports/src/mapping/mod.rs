//! Columns: which field each one is, and what is done with it.
//!
//! [`propose`] makes a mapping from the header and some rows; a person corrects
//! it; it is saved as JSON and used again for the same source. The fields and
//! their names are data ([`field`]).
//!
//! Invariant: only a field that the data table allows to be stored can be
//! stored; a mapping that asks for more is refused.

mod action;
mod column;
mod error;
pub mod field;
mod file;
mod fit;
mod propose;
mod words;

pub use action::Action;
pub use column::Column;
pub use error::MappingError;
pub use field::Field;
pub use file::{Mapping, VERSION};
pub use propose::propose;
pub(crate) use words::{Likeness, likeness, squash};

#[cfg(test)]
mod tests;
