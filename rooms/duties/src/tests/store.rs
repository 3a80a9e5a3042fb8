//! Every statement of the room, on both engines.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::{CaseLabId, DutyId, Env, Id as _, SubmissionId};

use crate::model::{Stage, Switch};
use crate::store::{self, DecisionRow, Duty, Sent, SubmissionRow};

fn env() -> Env {
    Env::test(DateTime::from_timestamp(1_767_225_600, 123_456_000).unwrap(), 5).0
}

fn duty(env: &Env, rule: &str) -> Duty {
    Duty { id: env.new_id::<DutyId>(), rule: rule.to_owned(), stage: Stage::Triggered, version: 1 }
}

fn submission(env: &Env, n: i64, at: DateTime<Utc>) -> SubmissionRow {
    SubmissionRow {
        submission_id: env.new_id::<SubmissionId>().uuid(),
        n,
        submitted_at: at,
        offset_secs: 3600,
        number: (n == 1).then(|| "FR-2026-1".to_owned()),
        sender: vec![1, 2, 3],
        receipt: (n == 1).then(|| vec![7; 32]),
        delay_reason: (n == 1).then(|| vec![9]),
        target_at: (n == 1).then_some(at),
        limit_at: (n == 1).then_some(at + Duration::hours(1)),
        recorded_by: "operator".to_owned(),
        recorded_at: env.now(),
    }
}

db::each_engine! {
    async fn a_duty_is_inserted_once_and_moves_from_the_version_seen(t: TestDb) {
        let env = env();
        let lab: CaseLabId = env.new_id();
        let other: CaseLabId = env.new_id();
        let (first, second) = (duty(&env, "eu-gdpr-33-1"), duty(&env, "eu-gdpr-33-1"));
        let mut tx = t.db.write().await.unwrap();
        assert_eq!(store::insert_duty(&mut tx, lab, &first).await.unwrap(), 1);
        assert_eq!(store::insert_duty(&mut tx, lab, &second).await.unwrap(), 0);
        assert_eq!(store::insert_duty(&mut tx, other, &second).await.unwrap(), 1);
        assert_eq!(store::duties(&mut tx, lab).await.unwrap(), std::slice::from_ref(&first));
        assert_eq!(store::move_duty(&mut tx, &first, Stage::Closed).await.unwrap(), 1);
        assert_eq!(store::move_duty(&mut tx, &first, Stage::Closed).await.unwrap(), 0);
        let moved = Duty { stage: Stage::Closed, version: 2, ..first };
        assert_eq!(store::duties(&mut tx, lab).await.unwrap(), [moved]);
        assert_eq!(store::duties(&mut tx, other).await.unwrap(), [second]);
        tx.commit().await.unwrap();
    }

    async fn steps_and_submissions_read_back_equal_and_in_order(t: TestDb) {
        let env = env();
        let lab: CaseLabId = env.new_id();
        let duty = duty(&env, "eu-gdpr-33-1");
        let steps: Vec<DecisionRow> = [Some(vec![4, 5]), None].into_iter().zip(1..).map(|(reason, n)| DecisionRow {
            n,
            state: "triggered".to_owned(),
            pack_version: "eu-gdpr 2026-11".to_owned(),
            facts_digest: vec![8; 32],
            reason,
            decided_by: "operator".to_owned(),
            decided_at: env.now(),
        }).collect();
        let rows = [submission(&env, 1, env.now()), submission(&env, 2, env.now() + Duration::hours(2))];
        let mut tx = t.db.write().await.unwrap();
        store::insert_duty(&mut tx, lab, &duty).await.unwrap();
        assert_eq!(store::sent(&mut tx, lab).await.unwrap(), []);
        for (step, row) in steps.iter().zip(&rows).rev() {
            store::insert_decision(&mut tx, duty.id, step).await.unwrap();
            store::insert_submission(&mut tx, duty.id, row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = t.db.read().await.unwrap();
        assert_eq!(store::decisions(&mut tx, duty.id).await.unwrap(), steps);
        assert_eq!(store::submissions(&mut tx, duty.id).await.unwrap(), rows);
        let sent = Sent { rule: "eu-gdpr-33-1".to_owned(), first_at: env.now(), sent: 2 };
        assert_eq!(store::sent(&mut tx, lab).await.unwrap(), [sent]);
    }

    async fn the_same_number_is_refused_twice(t: TestDb) {
        let env = env();
        let duty = duty(&env, "eu-gdpr-33-1");
        let mut tx = t.db.write().await.unwrap();
        store::insert_duty(&mut tx, env.new_id(), &duty).await.unwrap();
        store::insert_submission(&mut tx, duty.id, &submission(&env, 1, env.now())).await.unwrap();
        let again = store::insert_submission(&mut tx, duty.id, &submission(&env, 1, env.now())).await;
        assert!(matches!(again, Err(db::DbError::Unique(_))));
    }

    async fn a_switch_is_put_moved_and_taken_back(t: TestDb) {
        let env = env();
        let day = |d| NaiveDate::from_ymd_opt(2027, 1, d).unwrap();
        let switch = |d| Switch { name: "fr-nis2".to_owned(), from: day(d) };
        let mut tx = t.db.write().await.unwrap();
        store::put_switch(&mut tx, &switch(1), "operator", env.now()).await.unwrap();
        store::put_switch(&mut tx, &switch(2), "operator", env.now()).await.unwrap();
        assert_eq!(store::switches(&mut tx).await.unwrap(), [switch(2)]);
        assert_eq!(store::delete_switch(&mut tx, "fr-nis2").await.unwrap(), 1);
        assert_eq!(store::delete_switch(&mut tx, "fr-nis2").await.unwrap(), 0);
        assert_eq!(store::switches(&mut tx).await.unwrap(), []);
        tx.commit().await.unwrap();
    }
}
