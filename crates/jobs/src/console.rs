//! What operators see of the queue, and the one thing they may do.

use chrono::{DateTime, TimeDelta, Utc};
use db::{Db, Result, Tx};
use kernel::{Env, Id as _, JobId};
use uuid::Uuid;

use crate::{JobState, store, wakeup};

/// How many jobs of a name are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The handler's name.
    pub name: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub jobs: i64,
}

/// Jobs by name and state.
///
/// # Errors
/// The database's.
pub async fn counts(db: &Db) -> Result<Vec<Count>> {
    let mut tx = db.read().await?;
    let rows = store::count_by_state(&mut tx).await?;
    Ok(rows.into_iter().map(|(name, state, jobs)| Count { name, state, jobs }).collect())
}

/// Whether work with this name and key ([`NewJob::unique`](crate::NewJob::unique)) waits
/// or runs: what a page asks that shows what the work will change.
///
/// # Errors
/// The database's.
pub async fn is_due(db: &Db, name: &str, unique_key: &str) -> Result<bool> {
    let mut tx = db.read().await?;
    store::count_of(&mut tx, name, unique_key).await.map(|jobs| jobs > 0)
}

/// How far the workers are behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// How long the oldest due job has been waiting; zero when none waits.
    pub waiting: TimeDelta,
}

/// How far the workers are behind.
///
/// # Errors
/// The database's.
pub async fn backlog(db: &Db, env: &Env) -> Result<Backlog> {
    let now = env.now();
    let mut tx = db.read().await?;
    let oldest = store::oldest_due(&mut tx, now).await?;
    Ok(Backlog { waiting: oldest.map_or_else(TimeDelta::zero, |due| now - due) })
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Its id.
    pub id: JobId,
    /// The handler's name.
    pub name: String,
    /// How often it was run.
    pub attempts: i64,
    /// Stable word for the reason.
    pub code: String,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it was given up.
    pub failed_at: DateTime<Utc>,
}

/// Jobs that were given up, latest first, at most 200; `after` is the last one of the
/// page before.
///
/// # Errors
/// The database's.
pub async fn failed(db: &Db, after: Option<&Failed>, limit: i64) -> Result<Vec<Failed>> {
    let before = after
        .map_or((DateTime::<Utc>::MAX_UTC, Uuid::max()), |last| (last.failed_at, last.id.uuid()));
    // The far end of the calendar has five digits of a year, which text cannot order.
    let before = (before.0.min(FAR), before.1);
    let mut tx = db.read().await?;
    let rows = store::failed(&mut tx, before, limit.clamp(1, 200)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Failed {
            id: JobId::from_uuid(row.job_id),
            name: row.name,
            attempts: row.attempts,
            code: row.last_error.unwrap_or_default(),
            created_at: row.created_at,
            failed_at: row.finished_at,
        })
        .collect())
}

/// The last second of the year 9999.
const FAR: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(far) => far,
    None => DateTime::<Utc>::MIN_UTC,
};

/// Starts a failed job again. Gives false when it is not failed any more, or when the
/// same work already waits. The caller authorises and writes the audit event.
///
/// # Errors
/// The database's.
pub async fn retry(tx: &mut Tx, env: &Env, job: JobId) -> Result<bool> {
    let restarted = store::restart(tx, job, env.now()).await?;
    wakeup::ring();
    Ok(restarted == 1)
}
