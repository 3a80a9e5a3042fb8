//! Runs that end badly: tried again, given up, started again by a person.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use db::Db;
use kernel::{Env, JobId};

use super::{
    add, env,
    handlers::{Panics, Scripted},
    in_state, runner, scripted,
};
use crate::{JobError, JobState, NewJob, backoff::delay, failed, retry};

db::each_engine! {
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

    async fn a_panic_costs_one_attempt_and_not_the_worker(t: TestDb) {
        let (env, clock) = env();
        let runner = runner(&t.db, &env, Arc::new(Panics));
        add(&t.db, &env, NewJob::new("tests.panics")).await;
        assert_eq!(runner.run_due().await.unwrap(), 1);
        clock.advance(TimeDelta::seconds(3));
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
    }
}

async fn runner_fails(db: &Db, env: &Env, ids: &mut Vec<JobId>) {
    let runner = runner(db, env, Scripted::new(&[Err(JobError::fail("second"))]));
    ids.push(add(db, env, scripted()).await);
    runner.run_due().await.unwrap();
}

#[test]
fn delays_double_up_to_an_hour_and_chance_adds_a_quarter_at_most() {
    for (attempt, least) in [(1, 2), (2, 4), (5, 32), (11, 2_048), (12, 3_600), (900, 3_600)] {
        assert_eq!(delay(attempt, [0, 0]), TimeDelta::seconds(least));
        let most = TimeDelta::milliseconds(least * 1_250);
        assert!((most - delay(attempt, [255, 255])).abs() < TimeDelta::milliseconds(1));
    }
}
