//! One record to typed traits, flags and issues.
//!
//! What quarantines a row: it cannot be read, it has no name, its birth date
//! cannot be, it belongs to another site. Everything else is a warning and the
//! row counts. A cell that is not blank sets its class, whatever it is worth.
//!
//! Invariant: the output types have no place for a value that is not stored.

mod checked;
mod checker;
mod contact;
mod identity;
mod issue;
mod nir;
mod sites;
mod slots;
mod states;
mod text;
mod visit;

pub use checked::{AcceptedRow, Checked, NirState, QuarantinedRow};
pub use checker::{Checker, RowOptions};
pub use issue::{Code, Issue};

#[cfg(test)]
mod tests;
