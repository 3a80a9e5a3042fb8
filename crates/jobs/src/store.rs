//! Every statement of the queue.

use chrono::{DateTime, TimeDelta, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional, fetch_scalar};
use kernel::{Id as _, JobId};
use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Job, JobState, Payload, backoff::LONGEST_WAIT};

pub(crate) struct NewRow {
    pub(crate) id: JobId,
    pub(crate) name: &'static str,
    pub(crate) payload: Map<String, Value>,
    pub(crate) unique_key: Option<String>,
    pub(crate) run_at: DateTime<Utc>,
    pub(crate) created_at: DateTime<Utc>,
}

/// The update on a conflict is not idle: it holds the waiting job until the caller's
/// transaction ends, so that the job cannot begin before the change it is to see.
pub(crate) async fn insert(tx: &mut Tx, row: NewRow) -> Result<JobId> {
    const SQL: &str = "insert into job \
        (job_id, name, payload, unique_key, state, run_at, attempts, created_at) \
        values ($1, $2, $3, $4, 'queued', $5, 0, $6) \
        on conflict (name, unique_key) where state = 'queued' and unique_key is not null \
        do update set run_at = case when excluded.run_at < job.run_at \
            then excluded.run_at else job.run_at end \
        returning job_id";
    let id: Uuid = fetch_scalar!(
        tx,
        sqlx::query_scalar(SQL)
            .bind(row.id.uuid())
            .bind(row.name)
            .bind(Json(row.payload))
            .bind(row.unique_key)
            .bind(row.run_at)
            .bind(row.created_at)
    )?;
    Ok(JobId::from_uuid(id))
}

/// Jobs of a key that wait or run; each part has its index.
pub(crate) async fn count_of(tx: &mut Tx, name: &str, unique_key: &str) -> Result<i64> {
    const SQL: &str = "select \
        (select count(*) from job where name = $1 and unique_key = $2 and state = 'queued') + \
        (select count(*) from job where name = $1 and unique_key = $2 and state = 'running')";
    fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(name).bind(unique_key))
}

#[derive(sqlx::FromRow)]
struct JobRow {
    job_id: Uuid,
    name: String,
    payload: Json<Map<String, Value>>,
    attempts: i64,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            id: JobId::from_uuid(row.job_id),
            name: row.name,
            payload: Payload(row.payload.0),
            attempt: row.attempts,
        }
    }
}

/// Whether a claim may find something.
pub(crate) async fn anything_due(tx: &mut Tx, claim: &Claim<'_>) -> Result<bool> {
    const SQL: &str = "select case when \
        exists (select 1 from job where state = 'queued' \
            and (run_at <= $1 or run_at = created_at or (attempts > 0 and run_at > $4))) \
        or exists (select 1 from job where state = 'running' \
            and (lease_until < $1 or (lease_until > $2 and worker <> $3))) \
        then 1 else 0 end";
    let found: i32 = fetch_scalar!(
        tx,
        sqlx::query_scalar(SQL)
            .bind(claim.now)
            .bind(claim.beyond())
            .bind(claim.worker)
            .bind(claim.beyond_any_wait())
    )?;
    Ok(found == 1)
}

/// Who claims, when, for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    pub(crate) now: DateTime<Utc>,
    pub(crate) worker: &'a str,
    pub(crate) lease: TimeDelta,
}

