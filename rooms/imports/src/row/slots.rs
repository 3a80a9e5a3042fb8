//! The cells of a record, by field.

use people::identity::blank::{is_blank, trim};

use crate::mapping::Field;
use crate::read::Record;

/// The cells of stored columns of one record.
pub(super) struct Slots<'a> {
    /// The record.
    pub(super) record: &'a Record,
    /// Column of each stored field, by the field's place in [`Field::ALL`].
    pub(super) columns: &'a [Option<usize>],
}

impl<'a> Slots<'a> {
    /// Column and text of a stored field whose cell is not blank.
    pub(super) fn get(&self, field: Field) -> Option<(usize, &'a str)> {
        let column = self.column(field)?;
        let cell = trim(self.record.get(column)?);
        (!is_blank(cell)).then_some((column, cell))
    }

    /// The same for a yes-or-no field, where an `X` is a tick rather than "nothing".
    pub(super) fn tick(&self, field: Field) -> Option<(usize, &'a str)> {
        let column = self.column(field)?;
        let cell = trim(self.record.get(column)?);
        (!is_blank(cell) || cell.eq_ignore_ascii_case("x")).then_some((column, cell))
    }

    /// Column of a stored field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(field as usize).copied().flatten()
    }

    /// The column to name when the surname is missing.
    pub(super) fn name_column(&self) -> Option<usize> {
        [Field::BirthName, Field::UsedName, Field::FullName]
            .into_iter()
            .find_map(|field| self.column(field))
    }
}
