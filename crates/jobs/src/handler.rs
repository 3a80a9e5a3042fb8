//! What a room writes to have work done.

use std::time::Duration;

use async_trait::async_trait;
use db::{Db, DbError};
use kernel::{Env, JobId};
use tokio_util::sync::CancellationToken;

use crate::Payload;

/// Why a job did not end well, and what is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Try again, after the given time or else after a growing delay.
    #[error("to be tried again: {code}")]
    Retry {
        /// Stable word for logs and the console.
        code: &'static str,
        /// When not given, seconds that double with each attempt.
        after: Option<Duration>,
    },
    /// Trying again cannot help; a person has to look.
    #[error("failed: {code}")]
    Fail {
        /// Stable word for logs and the console.
        code: &'static str,
    },
    /// The process is stopping: the job goes back to the queue as if never begun.
    #[error("given back, the process is stopping")]
    Interrupted,
}

impl JobError {
    /// Try again after a growing delay.
    pub const fn retry(code: &'static str) -> Self {
        Self::Retry { code, after: None }
    }

    /// Try again after this time.
    pub const fn retry_after(code: &'static str, after: Duration) -> Self {
        Self::Retry { code, after: Some(after) }
    }

    /// Give up.
    pub const fn fail(code: &'static str) -> Self {
        Self::Fail { code }
    }
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Inconsistent { .. } => Self::fail("inconsistent_data"),
            DbError::DiskFull(_) => Self::retry("disk_full"),
            DbError::Unavailable(_) => Self::retry("database_unavailable"),
            // Two writers of PostgreSQL may collide; the next attempt sees the winner.
            _ => Self::retry("database_refused"),
        }
    }
}

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
