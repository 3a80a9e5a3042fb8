//! What a delivery does not let anybody deny.
//!
//! A class that no column flags is "not in the file" only when every column that holds
//! something was declared and every row was taken; until then nobody knows, and portal,
//! reports and console say so (ADR 0012).

use std::collections::BTreeSet;

use kernel::exposure::{Class, ClassSet};

use super::state::ImportState;
use crate::row::{Code, QuarantinedRow};

/// What is not known of a delivery's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Places, from 0, of the columns that hold something and that nobody declared; none
    /// for a delivery made before this was kept, of which nothing is known.
    pub undeclared: Option<BTreeSet<usize>>,
    /// Classes in the rows that are not taken: any person may be theirs.
    pub untaken: ClassSet,
}

impl Gaps {
    /// Of a delivery of which no row is read yet.
    pub(crate) fn none() -> Self {
        Self { undeclared: Some(BTreeSet::new()), untaken: ClassSet::EMPTY }
    }

    /// Adds columns without a declaration. What was lost before stays lost.
    pub(crate) fn add_columns(&mut self, places: &[usize]) {
        if let Some(known) = &mut self.undeclared {
            known.extend(places);
        }
    }

    /// The classes that nobody may say were not in the file.
    pub fn unknown(&self) -> ClassSet {
        match &self.undeclared {
            Some(columns) if columns.is_empty() => self.untaken,
            _ => every_class(),
        }
    }

    pub(crate) fn columns_json(&self) -> Option<String> {
        self.undeclared.as_ref().map(|places| serde_json::json!(places).to_string())
    }

    /// From the two columns of the table; none when the text is not of this room.
    pub(crate) fn of_row(undeclared: Option<&str>, untaken: i64) -> Option<Self> {
        let undeclared = match undeclared {
            Some(json) => Some(serde_json::from_str(json).ok()?),
            None => None,
        };
        Some(Self { undeclared, untaken: ClassSet::from_bits(untaken) })
    }
}

/// What the deliveries of a lab's part of a case leave open together. Without a visible
/// delivery nobody knows anything; one under way may add to every person.
pub(crate) fn unknown_of(deliveries: &[(ImportState, Gaps)]) -> ClassSet {
    let unfinished = deliveries.iter().any(|(state, _)| state.is_unfinished());
    let active = deliveries.iter().filter(|(state, _)| *state == ImportState::Active);
    let mut gaps = active.map(|(_, gaps)| gaps.unknown()).peekable();
    if unfinished || gaps.peek().is_none() {
        return every_class();
    }
    gaps.fold(ClassSet::EMPTY, ClassSet::union)
}

/// The classes in a row that is not taken; `all` are those of the file, for a row whose
/// cells cannot be told apart.
pub(crate) fn classes_in(row: &QuarantinedRow, all: ClassSet) -> ClassSet {
    // Rows of another site are of another lab's persons, a repeated header of nobody.
    let nobodys = |code| matches!(code, Code::OtherSite | Code::HeaderRepeated);
    if !row.errors.is_empty() && row.errors.iter().all(|issue| nobodys(issue.code)) {
        return ClassSet::EMPTY;
    }
    if row.flags.is_empty() { all } else { row.flags }
}

fn every_class() -> ClassSet {
    Class::ALL.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(columns: &[usize], untaken: ClassSet) -> Gaps {
        Gaps { undeclared: Some(columns.iter().copied().collect()), untaken }
    }

    #[test]
    fn one_undeclared_column_or_one_unfinished_delivery_leaves_every_class_open() {
        let nir = ClassSet::EMPTY.with(Class::Nir);
        let known = (ImportState::Active, with(&[], nir));
        assert_eq!(unknown_of(std::slice::from_ref(&known)), nir);
        let older = (ImportState::Active, Gaps::default());
        let open = (ImportState::Active, with(&[3], ClassSet::EMPTY));
        let under_way = (ImportState::Mapped, Gaps::none());
        for other in [older, open, under_way] {
            assert_eq!(unknown_of(&[known.clone(), other]), every_class());
        }
        assert_eq!(unknown_of(&[]), every_class());
        let refused = (ImportState::Refused, Gaps::default());
        assert_eq!(unknown_of(&[known, refused]), nir);
    }

    #[test]
    fn what_the_table_holds_reads_back() {
        for gaps in [Gaps::default(), Gaps::none(), with(&[0, 7], ClassSet::EMPTY)] {
            let json = gaps.columns_json();
            assert_eq!(Gaps::of_row(json.as_deref(), gaps.untaken.bits()), Some(gaps));
        }
        assert_eq!(Gaps::of_row(Some("{"), 0), None);
    }
}
