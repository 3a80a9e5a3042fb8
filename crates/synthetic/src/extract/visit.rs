//! A visit, and what its row says.

use crate::extract::bad_cause::BadCause;
use crate::extract::fields::Field;
use crate::person::SyntheticPerson;

/// A visit of a person: the row to write.
pub(super) struct Visit<'a> {
    pub(super) person: &'a SyntheticPerson,
    pub(super) index: u32,
    pub(super) bad: Option<BadCause>,
}

/// What a row says, for the truth.
pub(super) struct Seen {
    pub(super) filled: [bool; Field::COUNT],
    pub(super) nir_valid: Option<bool>,
}

impl Seen {
    /// Whether a cell holds something.
    pub(super) fn has(&self, field: Field) -> bool {
        self.filled.get(field as usize).copied().unwrap_or(false)
    }
}
