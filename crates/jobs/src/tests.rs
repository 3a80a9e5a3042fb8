//! The queue on both engines: crashes, twins, two workers, stops.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta};
use db::{Db, OpenOptions};
use kernel::{Env, JobId, MockClock, PersonId};
use tokio_util::sync::CancellationToken;

use crate::{
    Context, Handler, JobError, JobState, NewJob, Options, Payload, Runner, attend::delay, counts,
    enqueue, failed, retry, store,
};

fn env() -> (Env, Arc<MockClock>) {
    Env::test(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), 5)
}

/// Answers each run with the next of its list, then with success.
#[derive(Default)]
struct Scripted {
    answers: Mutex<Vec<Result<(), JobError>>>,
    runs: Mutex<Vec<(JobId, i64)>>,
}

impl Scripted {
    fn new(answers: &[Result<(), JobError>]) -> Arc<Self> {
        let mut answers = answers.to_vec();
        answers.reverse();
        Arc::new(Self { answers: Mutex::new(answers), runs: Mutex::default() })
    }

    fn runs(&self) -> usize {
        self.runs.lock().unwrap().len()
    }
}

#[async_trait]
impl Handler for Scripted {
    fn name(&self) -> &'static str {
        "tests.scripted"
    }

    fn max_attempts(&self) -> i64 {
        3
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        self.runs.lock().unwrap().push((context.job, context.attempt));
        self.answers.lock().unwrap().pop().unwrap_or(Ok(()))
    }
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

/// Notes which jobs run at the same moment, and how often each ran.
#[derive(Default)]
struct Watcher {
    now: Mutex<HashMap<JobId, usize>>,
    runs: Mutex<HashMap<JobId, usize>>,
    doubled: Mutex<Vec<JobId>>,
}

#[async_trait]
impl Handler for Watcher {
    fn name(&self) -> &'static str {
        "tests.watched"
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        let others = {
            let mut now = self.now.lock().unwrap();
            let count = now.entry(context.job).or_default();
            *count += 1;
            *count - 1
        };
        if others > 0 {
            self.doubled.lock().unwrap().push(context.job);
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
        *self.now.lock().unwrap().entry(context.job).or_default() -= 1;
        *self.runs.lock().unwrap().entry(context.job).or_default() += 1;
        Ok(())
    }
}

/// Waits for the end of the process, politely or not.
struct Sleeper {
    polite: bool,
    begun: tokio::sync::Notify,
}

#[async_trait]
impl Handler for Sleeper {
    fn name(&self) -> &'static str {
        "tests.sleeper"
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        self.begun.notify_one();
        if !self.polite {
            std::future::pending::<()>().await;
        }
        context.stopping().await;
        Err(JobError::Interrupted)
    }
}

struct Panics;

#[async_trait]
impl Handler for Panics {
    fn name(&self) -> &'static str {
        "tests.panics"
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        assert!(context.attempt > 1, "the first run of this test panics on purpose");
        Ok(())
    }
}

