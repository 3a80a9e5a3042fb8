//! Putting work into the queue.

use db::{Result, Tx};
use kernel::{Env, JobId};

use crate::{
    NewJob,
    model::When,
    store::{self, NewRow},
    wakeup,
};

/// Enqueues a job inside the caller's transaction: it exists when that commits. Gives
/// the job's id, or that of the waiting job it joined ([`NewJob::unique`]).
///
/// # Errors
/// The database's; the transaction is then to be dropped.
pub async fn enqueue(tx: &mut Tx, env: &Env, job: NewJob) -> Result<JobId> {
    let now = env.now();
    let row = NewRow {
        id: env.new_id(),
        name: job.name,
        payload: job.payload,
        unique_key: job.unique_key,
        run_at: match job.when {
            When::Now => now,
            When::After(wait) => now + wait,
            When::At(at) => at,
        },
        created_at: now,
    };
    let id = store::insert(tx, row).await?;
    wakeup::ring();
    Ok(id)
}
