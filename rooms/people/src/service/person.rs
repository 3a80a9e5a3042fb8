//! A person as the room gives it, with and without the sealed record.

use chrono::NaiveDate;
use kernel::{Id as _, PersonId, exposure::ClassSet};

use crate::{Reach, Record, identity::StateSet, store::PersonRow};

/// A data subject, opened.
#[derive(Clone)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// Identity and contact points, from the first row.
    pub record: Record,
    /// Further records that add a contact point, newest first.
    pub extras: Vec<Record>,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Channels that have something to work with.
    pub reach: Reach,
    /// How many rows of the files are about this person.
    pub rows: i64,
    /// First and last day of a visit or sample.
    pub visits: Option<(NaiveDate, NaiveDate)>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

/// What is known of a person without opening the sealed record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonHead {
    /// The id.
    pub id: PersonId,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Channels that have something to work with.
    pub reach: Reach,
}

pub(super) fn head(row: &PersonRow) -> PersonHead {
    PersonHead {
        id: PersonId::from_uuid(row.person_id),
        classes: ClassSet::from_bits(row.flags),
        states: StateSet::from_bits(row.states),
        reach: Reach::from_bits(row.reach),
    }
}

pub(super) fn person_of(row: &PersonRow, record: Record, extras: Vec<Record>) -> Person {
    let PersonHead { id, classes, states, reach } = head(row);
    let visits = row.first_visit_on.zip(row.last_visit_on);
    Person { id, record, extras, classes, states, reach, rows: row.row_count, visits }
}