db::each_engine! {
    async fn a_job_exists_only_when_the_change_that_asked_for_it_is_committed(t: TestDb) {
        let (env, _) = env();
        let handler = Scripted::new(&[]);
        let runner = runner(&t.db, &env, handler.clone());
        let mut tx = t.db.write().await.unwrap();
        enqueue(&mut tx, &env, scripted()).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(runner.run_due().await.unwrap(), 0);
        let id = add(&t.db, &env, scripted().count("n", 3)).await;
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(*handler.runs.lock().unwrap(), vec![(id, 1)]);
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
    }

    async fn a_job_waits_for_its_time(t: TestDb) {
        let (env, clock) = env();
        let runner = runner(&t.db, &env, Scripted::new(&[]));
        add(&t.db, &env, scripted().after(TimeDelta::minutes(5))).await;
        assert_eq!(runner.run_due().await.unwrap(), 0);
        clock.advance(TimeDelta::minutes(5));
        assert_eq!(runner.run_due().await.unwrap(), 1);
    }

    async fn a_retry_waits_longer_each_time_and_ends_at_the_limit(t: TestDb) {
        let (env, clock) = env();
        let again = Err(JobError::retry("relay_down"));
        let handler = Scripted::new(&[again, again, again, again]);
        let runner = runner(&t.db, &env, handler.clone());
        add(&t.db, &env, scripted()).await;
        assert_eq!(runner.run_due().await.unwrap(), 1);
        clock.advance(TimeDelta::milliseconds(1_999));
        assert_eq!(runner.run_due().await.unwrap(), 0);
        clock.advance(TimeDelta::milliseconds(501));
        assert_eq!(runner.run_due().await.unwrap(), 1);
        clock.advance(TimeDelta::milliseconds(3_999));
        assert_eq!(runner.run_due().await.unwrap(), 0);
        clock.advance(TimeDelta::milliseconds(1_001));
        assert_eq!(runner.run_due().await.unwrap(), 1);
        let given_up = failed(&t.db, None, 10).await.unwrap();
        assert_eq!(given_up.len(), 1);
        assert_eq!((given_up[0].code.as_str(), given_up[0].attempts), ("relay_down", 3));
    }

    async fn a_handler_may_name_the_time_of_its_next_run(t: TestDb) {
        let (env, clock) = env();
        let later = Err(JobError::retry_after("greylisted", Duration::from_mins(10)));
        let runner = runner(&t.db, &env, Scripted::new(&[later]));
        add(&t.db, &env, scripted()).await;
        assert_eq!(runner.run_due().await.unwrap(), 1);
        clock.advance(TimeDelta::seconds(599));
        assert_eq!(runner.run_due().await.unwrap(), 0);
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
    }

    async fn a_failed_job_is_listed_and_may_be_started_again_once(t: TestDb) {
        let (env, clock) = env();
        let runner = runner(&t.db, &env, Scripted::new(&[Err(JobError::fail("bad_file"))]));
        let mut ids = vec![add(&t.db, &env, scripted()).await];
        runner.run_due().await.unwrap();
        clock.advance(TimeDelta::seconds(1));
        runner_fails(&t.db, &env, &mut ids).await;
        let page = failed(&t.db, None, 1).await.unwrap();
        assert_eq!(page[0].id, ids[1], "the latest comes first");
        let next = failed(&t.db, page.last(), 1).await.unwrap();
        assert_eq!((next[0].id, next[0].code.as_str()), (ids[0], "bad_file"));
        let mut tx = t.db.write().await.unwrap();
        assert!(retry(&mut tx, &env, ids[0]).await.unwrap());
        assert!(!retry(&mut tx, &env, ids[0]).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(in_state(&t.db, JobState::Failed).await, 1);
    }

    async fn the_same_work_waits_once_at_the_earlier_time(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let runner = runner(&t.db, &env, handler.clone());
        let person: PersonId = env.new_id();
        let job = || scripted().unique(person);
        let first = add(&t.db, &env, job().after(TimeDelta::hours(1))).await;
        assert_eq!(add(&t.db, &env, job().after(TimeDelta::minutes(1))).await, first);
        assert_eq!(add(&t.db, &env, job().after(TimeDelta::hours(2))).await, first);
        let other = add(&t.db, &env, scripted().unique("other").after(TimeDelta::hours(3))).await;
        assert_ne!(other, first);
        clock.advance(TimeDelta::minutes(1));
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(handler.runs.lock().unwrap()[0].0, first);
    }

    async fn work_asked_for_while_it_runs_is_run_again_once(t: TestDb) {
        let (env, clock) = env();
        let first = add(&t.db, &env, scripted().unique("k")).await;
        let until = env.now() + TimeDelta::minutes(1);
        let mut tx = t.db.write().await.unwrap();
        let claimed = store::claim_due(&mut tx, env.now(), "w", until).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claimed.id, first);
        let second = add(&t.db, &env, scripted().unique("k")).await;
        assert_ne!(second, first);
        // The first run is to be tried again, but the same work already waits.
        clock.advance(TimeDelta::minutes(2));
        let handler = Scripted::new(&[Ok(()), Err(JobError::retry("again"))]);
        let runner = runner(&t.db, &env, handler.clone());
        add(&t.db, &env, scripted().unique("k").at(env.now())).await;
        assert_eq!(runner.run_due().await.unwrap(), 2);
        assert_eq!(in_state(&t.db, JobState::Queued).await, 1, "the retry is the one that waits");
    }

    async fn a_retry_joins_the_same_work_that_already_waits(t: TestDb) {
        let (env, _) = env();
        let first = add(&t.db, &env, scripted().unique("k")).await;
        let runner = runner(&t.db, &env, Scripted::new(&[Err(JobError::retry("again"))]));
        let mut tx = t.db.write().await.unwrap();
        let until = env.now() + TimeDelta::minutes(1);
        let job = store::claim_due(&mut tx, env.now(), &runner.worker, until).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(job.id, first);
        add(&t.db, &env, scripted().unique("k").after(TimeDelta::hours(1))).await;
        let never = CancellationToken::new();
        runner.attend(job, &never, &never).await;
        assert_eq!(in_state(&t.db, JobState::Queued).await, 1);
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
    }

    async fn a_dead_workers_job_is_run_by_another_and_its_own_late_answer_is_void(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let dead = runner(&t.db, &env, Scripted::new(&[Err(JobError::fail("late"))]));
        let alive = runner(&t.db, &env, handler.clone());
        add(&t.db, &env, scripted()).await;
        let mut tx = t.db.write().await.unwrap();
        let until = env.now() + dead.lease();
        let job = store::claim_due(&mut tx, env.now(), &dead.worker, until).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        clock.advance(TimeDelta::seconds(60));
        assert_eq!(alive.run_due().await.unwrap(), 0, "the lease still holds");
        clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(alive.run_due().await.unwrap(), 1);
        assert_eq!(handler.runs.lock().unwrap()[0].1, 2);
        let never = CancellationToken::new();
        dead.attend(job, &never, &never).await;
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
        assert_eq!(in_state(&t.db, JobState::Failed).await, 0);
    }

    async fn a_job_that_kills_its_worker_each_time_is_given_up(t: TestDb) {
        let (env, clock) = env();
        add(&t.db, &env, scripted()).await;
        for _ in 0..3 {
            let mut tx = t.db.write().await.unwrap();
            let until = env.now() + TimeDelta::seconds(1);
            let due = store::claim_due(&mut tx, env.now(), "w", until).await.unwrap();
            if due.is_none() {
                store::claim_lost(&mut tx, env.now(), "w", until).await.unwrap().unwrap();
            }
            tx.commit().await.unwrap();
            clock.advance(TimeDelta::seconds(2));
        }
        let handler = Scripted::new(&[]);
        assert_eq!(runner(&t.db, &env, handler.clone()).run_due().await.unwrap(), 1);
        assert_eq!(handler.runs(), 0, "a fourth run would kill this worker too");
        assert_eq!(failed(&t.db, None, 1).await.unwrap()[0].code, "too_many_attempts");
    }

    async fn a_panic_costs_one_attempt_and_not_the_worker(t: TestDb) {
        let (env, clock) = env();
        let runner = runner(&t.db, &env, Arc::new(Panics));
        add(&t.db, &env, NewJob::new("tests.panics")).await;
        assert_eq!(runner.run_due().await.unwrap(), 1);
        clock.advance(TimeDelta::seconds(3));
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
    }

    async fn a_job_that_no_handler_knows_waits_for_a_newer_worker(t: TestDb) {
        let (env, clock) = env();
        add(&t.db, &env, scripted()).await;
        let old = Runner::new(t.db.clone(), env.clone(), Vec::new());
        assert_eq!(old.run_due().await.unwrap(), 1);
        clock.advance(TimeDelta::seconds(60));
        let handler = Scripted::new(&[]);
        assert_eq!(runner(&t.db, &env, handler.clone()).run_due().await.unwrap(), 1);
        assert_eq!(handler.runs.lock().unwrap()[0].1, 1, "the first worker's look was no attempt");
    }

    async fn two_workers_run_every_job_exactly_once(t: TestDb) {
        let env = Env::system();
        let mut tx = t.db.write().await.unwrap();
        for n in 0..200 {
            enqueue(&mut tx, &env, NewJob::new("tests.watched").count("n", n)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let watcher = Arc::new(Watcher::default());
        let stop = CancellationToken::new();
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..2 {
            // Pools of their own, as two processes have.
            let options = OpenOptions { connections: 6, ..OpenOptions::default() };
            let db = Db::open(&t.url, options).await.unwrap();
            let runner = runner(&db, &env, watcher.clone());
            workers.spawn(runner.run(stop.clone()));
        }
        for _ in 0..600 {
            if in_state(&t.db, JobState::Done).await == 200 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stop.cancel();
        while workers.join_next().await.is_some() {}
        assert_eq!(in_state(&t.db, JobState::Done).await, 200);
        assert_eq!(*watcher.doubled.lock().unwrap(), Vec::new());
        assert!(watcher.runs.lock().unwrap().values().all(|runs| *runs == 1));
    }

    async fn a_stop_gives_running_jobs_back_uncounted(t: TestDb) {
        let (env, _) = env();
        for polite in [true, false] {
            let id = add(&t.db, &env, NewJob::new("tests.sleeper")).await;
            let sleeper = Arc::new(Sleeper { polite, begun: tokio::sync::Notify::new() });
            let options = Options { grace: Duration::from_millis(100), ..Options::default() };
            let runner = runner(&t.db, &env, sleeper.clone()).with(options);
            let stop = CancellationToken::new();
            let work = tokio::spawn(runner.run(stop.clone()));
            sleeper.begun.notified().await;
            stop.cancel();
            work.await.unwrap();
            assert_eq!(in_state(&t.db, JobState::Queued).await, 1, "polite: {polite}");
            assert_eq!(in_state(&t.db, JobState::Running).await, 0);
            let mut tx = t.db.write().await.unwrap();
            let again = store::claim_due(&mut tx, env.now(), "w", env.now()).await.unwrap().unwrap();
            assert_eq!((again.id, again.attempt), (id, 1));
            let lease = store::Lease { job: id, worker: "w".to_owned(), attempt: 1 };
            store::end(&mut tx, &lease, JobState::Done, None, env.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn a_lease_is_renewed_while_the_work_goes_on(t: TestDb) {
        let env = Env::system();
        add(&t.db, &env, NewJob::new("tests.sleeper")).await;
        let lease = Duration::from_millis(600);
        let options = Options { lease, ..Options::default() };
        let sleeper = Arc::new(Sleeper { polite: true, begun: tokio::sync::Notify::new() });
        let stop = CancellationToken::new();
        let long = runner(&t.db, &env, sleeper.clone()).with(options);
        let work = tokio::spawn(long.run(stop.clone()));
        sleeper.begun.notified().await;
        let idle = Runner::new(t.db.clone(), env.clone(), Vec::new());
        for _ in 0..15 {
            tokio::time::sleep(lease / 6).await;
            assert_eq!(idle.run_due().await.unwrap(), 0, "the lease ran out under a living worker");
        }
        stop.cancel();
        work.await.unwrap();
    }

    async fn work_is_dropped_when_its_lease_is_lost(t: TestDb) {
        let env = Env::system();
        let id = add(&t.db, &env, NewJob::new("tests.sleeper")).await;
        let options = Options { lease: Duration::from_millis(300), ..Options::default() };
        let sleeper = Arc::new(Sleeper { polite: false, begun: tokio::sync::Notify::new() });
        let runner = runner(&t.db, &env, sleeper).with(options);
        let mut tx = t.db.write().await.unwrap();
        let until = env.now() + runner.lease();
        let job = store::claim_due(&mut tx, env.now(), &runner.worker, until).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut tx = t.db.write().await.unwrap();
        let far = env.now() + TimeDelta::hours(1);
        let thief = store::claim_lost(&mut tx, far, "thief", far).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!((thief.id, thief.attempt), (id, 2));
        let never = CancellationToken::new();
        let attended = runner.attend(job, &never, &never);
        tokio::time::timeout(Duration::from_secs(5), attended).await.expect("the run is dropped");
        assert_eq!(in_state(&t.db, JobState::Running).await, 1, "the thief still holds it");
    }

    async fn a_schedule_is_started_once_by_many_workers_and_made_up_for_once(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let worker = || {
            runner(&t.db, &env, handler.clone()).every(Duration::from_hours(1), scripted())
        };
        let (one, two) = (worker(), worker());
        for _ in 0..3 {
            one.run_due().await.unwrap();
            two.run_due().await.unwrap();
        }
        assert_eq!(handler.runs(), 1);
        clock.advance(TimeDelta::minutes(61));
        two.run_due().await.unwrap();
        one.run_due().await.unwrap();
        assert_eq!(handler.runs(), 2);
        clock.advance(TimeDelta::days(3));
        one.run_due().await.unwrap();
        two.run_due().await.unwrap();
        assert_eq!(handler.runs(), 3);
    }

    async fn jobs_that_ended_well_are_forgotten_after_a_week_and_failed_ones_are_not(t: TestDb) {
        let (env, clock) = env();
        let runner = runner(&t.db, &env, Scripted::new(&[Err(JobError::fail("kept"))]));
        add(&t.db, &env, scripted()).await;
        runner.run_due().await.unwrap();
        add(&t.db, &env, scripted()).await;
        runner.run_due().await.unwrap();
        clock.advance(TimeDelta::days(7));
        assert_eq!(runner.sweep().await.unwrap(), 0);
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(runner.sweep().await.unwrap(), 1);
        assert_eq!(in_state(&t.db, JobState::Failed).await, 1);
    }
}

async fn runner_fails(db: &Db, env: &Env, ids: &mut Vec<JobId>) {
    let runner = runner(db, env, Scripted::new(&[Err(JobError::fail("second"))]));
    ids.push(add(db, env, scripted()).await);
    runner.run_due().await.unwrap();
}

#[test]
fn a_payload_gives_back_what_was_put_in_and_fails_the_job_otherwise() {
    let (env, _) = env();
    let person: PersonId = env.new_id();
    let job = NewJob::new("x").id("person", person).count("n", 7).word("kind", "first");
    let payload = Payload(job.payload);
    assert_eq!(payload.id::<PersonId>("person"), Ok(person));
    assert_eq!(payload.count("n"), Ok(7));
    assert_eq!(payload.word("kind"), Ok("first"));
    assert_eq!(payload.id::<PersonId>("kind"), Err(JobError::fail("payload")));
    assert_eq!(payload.count("missing"), Err(JobError::fail("payload")));
}

#[test]
fn delays_double_up_to_an_hour_and_chance_adds_a_quarter_at_most() {
    for (attempt, least) in [(1, 2), (2, 4), (5, 32), (11, 2_048), (12, 3_600), (900, 3_600)] {
        assert_eq!(delay(attempt, [0, 0]), TimeDelta::seconds(least));
        let most = TimeDelta::milliseconds(least * 1_250);
        assert!((most - delay(attempt, [255, 255])).abs() < TimeDelta::milliseconds(1));
    }
}
