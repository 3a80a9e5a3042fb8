//! How a job may end badly.

use std::time::Duration;

use db::DbError;

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
