//! Giving deliveries up, and destroying files that nothing needs any more.

use std::{io, path::Path};

use accounts::Verb;
use audit::{Chain, Event, record};
use chrono::Duration;
use kernel::{Actor, Id as _, ImportId};

use super::{Imports, Result};
use crate::delivery::{
    error::ImportError,
    model::{Import, ImportState, Source},
    store,
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
        self.people.discard_wave(&scope, id).await?;
        let mut tx = self.db.write().await?;
        store::delete_quarantine(&mut tx, id).await?;
        store::move_state(&mut tx, id, import.state, ImportState::Cancelled).await?;
        let event = Event::new("imports.cancelled").id("import", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.destroy_file(&import).await
    }

    async fn destroy_file(&self, import: &Import) -> Result<()> {
        if let Source::Sealed(path) = &import.source {
            remove(path)?;
        }
        let mut tx = self.db.write().await?;
        store::set_source(&mut tx, import.id, &Source::Gone).await?;
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
        for (id, path) in due {
            let id = ImportId::from_uuid(id);
            remove(Path::new(&path))?;
            let mut tx = self.db.write().await?;
            let import = store::import(&mut tx, id).await?.ok_or(ImportError::NotFound)?;
            store::set_source(&mut tx, id, &Source::Gone).await?;
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
