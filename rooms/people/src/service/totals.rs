//! Counts of a lab's persons.

use incidents::Scope;
use kernel::exposure::ClassSet;

use super::{People, Result};
use crate::{Reach, identity::StateSet, store};

/// Counts of a lab's visible persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Persons.
    pub persons: i64,
    /// Rows of the files.
    pub rows: i64,
    /// Persons by (states, reach, classes).
    pub groups: Vec<(StateSet, Reach, ClassSet, i64)>,
}

impl Totals {
    /// Persons for whom `fits` holds.
    pub fn count(&self, fits: impl Fn(StateSet, Reach, ClassSet) -> bool) -> i64 {
        self.groups.iter().filter(|(s, r, c, _)| fits(*s, *r, *c)).map(|(.., n)| n).sum()
    }
}

impl People {
    /// Counts of the visible persons, for an admitted caller. No person is read.
    ///
    /// # Errors
    /// The database's.
    pub async fn totals(&self, scope: &Scope) -> Result<Totals> {
        let mut tx = self.db.read().await?;
        let rows = store::groups(&mut tx, scope.case_lab()).await?;
        let mut totals = Totals::default();
        for row in rows {
            totals.persons += row.persons;
            totals.rows += row.row_count;
            totals.groups.push((
                StateSet::from_bits(row.states),
                Reach::from_bits(row.reach),
                ClassSet::from_bits(row.flags),
                row.persons,
            ));
        }
        Ok(totals)
    }
}
