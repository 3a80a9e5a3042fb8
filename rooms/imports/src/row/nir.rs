//! The social security number of a row: whether there is one, and whether it can be one.

use people::identity::blank::trim;
use people::identity::nir::{NirReason, check_with_key};

use super::checked::NirState;
use super::issue::{Code, Issue};
use super::text::unwrap;
use crate::read::Record;

/// Reads the columns of the number and of its key; nothing of them is kept.
pub(super) fn read(
    record: &Record,
    number: Option<usize>,
    key: Option<usize>,
    issues: &mut Vec<Issue>,
) -> NirState {
    let Some((column, cell)) = number.and_then(|column| Some((column, record.get(column)?))) else {
        return NirState::Absent;
    };
    let key = key.and_then(|column| record.get(column)).unwrap_or_default();
    match check_with_key(unwrap(trim(cell)), unwrap(trim(key))) {
        Ok(()) => NirState::Valid,
        Err(NirReason::Blank) => NirState::Absent,
        Err(reason) => {
            let code = if reason == NirReason::SpreadsheetDamage {
                Code::NirDamaged
            } else {
                Code::NirInvalid
            };
            issues.push(Issue::at(code, column));
            NirState::Invalid
        }
    }
}
