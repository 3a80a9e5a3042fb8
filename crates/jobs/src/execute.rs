//! One run of one job: the handler beside the renewal of its lease.

use std::time::Instant;

use chrono::TimeDelta;
use db::Result;
use tokio::{task::JoinHandle, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    Context, Job, JobError, JobState, Runner,
    backoff::{LONGEST_WAIT, delay},
    store::{self, Back, Lease},
};

/// A job of a name that this release does not know waits for a worker that does.
const UNKNOWN_WAIT: TimeDelta = TimeDelta::seconds(60);

/// How a run ended.
enum Ending {
    Done,
    Error(JobError),
    /// Another worker has it, or will soon: nothing may be written.
    LeaseLost,
}

impl Runner {
    /// Runs a claimed job and writes down how it ended.
    pub(crate) async fn execute(
        &self,
        job: Job,
        stop: &CancellationToken,
        hard_stop: &CancellationToken,
    ) {
        let begun = Instant::now();
        let lease = Lease { job: job.id, worker: self.worker.clone(), attempt: job.attempt };
        let Some(handler) = self.handlers.get(job.name.as_str()).cloned() else {
            tracing::warn!(job.id = %job.id, job.name, "no handler for this job: it waits");
            let back = Back {
                run_at: Some(self.env.now() + UNKNOWN_WAIT),
                error: Some("no_handler"),
                attempts: job.attempt - 1,
            };
            self.settle(&job, self.give_back(&lease, &back).await);
            return;
        };
        let most = handler.max_attempts();
        // A job that ends its process each time never reports: its claims are counted.
        let ending = if job.attempt > most {
            Ending::Error(JobError::fail("too_many_attempts"))
        } else {
            let context = Context {
                db: self.db.clone(),
                env: self.env.clone(),
                job: job.id,
                attempt: job.attempt,
                stop: stop.clone(),
            };
            let payload = job.payload.clone();
            let run = tokio::spawn(async move { handler.run(&context, &payload).await });
            self.watch(&lease, run, hard_stop).await
        };
        let outcome = self.write_ending(&job, &lease, &ending, most).await;
        let word = ending_word(&ending);
        metrics::counter!("concerne_jobs_runs_total", "name" => job.name.clone(), "outcome" => word)
            .increment(1);
        metrics::histogram!("concerne_jobs_run_seconds", "name" => job.name.clone())
            .record(begun.elapsed().as_secs_f64());
        self.settle(&job, outcome);
    }

    /// Waits for the handler and renews the lease at a third of its length.
    async fn watch(
        &self,
        lease: &Lease,
        mut run: JoinHandle<std::result::Result<(), JobError>>,
        hard_stop: &CancellationToken,
    ) -> Ending {
        let length = self.options.lease;
        let mut renewed = Instant::now();
        loop {
            tokio::select! {
                ended = &mut run => return match ended {
                    Ok(Ok(())) => Ending::Done,
                    Ok(Err(error)) => Ending::Error(error),
                    Err(_) => Ending::Error(JobError::retry("panicked")),
                },
                () = hard_stop.cancelled() => {
                    stop_run(run).await;
                    return Ending::Error(JobError::Interrupted);
                }
                () = sleep(length / 3) => {}
            }
            let asked = Instant::now();
            match tokio::time::timeout(length / 3, self.renew(lease)).await {
                Ok(Ok(true)) => renewed = asked,
                Ok(Ok(false)) => {
                    stop_run(run).await;
                    return Ending::LeaseLost;
                }
                // The database does not answer. Two thirds of the lease are gone: stop
                // before another worker may believe that nobody is at it.
                Ok(Err(_)) | Err(_) if renewed.elapsed() >= length * 2 / 3 => {
                    stop_run(run).await;
                    return Ending::LeaseLost;
                }
                Ok(Err(_)) | Err(_) => {}
            }
        }
    }

    async fn renew(&self, lease: &Lease) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let held = store::renew(&mut tx, lease, self.env.now() + self.lease()).await?;
        tx.commit().await?;
        Ok(held == 1)
    }

    async fn write_ending(
        &self,
        job: &Job,
        lease: &Lease,
        ending: &Ending,
        most: i64,
    ) -> Result<bool> {
        let now = self.env.now();
        match ending {
            Ending::LeaseLost => Ok(false),
            Ending::Done => self.end(lease, JobState::Done, None).await,
            Ending::Error(JobError::Interrupted) => {
                let back = Back { run_at: None, error: None, attempts: job.attempt - 1 };
                self.give_back(lease, &back).await
            }
            Ending::Error(JobError::Retry { code, after }) if job.attempt < most => {
                tracing::warn!(job.id = %job.id, job.name, job.attempt, code, "job to be tried again");
                let wait = after.map_or_else(
                    || delay(job.attempt, self.env.bytes()),
                    |after| TimeDelta::from_std(after).unwrap_or(TimeDelta::MAX),
                );
                let wait = wait.min(LONGEST_WAIT);
                let run_at = Some(now.checked_add_signed(wait).unwrap_or(now));
                let back = Back { run_at, error: Some(code), attempts: job.attempt };
                self.give_back(lease, &back).await
            }
            Ending::Error(JobError::Retry { code, .. } | JobError::Fail { code }) => {
                tracing::error!(job.id = %job.id, job.name, job.attempt, code, "job failed");
                self.end(lease, JobState::Failed, Some(code)).await
            }
        }
    }

    async fn end(&self, lease: &Lease, state: JobState, error: Option<&str>) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let ended = store::end(&mut tx, lease, state, error, self.env.now()).await?;
        tx.commit().await?;
        Ok(ended == 1)
    }

    /// Back to the queue; when the same work waits there already, this one is done.
    async fn give_back(&self, lease: &Lease, back: &Back<'_>) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let queued = store::requeue(&mut tx, lease, back).await?;
        tx.commit().await?;
        if queued == 1 {
            return Ok(true);
        }
        self.end(lease, JobState::Done, back.error).await
    }

    fn settle(&self, job: &Job, outcome: Result<bool>) {
        match outcome {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                job.id = %job.id, job.name, worker = self.worker,
                "the lease was lost; another worker takes the job up"
            ),
            // The lease runs out and the job is run again: handlers are idempotent.
            Err(error) => tracing::warn!(
                job.id = %job.id, job.name, %error,
                "the end of a job could not be written; it will be run again"
            ),
        }
    }
}

/// Drops the handler at its present `await` and waits until it is gone.
async fn stop_run<T>(run: JoinHandle<T>) {
    run.abort();
    let _ = run.await;
}

fn ending_word(ending: &Ending) -> &'static str {
    match ending {
        Ending::Done => "done",
        Ending::LeaseLost => "lease_lost",
        Ending::Error(JobError::Interrupted) => "interrupted",
        Ending::Error(JobError::Retry { .. }) => "retry",
        Ending::Error(JobError::Fail { .. }) => "failed",
    }
}
