//! Several workers, workers of another version, workers that are told to stop.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use db::{Db, OpenOptions};
use kernel::Env;
use tokio_util::sync::CancellationToken;

use super::{
    add, env,
    handlers::{Scripted, Sleeper, Watcher},
    in_state, runner, scripted,
};
use crate::{JobState, NewJob, Options, Runner, enqueue, store};

db::each_engine! {
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
            let claim =
                store::Claim { now: env.now(), worker: "w", lease: chrono::TimeDelta::zero() };
            let again = store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
            assert_eq!((again.id, again.attempt), (id, 1));
            let lease = store::Lease { job: id, worker: "w".to_owned(), attempt: 1 };
            store::end(&mut tx, &lease, JobState::Done, None, env.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}
