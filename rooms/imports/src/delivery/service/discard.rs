//! Giving deliveries up, and destroying files that nothing needs any more.

use std::{io, path::Path};

use accounts::Verb;
use audit::{Chain, Event, record};
use chrono::Duration;
use incidents::Scope;
use kernel::{Actor, Id as _, ImportId};

use super::{Imports, Result};
use crate::delivery::{
    error::ImportError, files::sealed_place, model::Source, state::ImportState, store,
};

/// Sealed uploads live this long at most.
const KEEP_DAYS: i64 = 30;

impl Imports {
    /// Gives a delivery up that is not active: file, rows and quarantine are deleted.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] for an active delivery, or one at work.
    pub async fn cancel(&self, actor: &Actor, id: ImportId) -> Result<()> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        if matches!(
            import.state,
            ImportState::Active | ImportState::Checking | ImportState::Loading
        ) {
            return Err(ImportError::Conflict);
        }
        let mut tx = self.db.write().await?;
        // First of all: a worker that begins at this very moment finds it given up, or has
        // begun and is found here.
        if store::move_state(&mut tx, id, import.state, ImportState::Cancelled).await? == 0 {
            return Err(ImportError::Conflict);
        }
        store::delete_quarantine(&mut tx, id).await?;
        let event = Event::new("imports.cancelled").id("import", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.clear_away(&scope, id).await
    }

    /// Deletes what a delivery that was given up has left: persons nobody has seen, and the
    /// upload. Cut off, the purge goes on with it.
    async fn clear_away(&self, scope: &Scope, id: ImportId) -> Result<()> {
        self.people.discard_wave(scope, id).await?;
        remove(&sealed_place(&self.config.folder, id))?;
        self.forget_path(id);
        let mut tx = self.db.write().await?;
        store::set_source(&mut tx, id, Source::Gone).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Destroys the sealed uploads that are due: nothing waits any more, or 30 days
    /// have passed. Gives how many.
    ///
    /// # Errors
    /// The database's, or a file that cannot be removed.
    pub async fn purge_files(&self) -> Result<u64> {
        let before = self.env.now() - Duration::days(KEEP_DAYS);
        let mut tx = self.db.read().await?;
        let due = store::due_files(&mut tx, before).await?;
        drop(tx);
        let mut purged = 0;
        for id in due {
            let id = ImportId::from_uuid(id);
            let mut tx = self.db.read().await?;
            let import = store::import(&mut tx, id).await?.ok_or(ImportError::NotFound)?;
            drop(tx);
            if import.state == ImportState::Cancelled {
                let system = Actor::System("imports");
                let scope = self.incidents.scope(&system, Verb::RunImport, import.case_lab).await?;
                self.clear_away(&scope, id).await?;
                continue;
            }
            remove(&sealed_place(&self.config.folder, id))?;
            let mut tx = self.db.write().await?;
            store::set_source(&mut tx, id, Source::Gone).await?;
            let event = Event::new("imports.file_destroyed").id("import", id);
            let chain = Chain::CaseLab(import.case_lab);
            record(&mut tx, &self.env, &Actor::System("imports"), chain, &event).await?;
            tx.commit().await?;
            purged += 1;
        }
        Ok(purged)
    }
}

/// Removes a file that may be gone already.
pub(super) fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => Ok(done?),
    }
}
