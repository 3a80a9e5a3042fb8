//! Saying afterwards what a column of a stored delivery holds.

use std::collections::BTreeSet;

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, ImportId};

use super::{Imports, Result};
use crate::delivery::{error::ImportError, state::ImportState, store};

impl Imports {
    /// Declares columns, by their places from 0: of a column of which nothing is noted,
    /// that it holds none of the classes; of one that was guessed, that the guess is right.
    /// Columns that need no declaration are passed over. What a column really holds cannot
    /// be noted person by person any more: that takes another delivery.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] before the rows are stored, and when somebody else
    /// declared columns at the same moment.
    pub async fn declare_columns(
        &self,
        actor: &Actor,
        id: ImportId,
        places: &[usize],
    ) -> Result<usize> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        let stored = matches!(import.state, ImportState::Ready | ImportState::Active);
        let (true, Some(mut mapping)) = (stored, import.mapping.clone()) else {
            return Err(ImportError::Conflict);
        };
        let mut gaps = import.gaps.clone();
        let Some(open) = &mut gaps.undeclared else { return Err(ImportError::Conflict) };
        let mut done = BTreeSet::new();
        for place in places {
            let Some(column) = mapping.columns.get_mut(*place) else { continue };
            if open.contains(place) {
                column.declare();
            }
            if column.is_declared() && open.remove(place) {
                done.insert(*place);
            }
        }
        let left = i64::try_from(open.len()).unwrap_or(i64::MAX);
        if done.is_empty() {
            return Ok(0);
        }
        let json = mapping.to_json();
        let mut tx = self.db.write().await?;
        if store::set_declared(&mut tx, id, &json, (&import.gaps, &gaps)).await? == 0 {
            return Err(ImportError::Conflict);
        }
        let event = Event::new("imports.columns_declared")
            .id("import", id)
            .count("columns", i64::try_from(done.len()).unwrap_or(i64::MAX))
            .count("left", left)
            .digest_of("mapping", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(done.len())
    }
}
