//! Counting a lab's persons.

use std::sync::Arc;

use incidents::Scope;
use kernel::exposure::ClassSet;

use super::{
    room::{People, Result},
    totals::Totals,
};
use crate::{Reach, identity::StateSet, store};

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
