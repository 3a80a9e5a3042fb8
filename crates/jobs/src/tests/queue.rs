//! Jobs on their way in: committed or not, due or not, the same work twice.

use chrono::TimeDelta;
use kernel::PersonId;
use tokio_util::sync::CancellationToken;

use super::{add, env, handlers::Scripted, in_state, runner, scripted};
use crate::{JobError, JobState, NewJob, Payload, enqueue, is_due, store};

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

    async fn work_is_due_while_it_waits_or_runs(t: TestDb) {
        let (env, clock) = env();
        let due = async |key: &str| is_due(&t.db, scripted().name(), key).await.unwrap();
        assert!(!due("k").await);
        add(&t.db, &env, scripted().unique("k")).await;
        assert!(due("k").await, "it waits");
        assert!(!due("other").await);
        let claim = store::Claim { now: env.now(), worker: "w", lease: TimeDelta::minutes(1) };
        let mut tx = t.db.write().await.unwrap();
        store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert!(due("k").await, "it runs");
        clock.advance(TimeDelta::minutes(2));
        assert_eq!(runner(&t.db, &env, Scripted::new(&[])).run_due().await.unwrap(), 1);
        assert!(!due("k").await, "it is done");
    }

    async fn work_asked_for_while_it_runs_is_run_again_once(t: TestDb) {
        let (env, clock) = env();
        let first = add(&t.db, &env, scripted().unique("k")).await;
        let claim = store::Claim { now: env.now(), worker: "w", lease: TimeDelta::minutes(1) };
        let mut tx = t.db.write().await.unwrap();
        let claimed = store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
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
        let (worker, lease) = (&*runner.worker, TimeDelta::minutes(1));
        let claim = store::Claim { now: env.now(), worker, lease };
        let job = store::claim_due(&mut tx, &claim).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(job.id, first);
        add(&t.db, &env, scripted().unique("k").after(TimeDelta::hours(1))).await;
        let never = CancellationToken::new();
        runner.execute(job, &never, &never).await;
        assert_eq!(in_state(&t.db, JobState::Queued).await, 1);
        assert_eq!(in_state(&t.db, JobState::Done).await, 1);
    }
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
