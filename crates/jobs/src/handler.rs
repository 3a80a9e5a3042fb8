//! What a room writes to have work done.

use async_trait::async_trait;
use db::Db;
use kernel::{Env, JobId};
use tokio_util::sync::CancellationToken;

use crate::{JobError, Payload};

/// What a handler works with.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// Time and chance.
    pub env: Env,
    /// The job.
    pub job: JobId,
    /// Which run this is, from 1.
    pub attempt: i64,
    pub(crate) stop: CancellationToken,
}

impl Context {
    /// Whether the process is stopping. Long work asks between its chunks and returns
    /// [`JobError::Interrupted`].
    pub fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Ends when the process is stopping.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }
}

/// Does the jobs of one name. Idempotent: a job may be run again after a crash.
///
/// The run is dropped at an `await` when its lease is lost or the process cannot wait
/// any longer, so each step that must be whole belongs in one transaction.
#[async_trait]
pub trait Handler: Send + Sync {
    /// The name that jobs are enqueued under (`room.verb`).
    fn name(&self) -> &'static str;

    /// Runs before the job is given up. The default lasts about eight hours.
    fn max_attempts(&self) -> i64 {
        18
    }

    /// Does the work.
    ///
    /// # Errors
    /// What is to become of the job.
    async fn run(&self, context: &Context, payload: &Payload) -> Result<(), JobError>;
}
