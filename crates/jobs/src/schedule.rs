//! Work that is repeated.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use db::{Db, Result};
use kernel::Env;

use crate::{NewJob, enqueue, store};

/// One repeated job, and when this process believes it is next due.
pub(crate) struct Schedule {
    job: NewJob,
    every: TimeDelta,
    look_at: Option<DateTime<Utc>>,
}

impl Schedule {
    pub(crate) fn new(every: Duration, job: NewJob) -> Self {
        let every = TimeDelta::from_std(every).unwrap_or(TimeDelta::MAX);
        Self { job: job.unique("schedule"), every, look_at: None }
    }

    /// Enqueues the job when its time has come and no other worker was first. A time
    /// that passed while nobody worked is made up for once, not once for each time.
    pub(crate) async fn tick(&mut self, db: &Db, env: &Env) -> Result<()> {
        let now = env.now();
        let Some(look_at) = self.look_at else {
            let mut tx = db.write().await?;
            store::begin_schedule(&mut tx, self.job.name, now).await?;
            tx.commit().await?;
            self.look_at = Some(now);
            return Ok(());
        };
        let next = now + self.every;
        // A time beyond the next one was noted before the clock was set back.
        if look_at > now && look_at <= next {
            return Ok(());
        }
        let mut tx = db.write().await?;
        if store::advance_schedule(&mut tx, self.job.name, now, next).await? == 1 {
            enqueue(&mut tx, env, self.job.clone()).await?;
            tx.commit().await?;
            self.look_at = Some(next);
        } else {
            let known = store::next_of_schedule(&mut tx, self.job.name).await?;
            self.look_at = Some(known.unwrap_or(next));
        }
        Ok(())
    }
}
