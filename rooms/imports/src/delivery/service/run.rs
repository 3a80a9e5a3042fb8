//! Storing a delivery: begun, gone on with, stopped.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, ImportId};
use uuid::Uuid;

use super::{Imports, Result};
use crate::delivery::{
    error::ImportError,
    model::Import,
    run::{RunReport, outcome},
    state::ImportState,
    store,
};

impl Imports {
    /// Stores a mapped or checked delivery, or goes on with one that was cut off. Ends
    /// in the state `ready`: the wave is whole and invisible.
    ///
    /// # Errors
    /// [`ImportError::Stopped`], or the failure that ended the run; what was stored
    /// stays for the next run.
    pub async fn run(&self, actor: &Actor, id: ImportId) -> Result<RunReport> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        let (Some(mapping), Some(format)) = (import.mapping.clone(), import.format) else {
            return Err(ImportError::Conflict);
        };
        if !matches!(
            import.state,
            ImportState::Mapped | ImportState::Checked | ImportState::Loading
        ) {
            return Err(ImportError::Conflict);
        }
        let runner = self.begin(&import, ImportState::Loading).await?;
        let done = self.load(&scope, id, runner, mapping, format).await;
        let mut tx = self.db.write().await?;
        let (state, code) = match &done {
            Ok(_) => (ImportState::Ready, None),
            Err(error) => {
                let (state, code) = outcome(error);
                (state, Some(code))
            }
        };
        let now = self.env.now();
        // Whoever took over in the meantime ends the run.
        if store::end_run(&mut tx, id, runner, state, code, now).await? == 0 {
            return Err(ImportError::Stopped);
        }
        if let Ok(report) = &done {
            let event = Event::new("imports.loaded")
                .id("import", id)
                .count("rows", report.rows)
                .count("accepted", report.accepted)
                .count("quarantined", report.quarantined)
                .count("persons", report.persons);
            record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        }
        tx.commit().await?;
        done
    }

    /// Asks a running check or load to stop at the next batch.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] when nothing runs.
    pub async fn ask_stop(&self, actor: &Actor, id: ImportId) -> Result<()> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        if !matches!(import.state, ImportState::Checking | ImportState::Loading) {
            return Err(ImportError::Conflict);
        }
        let mut tx = self.db.write().await?;
        store::ask_stop(&mut tx, id).await?;
        let event = Event::new("imports.stop_asked").id("import", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Begins a run of a delivery, or takes one up. Counts of rows that are not stored
    /// are no checkpoint: they start anew.
    pub(super) async fn begin(&self, import: &Import, to: ImportState) -> Result<Uuid> {
        let runner = self.env.random_uuid();
        let mut tx = self.db.write().await?;
        let now = self.env.now();
        let path = (import.state, to);
        if store::begin_run(&mut tx, import.id, path, runner, now).await? == 0 {
            return Err(ImportError::Conflict);
        }
        // Read again: a batch of the run before may have been on its way until now.
        let stored = store::checkpoint(&mut tx, import.id).await?.position.offset > 0;
        if !import.has_begun() || !stored {
            store::reset_counts(&mut tx, import.id).await?;
        }
        tx.commit().await?;
        Ok(runner)
    }
}