impl Claim<'_> {
    fn until(&self) -> DateTime<Utc> {
        self.now.checked_add_signed(self.lease).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// No lease that a worker holds now can last longer: clocks of machines that share a
    /// database differ by less than a lease. What does was taken before the clock was set
    /// back, and its worker, were it alive, would have renewed it.
    fn beyond(&self) -> DateTime<Utc> {
        self.until().checked_add_signed(self.lease).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// No job waits longer than this for another try ([`LONGEST_WAIT`]): a later time was
    /// noted before the clock was set back.
    fn beyond_any_wait(&self) -> DateTime<Utc> {
        let wait = LONGEST_WAIT + LONGEST_WAIT;
        self.now.checked_add_signed(wait).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// Takes the job that is due longest. One that was to run at once is due whatever the clock
/// shows since, and so is one that waits for another try longer than any job does. None when
/// there is none, or when another worker was a moment faster: the outer condition is asked
/// again after its lock is released.
pub(crate) async fn claim_due(tx: &mut Tx, claim: &Claim<'_>) -> Result<Option<Job>> {
    const SQL: &str = "update job set state = 'running', attempts = attempts + 1, worker = $2, \
        lease_until = $3 where job_id = (select job_id from job where state = 'queued' \
            and (run_at <= $1 or run_at = created_at or (attempts > 0 and run_at > $4)) \
            order by run_at, job_id limit 1) \
        and state = 'queued' returning job_id, name, payload, attempts";
    let row: Option<JobRow> = fetch_optional!(
        tx,
        sqlx::query_as(SQL)
            .bind(claim.now)
            .bind(claim.worker)
            .bind(claim.until())
            .bind(claim.beyond_any_wait())
    )?;
    Ok(row.map(Job::from))
}

/// Takes a job whose worker did not renew its lease, or whose lease no worker of the present
/// time can hold.
pub(crate) async fn claim_lost(tx: &mut Tx, claim: &Claim<'_>) -> Result<Option<Job>> {
    const SQL: &str = "update job set attempts = attempts + 1, worker = $2, lease_until = $3, \
        last_error = 'lease_lost' where job_id = (select job_id from job \
            where state = 'running' and (lease_until < $1 or (lease_until > $4 and worker <> $2)) \
            order by lease_until, job_id limit 1) \
        and state = 'running' and (lease_until < $1 or (lease_until > $4 and worker <> $2)) \
        returning job_id, name, payload, attempts";
    let row: Option<JobRow> = fetch_optional!(
        tx,
        sqlx::query_as(SQL)
            .bind(claim.now)
            .bind(claim.worker)
            .bind(claim.until())
            .bind(claim.beyond())
    )?;
    Ok(row.map(Job::from))
}

/// Who holds a job in which run: what every later statement is conditional on.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    pub(crate) job: JobId,
    pub(crate) worker: String,
    pub(crate) attempt: i64,
}

pub(crate) async fn renew(tx: &mut Tx, lease: &Lease, until: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update job set lease_until = $4 \
        where job_id = $1 and worker = $2 and attempts = $3 and state = 'running'";
    exec!(
        tx,
        sqlx::query(SQL).bind(lease.job.uuid()).bind(&lease.worker).bind(lease.attempt).bind(until)
    )
}

/// Ends a job, done or failed.
pub(crate) async fn end(
    tx: &mut Tx,
    lease: &Lease,
    state: JobState,
    error: Option<&str>,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update job set state = $4, last_error = coalesce($5, last_error), \
        finished_at = $6, worker = null, lease_until = null \
        where job_id = $1 and worker = $2 and attempts = $3 and state = 'running'";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(lease.job.uuid())
            .bind(&lease.worker)
            .bind(lease.attempt)
            .bind(state.as_str())
            .bind(error)
            .bind(at)
    )
}

/// How a job goes back to the queue.
pub(crate) struct Back<'a> {
    /// None: at once, whatever the clock shows by then.
    pub(crate) run_at: Option<DateTime<Utc>>,
    pub(crate) error: Option<&'a str>,
    /// What its count of runs becomes.
    pub(crate) attempts: i64,
}

