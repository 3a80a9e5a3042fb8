//! Counts of a lab's persons.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{CaseLabId, exposure::ClassSet};

use crate::{Reach, identity::StateSet};

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
pub(super) struct Counted(Arc<Mutex<HashMap<CaseLabId, AtChange>>>);

/// Counts, and the number of the change that they were counted at.
type AtChange = (i64, Arc<Totals>);

impl Counted {
    /// Labs kept at most; they are counted anew when there are more.
    const MOST: usize = 256;

    /// The counts of a lab, if no person changed since.
    pub(super) fn get(&self, lab: CaseLabId, changes: i64) -> Option<Arc<Totals>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&lab).filter(|(at, _)| *at == changes).map(|(_, totals)| totals.clone())
    }

    /// Keeps the counts of a lab, made at this change.
    pub(super) fn put(&self, lab: CaseLabId, changes: i64, totals: Arc<Totals>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= Self::MOST {
            kept.clear();
        }
        kept.insert(lab, (changes, totals));
    }
}
