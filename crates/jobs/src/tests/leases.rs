//! Leases: kept by a living worker, taken from a dead one.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use kernel::Env;
use tokio_util::sync::CancellationToken;

use super::{
    add, env,
    handlers::{Scripted, Sleeper},
    in_state, runner, scripted,
};
use crate::{
    JobError, JobState, NewJob, Options, Runner, failed,
    store::{self, Claim},
};

db::each_engine! {
    async fn a_lease_from_before_the_clock_was_set_back_holds_nothing(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let dead = runner(&t.db, &env, Scripted::new(&[]));
        add(&t.db, &env, scripted()).await;
        let mut tx = t.db.write().await.unwrap();
        let claim = Claim { now: env.now(), worker: &dead.worker, lease: dead.lease() };
        store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        clock.set(env.now() - TimeDelta::hours(1));
        assert_eq!(dead.run_due().await.unwrap(), 0, "its own work under way is not taken up twice");
        let alive = runner(&t.db, &env, handler.clone());
        assert_eq!(alive.run_due().await.unwrap(), 1);
        assert_eq!((handler.runs(), in_state(&t.db, JobState::Done).await), (1, 1));
    }

    async fn what_was_to_run_at_once_runs_although_the_clock_was_set_back(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let worker = runner(&t.db, &env, handler.clone());
        add(&t.db, &env, scripted()).await;
        add(&t.db, &env, scripted().after(TimeDelta::seconds(60))).await;
        clock.set(env.now() - TimeDelta::hours(1));
        assert_eq!(worker.run_due().await.unwrap(), 1, "a wait that was asked for is kept");
        assert_eq!(handler.runs(), 1);
    }

    async fn a_job_that_waits_for_another_try_is_taken_up_after_the_clock_was_set_back(t: TestDb) {
        let (env, clock) = env();
        let start = env.now();
        clock.advance(TimeDelta::days(1));
        let handler = Scripted::new(&[Err(JobError::retry("busy"))]);
        let worker = runner(&t.db, &env, handler.clone());
        add(&t.db, &env, scripted()).await;
        worker.run_due().await.unwrap();
        assert_eq!(in_state(&t.db, JobState::Queued).await, 1);
        clock.set(start);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!((handler.runs(), in_state(&t.db, JobState::Done).await), (2, 1));
    }

    async fn a_schedule_goes_on_when_the_clock_was_set_back(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let minute = Duration::from_mins(1);
        let worker = runner(&t.db, &env, handler.clone()).every(minute, scripted());
        for _ in 0..2 {
            worker.run_due().await.unwrap();
        }
        assert_eq!(handler.runs(), 1);
        clock.set(env.now() - TimeDelta::hours(1));
        worker.run_due().await.unwrap();
        assert_eq!(handler.runs(), 2);
        clock.set(env.now() - TimeDelta::hours(1));
        // A process that starts anew reads the time of the one before.
        let next = runner(&t.db, &env, handler.clone()).every(minute, scripted());
        for _ in 0..2 {
            next.run_due().await.unwrap();
        }
        assert_eq!(handler.runs(), 3);
    }

    async fn a_dead_workers_job_is_run_by_another_and_its_own_late_answer_is_void(t: TestDb) {
        let (env, clock) = env();
        let handler = Scripted::new(&[]);
        let dead = runner(&t.db, &env, Scripted::new(&[Err(JobError::fail("late"))]));
        let alive = runner(&t.db, &env, handler.clone());
        add(&t.db, &env, scripted()).await;
        let mut tx = t.db.write().await.unwrap();
        let claim = Claim { now: env.now(), worker: &dead.worker, lease: dead.lease() };
        let job = store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        clock.advance(TimeDelta::seconds(60));
        assert_eq!(alive.run_due().await.unwrap(), 0, "the lease still holds");
        clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(alive.run_due().await.unwrap(), 1);
        assert_eq!(handler.runs.lock().unwrap()[0].1, 2);
        let never = CancellationToken::new();
        dead.execute(job, &never, &never).await;
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
        assert_eq!(in_state(&t.db, JobState::Failed).await, 0);
    }

    async fn a_job_that_kills_its_worker_each_time_is_given_up(t: TestDb) {
        let (env, clock) = env();
        add(&t.db, &env, scripted()).await;
        for _ in 0..3 {
            let mut tx = t.db.write().await.unwrap();
            let claim = Claim { now: env.now(), worker: "w", lease: TimeDelta::seconds(1) };
            let due = store::claim_due(&mut tx, &claim).await.unwrap();
            if due.is_none() {
                store::claim_lost(&mut tx, &claim).await.unwrap().unwrap();
            }
            tx.commit().await.unwrap();
            clock.advance(TimeDelta::seconds(2));
        }
        let handler = Scripted::new(&[]);
        assert_eq!(runner(&t.db, &env, handler.clone()).run_due().await.unwrap(), 1);
        assert_eq!(handler.runs(), 0, "a fourth run would kill this worker too");
        assert_eq!(failed(&t.db, None, 1).await.unwrap()[0].code, "too_many_attempts");
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
        let claim = Claim { now: env.now(), worker: &runner.worker, lease: runner.lease() };
        let job = store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut tx = t.db.write().await.unwrap();
        let far = env.now() + TimeDelta::hours(1);
        let claim = Claim { now: far, worker: "thief", lease: TimeDelta::hours(1) };
        let thief = store::claim_lost(&mut tx, &claim).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!((thief.id, thief.attempt), (id, 2));
        let never = CancellationToken::new();
        let executed = runner.execute(job, &never, &never);
        tokio::time::timeout(Duration::from_secs(5), executed).await.expect("the run is dropped");
        assert_eq!(in_state(&t.db, JobState::Running).await, 1, "the thief still holds it");
    }
}
