//! The worker: claims, runs, stops.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use db::{Db, Result};
use kernel::Env;
use tokio::{sync::Mutex, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    Handler, Job, NewJob,
    schedule::Schedule,
    store::{self, Claim},
    wakeup,
};

/// How a runner works.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Jobs at once.
    pub at_once: usize,
    /// How long a claim lasts without being renewed.
    pub lease: Duration,
    /// How often the queue is looked at when nothing rings.
    pub poll: Duration,
    /// How long running jobs may go on once the process is to stop.
    pub grace: Duration,
    /// How long jobs that ended well are kept.
    pub keep_done: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            at_once: 4,
            lease: Duration::from_mins(1),
            poll: Duration::from_millis(250),
            grace: Duration::from_secs(10),
            keep_done: Duration::from_hours(7 * 24),
        }
    }
}

/// Runs jobs until told to stop.
pub struct Runner {
    pub(crate) db: Db,
    pub(crate) env: Env,
    pub(crate) options: Options,
    pub(crate) worker: String,
    pub(crate) handlers: HashMap<&'static str, Arc<dyn Handler>>,
    schedules: Mutex<Vec<Schedule>>,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner").field("worker", &self.worker).finish_non_exhaustive()
    }
}

/// Waits between looks after the bell: the transaction that rang ends soon.
const BURST: [Duration; 5] = [
    Duration::from_millis(2),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(30),
    Duration::from_millis(100),
];

/// How often each worker removes a thousand jobs that ended long ago.
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// Tries at one claim while other workers take what this one was about to.
const CLAIM_TRIES: usize = 8;

impl Runner {
    /// A worker for these handlers. Of two with one name, the first is taken.
    pub fn new(db: Db, env: Env, handlers: Vec<Arc<dyn Handler>>) -> Self {
        let mark: [u8; 6] = env.bytes();
        let worker = mark
            .iter()
            .fold(format!("{}-", std::process::id()), |name, byte| format!("{name}{byte:02x}"));
        let mut by_name: HashMap<&'static str, Arc<dyn Handler>> = HashMap::new();
        for handler in handlers {
            let name = handler.name();
            if by_name.contains_key(name) {
                tracing::error!(
                    job.name = name,
                    "two handlers for one job name: the first is kept"
                );
                continue;
            }
            by_name.insert(name, handler);
        }
        Self {
            db,
            env,
            options: Options::default(),
            worker,
            handlers: by_name,
            schedules: Mutex::new(Vec::new()),
        }
    }

    /// With other options.
    pub fn with(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Repeats a job: at the first start at once, then after each `every`, by one of all
    /// the workers.
    pub fn every(mut self, every: Duration, job: NewJob) -> Self {
        self.schedules.get_mut().push(Schedule::new(every, job));
        self
    }

    /// Works until `stop`: then claims nothing more, lets running jobs end within
    /// [`Options::grace`], and gives the others back to the queue.
    pub async fn run(self, stop: CancellationToken) {
        tracing::info!(worker = self.worker, handlers = self.handlers.len(), "worker started");
        let runner = Arc::new(self);
        let hard_stop = CancellationToken::new();
        let mut running = JoinSet::new();
        let mut burst = BURST.iter();
        let mut outage = false;
        let mut swept: Option<Instant> = None;
        while !stop.is_cancelled() {
            if swept.is_none_or(|at| at.elapsed() >= SWEEP_EVERY) {
                swept = Some(Instant::now());
                if let Err(error) = runner.sweep().await {
                    tracing::warn!(%error, "ended jobs could not be removed");
                }
            }
            let heard = wakeup::heard();
            match runner.fill(&mut running, &stop, &hard_stop).await {
                Ok(()) if outage => {
                    outage = false;
                    tracing::info!(worker = runner.worker, "the queue answers again");
                }
                Err(error) if !outage => {
                    outage = true;
                    tracing::warn!(worker = runner.worker, %error, "the queue does not answer");
                }
                Ok(()) | Err(_) => {}
            }
            let wait = burst.next().copied().unwrap_or(runner.options.poll);
            tokio::select! {
                () = stop.cancelled() => {}
                Some(_) = running.join_next(), if !running.is_empty() => {}
                () = heard => burst = BURST.iter(),
                () = sleep(wait) => {}
            }
        }
        let ended = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(runner.options.grace, ended).await.is_err() {
            hard_stop.cancel();
            while running.join_next().await.is_some() {}
        }
        tracing::info!(worker = runner.worker, "worker stopped");
    }

    /// Runs everything that is due, one job after the other, and what that enqueues for
    /// now; gives the number of runs. For tests and commands.
    ///
    /// # Errors
    /// The database's.
    pub async fn run_due(&self) -> Result<usize> {
        let never = CancellationToken::new();
        let mut runs = 0;
        self.tick().await?;
        while let Some(job) = self.claim().await? {
            self.execute(job, &never, &never).await;
            runs += 1;
        }
        Ok(runs)
    }

    async fn fill(
        self: &Arc<Self>,
        running: &mut JoinSet<()>,
        stop: &CancellationToken,
        hard_stop: &CancellationToken,
    ) -> Result<()> {
        self.tick().await?;
        while running.len() < self.options.at_once && !stop.is_cancelled() {
            let Some(job) = self.claim().await? else { break };
            let (runner, stop, hard_stop) = (self.clone(), stop.clone(), hard_stop.clone());
            running.spawn(async move { runner.execute(job, &stop, &hard_stop).await });
        }
        Ok(())
    }

    async fn tick(&self) -> Result<()> {
        for schedule in self.schedules.lock().await.iter_mut() {
            schedule.tick(&self.db, &self.env).await?;
        }
        Ok(())
    }

    async fn claim(&self) -> Result<Option<Job>> {
        for _ in 0..CLAIM_TRIES {
            let now = self.env.now();
            // A look costs no write lock; most looks find nothing.
            let claim = Claim { now, worker: &self.worker, lease: self.lease() };
            if !store::anything_due(&mut self.db.read().await?, &claim).await? {
                return Ok(None);
            }
            let mut tx = self.db.write().await?;
            let claimed = match store::claim_due(&mut tx, &claim).await? {
                None => store::claim_lost(&mut tx, &claim).await?,
                due => due,
            };
            tx.commit().await?;
            if claimed.is_some() {
                return Ok(claimed);
            }
        }
        Ok(None)
    }

    pub(crate) fn lease(&self) -> TimeDelta {
        TimeDelta::from_std(self.options.lease).unwrap_or(TimeDelta::MAX)
    }

    pub(crate) async fn sweep(&self) -> Result<u64> {
        let keep = TimeDelta::from_std(self.options.keep_done).unwrap_or(TimeDelta::MAX);
        let Some(before) = self.env.now().checked_sub_signed(keep) else { return Ok(0) };
        let mut tx = self.db.write().await?;
        let gone = store::forget_done(&mut tx, before, 1_000).await?;
        tx.commit().await?;
        Ok(gone)
    }
}
