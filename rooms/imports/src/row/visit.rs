//! The numbers by which the lab knows a person and a visit, its day, the language.

use people::identity::DateReader;

use super::checked::AcceptedRow;
use super::issue::{Code, Issue};
use super::slots::Slots;
use super::states;
use super::text::number;
use crate::mapping::Field;

/// Reads them into the row; each fault is a warning.
pub(super) fn read(
    slots: &Slots<'_>,
    dates: DateReader,
    row: &mut AcceptedRow,
    issues: &mut Vec<Issue>,
) {
    let mut read = |field| {
        let (column, cell) = slots.get(field)?;
        let value = number(cell);
        if value.is_none() {
            issues.push(Issue::at(Code::NumberDamaged, column));
        }
        value
    };
    row.ipp = read(Field::Ipp);
    row.visit_no = read(Field::VisitNo);
    if let Some((column, cell)) = slots.get(Field::VisitDate) {
        match dates.past_day(cell) {
            Ok(day) => row.visit_day = day,
            Err(_) => issues.push(Issue::at(Code::VisitDateInvalid, column)),
        }
    }
    if let Some((column, cell)) = slots.get(Field::Language) {
        row.language = states::language(cell);
        if row.language.is_none() {
            issues.push(Issue::at(Code::LanguageUnknown, column));
        }
    }
}