/// Puts a job back into the queue, unless the same work already waits there.
pub(crate) async fn requeue(tx: &mut Tx, lease: &Lease, back: &Back<'_>) -> Result<u64> {
    const SQL: &str = "update job set state = 'queued', run_at = coalesce($4, created_at), \
        last_error = coalesce($5, last_error), attempts = $6, worker = null, lease_until = null \
        where job_id = $1 and worker = $2 and attempts = $3 and state = 'running' \
        and not exists (select 1 from job twin where twin.name = job.name \
            and twin.unique_key = job.unique_key and twin.state = 'queued')";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(lease.job.uuid())
            .bind(&lease.worker)
            .bind(lease.attempt)
            .bind(back.run_at)
            .bind(back.error)
            .bind(back.attempts)
    )
}

/// A failed job goes back to the queue, its runs counted anew.
pub(crate) async fn restart(tx: &mut Tx, job: JobId, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update job set state = 'queued', run_at = $2, attempts = 0, \
        finished_at = null where job_id = $1 and state = 'failed' \
        and not exists (select 1 from job twin where twin.name = job.name \
            and twin.unique_key = job.unique_key and twin.state = 'queued')";
    exec!(tx, sqlx::query(SQL).bind(job.uuid()).bind(now))
}

pub(crate) async fn forget_done(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64> {
    const SQL: &str = "delete from job where job_id in (select job_id from job \
        where state = 'done' and finished_at < $1 order by finished_at, job_id limit $2)";
    exec!(tx, sqlx::query(SQL).bind(before).bind(limit))
}

pub(crate) async fn count_by_state(tx: &mut Tx) -> Result<Vec<(String, JobState, i64)>> {
    const SQL: &str =
        "select name, state, count(*) from job group by name, state order by name, state";
    let rows: Vec<(String, String, i64)> = fetch_all!(tx, sqlx::query_as(SQL))?;
    rows.into_iter()
        .map(|(name, state, count)| {
            let state = JobState::parse(&state)
                .ok_or(DbError::Inconsistent { table: "job", column: "state" })?;
            Ok((name, state, count))
        })
        .collect()
}

/// When the job that is due longest was due.
pub(crate) async fn oldest_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "select run_at from job where state = 'queued' and run_at <= $1 \
        order by run_at, job_id limit 1";
    fetch_optional!(tx, sqlx::query_scalar(SQL).bind(now))
}

#[derive(sqlx::FromRow)]
pub(crate) struct FailedRow {
    pub(crate) job_id: Uuid,
    pub(crate) name: String,
    pub(crate) attempts: i64,
    pub(crate) last_error: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) finished_at: DateTime<Utc>,
}

/// Failed jobs, latest first, below a place in that order.
pub(crate) async fn failed(
    tx: &mut Tx,
    before: (DateTime<Utc>, Uuid),
    limit: i64,
) -> Result<Vec<FailedRow>> {
    const SQL: &str = "select job_id, name, attempts, last_error, created_at, finished_at \
        from job where state = 'failed' and finished_at is not null \
        and (finished_at, job_id) < ($1, $2) order by finished_at desc, job_id desc limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(before.0).bind(before.1).bind(limit))
}

pub(crate) async fn begin_schedule(tx: &mut Tx, name: &str, next: DateTime<Utc>) -> Result<()> {
    const SQL: &str =
        "insert into job_schedule (name, next_at) values ($1, $2) on conflict (name) do nothing";
    exec!(tx, sqlx::query(SQL).bind(name).bind(next)).map(|_| ())
}

pub(crate) async fn next_of_schedule(tx: &mut Tx, name: &str) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "select next_at from job_schedule where name = $1";
    fetch_optional!(tx, sqlx::query_scalar(SQL).bind(name))
}

/// Moves a schedule on; 1 for the one worker that was first. A time that lies beyond the
/// next one was noted before the clock was set back, and has come.
pub(crate) async fn advance_schedule(
    tx: &mut Tx,
    name: &str,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update job_schedule set next_at = $3 \
        where name = $1 and (next_at <= $2 or next_at > $3)";
    exec!(tx, sqlx::query(SQL).bind(name).bind(now).bind(next))
}
