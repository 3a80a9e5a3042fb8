//! "Is this letter real?": the number of a letter, typed by anybody.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use db::{Tx, exec};
use kernel::{CaseLabId, Id as _};
use uuid::Uuid;
use vault::{Owner, Vault};

use super::world::{World, born, concerned, open_case, world, world_with};
use crate::{LetterAnswer, Limits};

/// Signs of a mark, as `campaigns` prints them.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CAMPAIGN: Uuid = Uuid::from_u128(0x5a_0000_0000);

/// A campaign with letter number 7 in a state, and the number printed on it.
async fn letter(tx: &mut Tx, w: &World, lab: CaseLabId, reference: &str, state: &str) -> String {
    const CAMPAIGNS: &str = "insert into campaign (campaign_id, case_lab_id, reference, title, \
        purpose, series, issue, channels, batch_size, rate_limit, state, base, next_number, stage, \
        walk, persons, open_count, faults, warning, content, author, brake_base, created_at, \
        launched_at, version) values ($1, $2, $3, 'Cas', 'first', $1, 1, 'letter_only', 8, 0, \
        'draft', $1, 8, 'done', '{}', 0, 0, 0, '', '', 'staff', 0, $4, $4, 1)";
    const DELIVERIES: &str = "insert into delivery (delivery_id, campaign_id, person_id, channel, \
        counted, state, reason, attempts, tries, next_at) \
        values ($1, $2, $3, 'letter', $4, $5, '', 0, 0, $6)";
    let (id, now) =
        (Uuid::from_u128(CAMPAIGN.as_u128() + u128::from(reference.as_bytes()[0])), w.env.now());
    // A base of its own for each campaign; the number stands in the last four bytes.
    let base = Uuid::from_u128(id.as_u128() << 64);
    let sql = CAMPAIGNS.replace("'draft', $1", "'draft', $5").leak() as &str;
    exec!(tx, sqlx::query(sql).bind(id).bind(lab.uuid()).bind(reference).bind(now).bind(base))
        .unwrap();
    let delivery = Uuid::from_u128(base.as_u128() + 7);
    let person = w.persons[0].uuid();
    exec!(
        tx,
        sqlx::query(DELIVERIES)
            .bind(delivery)
            .bind(id)
            .bind(person)
            .bind(true)
            .bind(state)
            .bind(now)
    )
    .unwrap();
    mark(&w.vault, lab, id, reference).await
}

async fn mark(vault: &Vault, lab: CaseLabId, campaign: Uuid, reference: &str) -> String {
    let key = vault.key(Owner::CaseLab(lab)).await.unwrap();
    let mut value = campaign.as_bytes().to_vec();
    value.extend_from_slice(&7_u32.to_be_bytes());
    let token = key.derive_index("letter-mark").token("mark", &value);
    let check: String =
        token.iter().take(4).map(|byte| char::from(SIGNS[usize::from(byte & 31)])).collect();
    format!("{reference}-000007-{check}")
}

async fn printed(w: &World) -> String {
    let mut tx = w.db.write().await.unwrap();
    let mark = letter(&mut tx, w, w.scope.case_lab(), "K7Q2M", "posted").await;
    tx.commit().await.unwrap();
    mark
}

impl World {
    async fn asks(&self, typed: &str, from: [u8; 4]) -> LetterAnswer {
        self.portal.letter(self.incident(), typed, IpAddr::from(from)).await.unwrap()
    }
}

/// The same number with another last sign.
fn forged(mark: &str) -> String {
    let last = if mark.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &mark[..mark.len() - 1])
}

db::each_engine! {
    async fn a_printed_letter_is_known_by_its_number_in_any_dress(t: TestDb) {
        let w = world(&t).await;
        let mark = printed(&w).await;
        for typed in [mark.clone(), mark.to_lowercase().replace('-', " "), mark.replace('0', "o")] {
            let LetterAnswer::Genuine { lab, dated } = w.asks(&typed, [198, 51, 100, 1]).await else {
                panic!("{typed}");
            };
            assert_eq!((lab.name.as_str(), dated), ("Armorbio", Some(w.env.now().date_naive())));
        }
    }

    async fn everything_else_is_one_answer(t: TestDb) {
        let w = world(&t).await;
        let mark = printed(&w).await;
        let there = open_case(&w.incidents, &w.dpo, "TEST-2", w.scope.organisation()).await;
        let mut tx = w.db.write().await.unwrap();
        let elsewhere = letter(&mut tx, &w, there.case_lab(), "ZW3RT", "posted").await;
        let withdrawn = letter(&mut tx, &w, w.scope.case_lab(), "AW3RT", "cancelled").await;
        let queued = letter(&mut tx, &w, w.scope.case_lab(), "BW3RT", "queued").await;
        tx.commit().await.unwrap();
        let other = mark.replace("000007", "000008");
        for typed in
            [forged(&mark).as_str(), "ZZZZZ-000001-0000", &other, &elsewhere, &withdrawn, &queued]
        {
            assert_eq!(w.asks(typed, [198, 51, 100, 2]).await, LetterAnswer::Unknown, "{typed}");
        }
        for typed in ["", "K7Q2M", "n'importe quoi", "K7Q2M-00000é-0000", &"A".repeat(5_000)] {
            assert_eq!(w.asks(typed, [198, 51, 100, 2]).await, LetterAnswer::Unreadable);
        }
    }

    async fn an_unknown_number_leaves_on_the_beat_whatever_is_wrong_with_it(t: TestDb) {
        let limits = Limits { beat: Duration::from_secs(1), ..Limits::default() };
        let w = world_with(&t, 1, limits).await;
        let mark = printed(&w).await;
        for typed in [forged(&mark), "ZZZZZ-000001-0000".to_owned()] {
            let began = Instant::now();
            assert_eq!(w.asks(&typed, [10, 0, 0, 1]).await, LetterAnswer::Unknown);
            assert!(began.elapsed() >= Duration::from_secs(1));
        }
    }

    async fn tries_are_limited_by_place_and_apart_from_those_on_codes(t: TestDb) {
        let w = world(&t).await;
        let mark = printed(&w).await;
        let wrong = forged(&mark);
        for n in 0..20_u8 {
            assert_eq!(w.asks(&wrong, [203, 0, 113, n]).await, LetterAnswer::Unknown);
            // A slip of the pen is not counted.
            assert_eq!(w.asks("K7Q2M", [203, 0, 113, n]).await, LetterAnswer::Unreadable);
        }
        assert_eq!(w.asks(&mark, [203, 0, 113, 99]).await, LetterAnswer::Wait);
        let open = |answer| matches!(answer, LetterAnswer::Genuine { .. });
        assert!(open(w.asks(&mark, [203, 0, 114, 1]).await), "another place");
        w.portal.flush().await.unwrap();
        assert_eq!(w.asks(&mark, [203, 0, 113, 99]).await, LetterAnswer::Wait, "written");
        let code = w.code(3, 1).await;
        assert!(concerned(&w.ask(&code, Some(born(3)), [203, 0, 113, 99]).await), "a code opens");
        w.clock.advance(chrono::Duration::hours(1));
        assert!(open(w.asks(&mark, [203, 0, 113, 99]).await));
    }

    async fn a_dead_database_cannot_say(t: TestDb) {
        let w = world(&t).await;
        let mark = printed(&w).await;
        w.db.close().await;
        assert!(w.portal.letter(w.incident(), &mark, IpAddr::from([10, 0, 0, 1])).await.is_err());
    }
}
