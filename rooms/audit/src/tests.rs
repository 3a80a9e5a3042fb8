//! The journal against a hand that changes it, on both engines.

use chrono::DateTime;
use db::{Tx, exec, testing::TestDb};
use kernel::{Actor, CaseLabId, Env};

use crate::{
    Chain, DamageKind, Event, anchors, export_jsonl, record, store, verify_db, verify_jsonl,
};

fn env() -> Env {
    Env::test(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), 11).0
}

fn sign(message: &[u8]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    Sha256::digest([b"test key".as_slice(), message].concat()).into()
}

/// Ten events on the platform chain, three on a lab's.
async fn filled(t: &TestDb) -> Env {
    let env = env();
    let lab: CaseLabId = env.new_id();
    for (chain, count) in [(Chain::Platform, 10), (Chain::CaseLab(lab), 3)] {
        for n in 0..count {
            let mut tx = t.db.write().await.unwrap();
            let event = Event::new("tests.happened").count("n", n).word("kind", "sample");
            record(&mut tx, &env, &Actor::Operator, chain, &event).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
    env
}

async fn damage_after(t: &TestDb, statements: &[&'static str]) -> Option<DamageKind> {
    let mut tx: Tx = t.db.write().await.unwrap();
    for sql in statements {
        exec!(&mut tx, sqlx::query(*sql)).unwrap();
    }
    tx.commit().await.unwrap();
    let reports = verify_db(&t.db).await.unwrap();
    reports.iter().find_map(|report| report.damage).map(|damage| damage.kind)
}

const OF_PLATFORM: &str =
    "audit_chain_id = (select audit_chain_id from audit_chain where scope = 'platform')";

fn head(scope: &str, seq: i64) -> store::Head {
    store::Head {
        audit_chain_id: uuid::Uuid::nil(),
        scope: scope.to_owned(),
        seq,
        head: vec![1; 32],
    }
}

#[test]
fn the_end_of_the_file_tells_what_was_said_and_a_torn_line_ends_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("anchors.jsonl");
    let at = env().now();
    let add = |heads: &[store::Head]| anchors::append(heads, at, &path, &sign).unwrap();
    let quiet = head("quiet", 4);
    assert_eq!(add(&[quiet.clone(), head("platform", 1)]), 2);
    for seq in 2..50 {
        assert_eq!(add(&[quiet.clone(), head("platform", seq)]), 1, "{seq}");
    }
    // Its line lies far behind now: said once more, and again at the end.
    let added: usize = (50..1_000).map(|seq| add(&[quiet.clone(), head("platform", seq)])).sum();
    assert!((951..=961).contains(&added), "{added}");
    assert_eq!(add(&[quiet.clone(), head("platform", 999)]), 0);
    let whole = anchors::read(&path).unwrap();
    let mut text = std::fs::read(&path).unwrap();
    text.truncate(text.len() - 40);
    std::fs::write(&path, &text).unwrap();
    assert_eq!(add(&[quiet, head("platform", 999)]), 1);
    assert_eq!(anchors::read(&path).unwrap(), whole);
}

db::each_engine! {
    async fn a_whole_journal_is_sound_and_its_export_too(t: TestDb) {
        filled(&t).await;
        let reports = verify_db(&t.db).await.unwrap();
        assert_eq!(reports.iter().map(|r| r.events).sum::<i64>(), 13);
        assert!(reports.iter().all(crate::ChainReport::is_sound));
        let mut file = Vec::new();
        assert_eq!(export_jsonl(&t.db, &mut file).await.unwrap(), 13);
        assert!(verify_jsonl(&file[..]).unwrap().iter().all(crate::ChainReport::is_sound));
        let broken = String::from_utf8(file).unwrap().replacen("\"n\\\":4", "\"n\\\":5", 1);
        assert!(verify_jsonl(broken.as_bytes()).unwrap().iter().any(|r| !r.is_sound()));
    }

    async fn finds_one_changed_byte(t: TestDb) {
        filled(&t).await;
        let found = damage_after(&t, &["update audit_event set data = replace(data, '4', '5') where seq = 5"]).await;
        assert_eq!(found, Some(DamageKind::Altered));
    }

    async fn finds_a_removed_row(t: TestDb) {
        filled(&t).await;
        let found = damage_after(&t, &["delete from audit_event where seq = 2"]).await;
        assert_eq!(found, Some(DamageKind::Missing));
    }

    async fn finds_two_swapped_rows(t: TestDb) {
        filled(&t).await;
        let found = damage_after(&t, &[
            "update audit_event set seq = 1000 where seq = 6",
            "update audit_event set seq = 6 where seq = 7",
            "update audit_event set seq = 7 where seq = 1000",
        ]).await;
        assert_eq!(found, Some(DamageKind::Altered));
    }

    async fn finds_the_last_rows_cut(t: TestDb) {
        filled(&t).await;
        let found = damage_after(&t, &["delete from audit_event where seq > 8"]).await;
        assert_eq!(found, Some(DamageKind::Cut));
    }

    async fn an_anchor_finds_a_tail_cut_together_with_its_head(t: TestDb) {
        let env = filled(&t).await;
        let path = t.dir.path().join("anchors.jsonl");
        assert_eq!(anchors::take(&t.db, env.now(), &path, &sign).await.unwrap().unwrap(), 2);
        assert_eq!(anchors::take(&t.db, env.now(), &path, &sign).await.unwrap().unwrap(), 0);
        let cut = format!("delete from audit_event where seq > 8 and {OF_PLATFORM}");
        let back = format!(
            "update audit_chain set seq = 8, head = (select hash from audit_event where seq = 8 and {OF_PLATFORM}) where scope = 'platform'"
        );
        let found = damage_after(&t, &[cut.leak(), back.leak()]).await;
        assert_eq!(found, None, "without the anchor the cut is invisible");
        let mut reports = verify_db(&t.db).await.unwrap();
        let known = anchors::read(&path).unwrap();
        assert_eq!(anchors::compare(&t.db, &known, &mut reports, &sign).await.unwrap(), 0);
        assert!(reports.iter().any(|r| r.damage.map(|d| d.kind) == Some(DamageKind::Anchor)));
        let forged = |_: &[u8]| [0; 32];
        assert_eq!(anchors::compare(&t.db, &known, &mut reports, &forged).await.unwrap(), 2);
    }

    async fn each_of_many_anchors_is_compared(t: TestDb) {
        const EVENTS: i64 = 2_300;
        let env = env();
        let path = t.dir.path().join("anchors.jsonl");
        let mut tx = t.db.write().await.unwrap();
        for _ in 0..EVENTS {
            let event = Event::new("tests.happened");
            record(&mut tx, &env, &Actor::Operator, Chain::Platform, &event).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = t.db.read().await.unwrap();
        let chain = store::heads(&mut tx).await.unwrap().remove(0);
        let events = store::hashes_from(&mut tx, chain.audit_chain_id, 1, EVENTS).await.unwrap();
        drop(tx);
        assert_eq!(i64::try_from(events.len()).unwrap(), EVENTS);
        for (seq, head) in events.into_iter().filter(|(seq, _)| seq % 7 == 0 || *seq > 2_000) {
            let head = store::Head { seq, head, ..chain.clone() };
            assert_eq!(anchors::append(&[head], env.now(), &path, &sign).unwrap(), 1);
        }
        let mut known = anchors::read(&path).unwrap();
        let sound = verify_db(&t.db).await.unwrap();
        let mut reports = sound.clone();
        assert_eq!(anchors::compare(&t.db, &known, &mut reports, &sign).await.unwrap(), 0);
        assert_eq!(reports, sound);
        // Another history from some event on, and a longer one.
        let place = known.iter().position(|anchor| anchor.seq == 2_100).unwrap();
        let other = "00".repeat(32);
        for anchor in &mut known[place..] {
            anchor.head.clone_from(&other);
        }
        let key = |_: &[u8]| [7; 32];
        for anchor in &mut known {
            anchor.mac = hex::encode([7; 32]);
        }
        assert_eq!(anchors::compare(&t.db, &known, &mut reports, &key).await.unwrap(), 0);
        assert_eq!(reports[0].damage.map(|damage| damage.seq), Some(2_100));
        let mut reports = sound.clone();
        known[place].seq = EVENTS + 1;
        anchors::compare(&t.db, &known[place..=place], &mut reports, &key).await.unwrap();
        assert_eq!(reports[0].damage.map(|damage| damage.seq), Some(EVENTS + 1));
    }

    async fn concurrent_changes_keep_one_order(t: TestDb) {
        let env = env();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (db, env) = (t.db.clone(), env.clone());
            tasks.spawn(async move {
                for _ in 0..5 {
                    let mut tx = db.write().await.unwrap();
                    record(&mut tx, &env, &Actor::System("test"), Chain::Platform, &Event::new("tests.happened")).await.unwrap();
                    tx.commit().await.unwrap();
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let reports = verify_db(&t.db).await.unwrap();
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0].events, 40);
        assert!(reports[0].is_sound());
    }
}
