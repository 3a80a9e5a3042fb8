//! Every statement of the room.

pub(crate) mod batch;
pub(crate) mod campaign;
pub(crate) mod counts;
pub(crate) mod delivery;
pub(crate) mod ledger;
pub(crate) mod note;

/// Rows in one statement: both engines take it whole.
pub(crate) const STEP: usize = 500;
