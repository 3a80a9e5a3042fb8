//! Making a delivery visible, and what may be said of a lab's list from then on.

use accounts::Verb;
use audit::{Event, record};
use incidents::Scope;
use kernel::{Actor, ImportId, exposure::ClassSet};

use super::{Imports, Result};
use crate::delivery::{error::ImportError, gaps, state::ImportState, store};

impl Imports {
    /// Makes the wave of a delivery visible. Calling it again changes nothing.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] before the delivery is ready.
    pub async fn activate(&self, actor: &Actor, id: ImportId) -> Result<()> {
        let (scope, import) = self.admitted(actor, Verb::ActivateImport, id).await?;
        let mut tx = self.db.write().await?;
        // Both states move in one transaction, this one first: whoever gives the delivery up
        // at this very moment finds it visible, or has given it up before.
        if store::move_state(&mut tx, id, ImportState::Ready, ImportState::Active).await? == 0 {
            let now = store::import(&mut tx, id).await?.map(|import| import.state);
            return if now == Some(ImportState::Active) {
                Ok(())
            } else {
                Err(ImportError::Conflict)
            };
        }
        self.people.activate_wave_in(&mut tx, actor, &scope, id).await?;
        let event = Event::new("imports.activated")
            .id("import", id)
            .count("persons", import.persons)
            .count("quarantined", import.quarantined);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The classes of which nobody knows whether they were in a lab's files, for persons
    /// without their flag: they are never said to be absent.
    ///
    /// # Errors
    /// The database's.
    pub async fn unknown_classes(&self, scope: &Scope) -> Result<ClassSet> {
        let mut tx = self.db.read().await?;
        Ok(gaps::unknown_of(&store::gaps(&mut tx, scope.case_lab()).await?))
    }

    /// Whether "not in the list" may be said for a lab: every delivery is finished and
    /// no row waits (product rule: otherwise the answer is "cannot say").
    ///
    /// # Errors
    /// The database's.
    pub async fn list_is_settled(&self, scope: &Scope) -> Result<bool> {
        let mut tx = self.db.read().await?;
        let imports = store::imports(&mut tx, scope.case_lab()).await?;
        let waiting = store::open_quarantine(&mut tx, scope.case_lab()).await?;
        let active = imports.iter().any(|import| import.state == ImportState::Active);
        Ok(active && waiting == 0 && !imports.iter().any(|import| import.state.is_unfinished()))
    }
}
