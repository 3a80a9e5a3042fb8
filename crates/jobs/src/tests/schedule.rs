//! What the clock starts: schedules, and the sweep of old jobs.

use std::time::Duration;

use chrono::TimeDelta;

use super::{add, env, handlers::Scripted, in_state, runner, scripted};
use crate::{JobError, JobState};

db::each_engine! {
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
