//! Finding what was changed behind the product's back.

use db::{Db, Result};
use uuid::Uuid;

use crate::{event::Recorded, store};

const STEP: i64 = 1_000;

/// What is wrong at one place of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DamageKind {
    /// The event's content does not give its hash: a byte was changed.
    Altered,
    /// A number is missing: an event was removed.
    Missing,
    /// The event does not follow the one before it: inserted, moved or swapped.
    OutOfOrder,
    /// The chain ends before its head: the last events were cut off.
    Cut,
    /// The chain's head is not the hash of its last event.
    Head,
    /// Events stand under no known chain.
    Orphan,
    /// A signed head outside the database says more than the chain holds.
    Anchor,
}

/// The first damage of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Damage {
    /// The number of the event, or the one that should be there.
    pub seq: i64,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What the walk over one chain found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChainReport {
    /// The chain's name, or its id when it has none.
    pub scope: String,
    /// How many events were read.
    pub events: i64,
    /// The first damage, if any.
    pub damage: Option<Damage>,
    /// Hash of the last sound event.
    #[serde(serialize_with = "as_hex")]
    pub head: Vec<u8>,
}

fn as_hex<S: serde::Serializer>(bytes: &[u8], to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(&hex::encode(bytes))
}

/// Follows a chain event by event.
pub(crate) struct Walk {
    pub(crate) seq: i64,
    pub(crate) last: Vec<u8>,
}

impl Walk {
    pub(crate) fn new() -> Self {
        Self { seq: 0, last: vec![0; 32] }
    }

    pub(crate) fn step(&mut self, event: &Recorded) -> Option<Damage> {
        let expected = self.seq + 1;
        let kind = if event.expected_hash()[..] != event.hash[..] {
            DamageKind::Altered
        } else if event.seq > expected {
            DamageKind::Missing
        } else if event.seq < expected || event.prev != self.last {
            DamageKind::OutOfOrder
        } else {
            self.seq = event.seq;
            self.last.clone_from(&event.hash);
            return None;
        };
        let seq = if kind == DamageKind::Missing { expected } else { event.seq };
        Some(Damage { seq, kind })
    }
}

/// Walks every chain of the database, from its first event.
///
/// # Errors
/// A database that does not answer. Damage is a report, not an error.
pub async fn verify_db(db: &Db) -> Result<Vec<ChainReport>> {
    let mut tx = db.read().await?;
    let heads = store::heads(&mut tx).await?;
    let with_events = store::chains_of_events(&mut tx).await?;
    drop(tx);
    let mut reports = Vec::new();
    for head in &heads {
        let mut report = walk(db, head.audit_chain_id, &head.scope).await?;
        if report.damage.is_none() {
            let kind = match report.events {
                seen if seen < head.seq => Some(DamageKind::Cut),
                seen if seen > head.seq || report.head != head.head => Some(DamageKind::Head),
                _ => None,
            };
            report.damage = kind.map(|kind| Damage { seq: report.events + 1, kind });
        }
        reports.push(report);
    }
    for orphan in with_events {
        if !heads.iter().any(|head| head.audit_chain_id == orphan) {
            reports.push(ChainReport {
                scope: orphan.to_string(),
                events: 0,
                damage: Some(Damage { seq: 1, kind: DamageKind::Orphan }),
                head: Vec::new(),
            });
        }
    }
    Ok(reports)
}

async fn walk(db: &Db, chain: Uuid, scope: &str) -> Result<ChainReport> {
    let mut walk = Walk::new();
    let mut damage = None;
    'pages: loop {
        let mut tx = db.read().await?;
        let page = store::after(&mut tx, chain, walk.seq, STEP).await?;
        drop(tx);
        let full = i64::try_from(page.len()).unwrap_or(0) == STEP;
        for event in &page {
            damage = walk.step(event);
            if damage.is_some() {
                break 'pages;
            }
        }
        if !full {
            break;
        }
    }
    Ok(ChainReport { scope: scope.to_owned(), events: walk.seq, damage, head: walk.last })
}
