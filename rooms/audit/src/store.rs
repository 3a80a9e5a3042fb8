//! Every statement on the journal. There is no update and no delete of an event.

use db::{Db, Result, Tx, exec, fetch_all, fetch_optional};
use uuid::Uuid;

use crate::{chain::Chain, event::Recorded};

#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Head {
    pub(crate) audit_chain_id: Uuid,
    pub(crate) scope: String,
    pub(crate) seq: i64,
    pub(crate) head: Vec<u8>,
}

/// Takes the next number of a chain; the chain is held until the transaction ends.
pub(crate) async fn advance(tx: &mut Tx, scope: &str) -> Result<Option<Head>> {
    const SQL: &str = "update audit_chain set seq = seq + 1 where scope = $1 \
        returning audit_chain_id, scope, seq, head";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(scope))
}

pub(crate) async fn begin(tx: &mut Tx, id: Uuid, scope: &str) -> Result<()> {
    const SQL: &str = "insert into audit_chain (audit_chain_id, scope, seq, head) \
        values ($1, $2, 0, $3) on conflict (scope) do nothing";
    exec!(tx, sqlx::query(SQL).bind(id).bind(scope).bind(vec![0_u8; 32])).map(|_| ())
}

pub(crate) async fn append(tx: &mut Tx, event: &Recorded) -> Result<()> {
    const SQL: &str = "insert into audit_event \
        (audit_chain_id, seq, recorded_at, actor, name, data, prev, hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(event.audit_chain_id)
            .bind(event.seq)
            .bind(event.recorded_at)
            .bind(&event.actor)
            .bind(&event.name)
            .bind(&event.data)
            .bind(&event.prev)
            .bind(&event.hash)
    )
    .map(|_| ())
}

pub(crate) async fn set_head(tx: &mut Tx, chain: Uuid, hash: &[u8]) -> Result<()> {
    const SQL: &str = "update audit_chain set head = $2 where audit_chain_id = $1";
    exec!(tx, sqlx::query(SQL).bind(chain).bind(hash)).map(|_| ())
}

pub(crate) async fn heads(tx: &mut Tx) -> Result<Vec<Head>> {
    const SQL: &str = "select audit_chain_id, scope, seq, head from audit_chain order by scope";
    fetch_all!(tx, sqlx::query_as(SQL))
}

/// The chains that events stand under, whether or not they are in `audit_chain`.
pub(crate) async fn chains_of_events(tx: &mut Tx) -> Result<Vec<Uuid>> {
    const SQL: &str = "select distinct audit_chain_id from audit_event order by audit_chain_id";
    let rows: Vec<(Uuid,)> = fetch_all!(tx, sqlx::query_as(SQL))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Events of a chain after a number, oldest first.
pub(crate) async fn after(tx: &mut Tx, chain: Uuid, seq: i64, limit: i64) -> Result<Vec<Recorded>> {
    const SQL: &str = "select audit_chain_id, seq, recorded_at, actor, name, data, prev, hash \
        from audit_event where audit_chain_id = $1 and seq > $2 order by seq limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(chain).bind(seq).bind(limit))
}

/// Numbers and hashes of a chain from a number on, oldest first.
pub(crate) async fn hashes_from(
    tx: &mut Tx,
    chain: Uuid,
    seq: i64,
    limit: i64,
) -> Result<Vec<(i64, Vec<u8>)>> {
    const SQL: &str = "select seq, hash from audit_event \
        where audit_chain_id = $1 and seq >= $2 order by seq limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(chain).bind(seq).bind(limit))
}

/// One page of a chain, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// The events.
    pub events: Vec<Recorded>,
    /// The number to ask the next page with, when there is one.
    pub before: Option<i64>,
}

/// A page of a chain: the newest `limit` events (200 at most) below `before`.
/// Authorising the reader is the caller's part: the journal knows no roles.
///
/// # Errors
/// The database's.
pub async fn page(db: &Db, chain: Chain, before: Option<i64>, limit: i64) -> Result<Page> {
    const SQL: &str = "select e.audit_chain_id, e.seq, e.recorded_at, e.actor, e.name, e.data, \
        e.prev, e.hash from audit_event e \
        join audit_chain c on c.audit_chain_id = e.audit_chain_id \
        where c.scope = $1 and e.seq < $2 order by e.seq desc limit $3";
    let limit = limit.clamp(1, 200);
    let mut tx = db.read().await?;
    let events: Vec<Recorded> = fetch_all!(
        &mut tx,
        sqlx::query_as(SQL).bind(chain.scope()).bind(before.unwrap_or(i64::MAX)).bind(limit)
    )?;
    let before = match events.last() {
        Some(last) if last.seq > 1 && i64::try_from(events.len()).unwrap_or(0) == limit => {
            Some(last.seq)
        }
        _ => None,
    };
    Ok(Page { events, before })
}
