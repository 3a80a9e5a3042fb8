//! The queue on both engines.

use std::sync::Arc;

use chrono::DateTime;
use db::Db;
use kernel::{Env, JobId, MockClock};

use crate::{Handler, JobState, NewJob, Runner, counts, enqueue};

mod handlers;
mod leases;
mod queue;
mod retries;
mod schedule;
mod workers;

fn env() -> (Env, Arc<MockClock>) {
    Env::test(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), 5)
}

fn runner(db: &Db, env: &Env, handler: Arc<dyn Handler>) -> Runner {
    Runner::new(db.clone(), env.clone(), vec![handler])
}

async fn add(db: &Db, env: &Env, job: NewJob) -> JobId {
    let mut tx = db.write().await.unwrap();
    let id = enqueue(&mut tx, env, job).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn scripted() -> NewJob {
    NewJob::new("tests.scripted")
}

async fn in_state(db: &Db, state: JobState) -> i64 {
    counts(db).await.unwrap().iter().filter(|c| c.state == state).map(|c| c.jobs).sum()
}
