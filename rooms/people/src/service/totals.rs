//! Counts of a lab's persons.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use incidents::Scope;
use kernel::{CaseLabId, exposure::ClassSet};

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

/// Counts that pages ask for again and again, each with the change of the persons that it
/// was counted at: with half a million persons a count takes a quarter of a second.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted(Arc<Mutex<HashMap<CaseLabId, AtChange>>>);

/// Counts, and the number of the change that they were counted at.
type AtChange = (i64, Arc<Totals>);

impl Counted {
    /// Labs kept at most; they are counted anew when there are more.
    const MOST: usize = 256;

    fn get(&self, lab: CaseLabId, changes: i64) -> Option<Arc<Totals>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&lab).filter(|(at, _)| *at == changes).map(|(_, totals)| totals.clone())
    }

    fn put(&self, lab: CaseLabId, changes: i64, totals: Arc<Totals>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= Self::MOST {
            kept.clear();
        }
        kept.insert(lab, (changes, totals));
    }
}

impl People {
    /// Counts of the visible persons, for an admitted caller. No person is read.
    ///
    /// # Errors
    /// The database's.
    pub async fn totals(&self, scope: &Scope) -> Result<Arc<Totals>> {
        let lab = scope.case_lab();
        let mut tx = self.db.read().await?;
        // Asked before the counting: a change in between makes the counts newer than their
        // number, and they are counted once more; never older.
        let changes = store::changes(&mut tx, lab).await?;
        if let Some(totals) = self.counted.get(lab, changes) {
            return Ok(totals);
        }
        let rows = store::groups(&mut tx, lab).await?;
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
        let totals = Arc::new(totals);
        self.counted.put(lab, changes, totals.clone());
        Ok(totals)
    }
}
