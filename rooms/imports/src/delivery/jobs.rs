//! Work in the background: the dry run, the stored run, the purge of old uploads.

use std::sync::Arc;

use accounts::Verb;
use async_trait::async_trait;
use jobs::{Context, Handler, JobError, NewJob, Payload};
use kernel::{Actor, ImportId};

use super::{error::ImportError, service::Imports, state::ImportState};

const CHECK: &str = "imports.check";
const LOAD: &str = "imports.load";
const PURGE: &str = "imports.purge";

impl Imports {
    /// Asks for the dry run of a mapped delivery, in the background.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] when the columns are not confirmed.
    pub async fn request_check(&self, actor: &Actor, id: ImportId) -> Result<(), ImportError> {
        self.request(actor, id, &[ImportState::Mapped, ImportState::Checked], CHECK).await
    }

    /// Asks for the stored run of a mapped or checked delivery, in the background.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] when it is not ready for it.
    pub async fn request_run(&self, actor: &Actor, id: ImportId) -> Result<(), ImportError> {
        self.request(actor, id, &[ImportState::Mapped, ImportState::Checked], LOAD).await
    }

    async fn request(
        &self,
        actor: &Actor,
        id: ImportId,
        from: &[ImportState],
        name: &'static str,
    ) -> Result<(), ImportError> {
        let import = self.import(actor, id).await?;
        let scope = self.incidents.scope(actor, Verb::RunImport, import.case_lab).await?;
        if !from.contains(&import.state) {
            return Err(ImportError::Conflict);
        }
        let mut tx = self.db.write().await?;
        let job = NewJob::new(name).id("import", id).unique(key(name, id));
        jobs::enqueue(&mut tx, &self.env, job).await?;
        let event = audit::Event::new("imports.work_requested").id("import", id).word("job", name);
        audit::record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a dry or stored run was asked for and has not ended: the state of the
    /// delivery will change by itself.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn is_at_work(&self, actor: &Actor, id: ImportId) -> Result<bool, ImportError> {
        self.import(actor, id).await?;
        for name in [CHECK, LOAD] {
            if jobs::is_due(&self.db, name, &key(name, id)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The handlers of the room's jobs.
    pub fn handlers(&self) -> Vec<Arc<dyn Handler>> {
        [CHECK, LOAD, PURGE]
            .into_iter()
            .map(|name| Arc::new(Work { name, room: self.clone() }) as Arc<dyn Handler>)
            .collect()
    }

    /// The job that destroys uploads that are due; to be scheduled every hour.
    pub fn purge_job() -> NewJob {
        NewJob::new(PURGE)
    }
}

/// A run of a delivery waits once.
fn key(name: &str, id: ImportId) -> String {
    format!("{name}:{id}")
}

struct Work {
    name: &'static str,
    room: Imports,
}

#[async_trait]
impl Handler for Work {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn run(&self, _: &Context, payload: &Payload) -> Result<(), JobError> {
        let actor = Actor::System("imports");
        let done = match self.name {
            PURGE => self.room.purge_files().await.map(|_| ()),
            CHECK => self.room.check(&actor, payload.id("import")?).await.map(|_| ()),
            _ => self.room.run(&actor, payload.id("import")?).await.map(|_| ()),
        };
        done.or_else(|error| match error {
            // The outcome stands in the delivery's row: there is nothing to try again.
            ImportError::Stopped
            | ImportError::Refused(_)
            | ImportError::Conflict
            | ImportError::NotFound
            | ImportError::FileGone
            | ImportError::Mapping(_) => Ok(()),
            error if error.is_disk_full() => Err(JobError::retry("disk_full")),
            ImportError::Db(error) => Err(error.into()),
            other => {
                tracing::error!(error = %other, job = self.name, "an import job failed");
                Err(JobError::retry("failed"))
            }
        })
    }
}
