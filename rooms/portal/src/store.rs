//! Every statement of the room.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all};
use sqlx::QueryBuilder;

use crate::limits::{Count, Key, SKEW};

#[derive(sqlx::FromRow)]
struct TryRow {
    try_key: Vec<u8>,
    failures: i64,
    since: DateTime<Utc>,
}

/// Counts under two keys, zero where there is no row.
pub(crate) async fn counts(tx: &mut Tx, keys: [&Key; 2]) -> Result<[Option<Count>; 2]> {
    const SQL: &str =
        "select try_key, failures, since from portal_try where try_key = $1 or try_key = $2";
    let rows: Vec<TryRow> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(keys[0].as_slice()).bind(keys[1].as_slice()))?;
    Ok(keys.map(|key| {
        rows.iter()
            .find(|row| row.try_key == key)
            .map(|row| Count { failures: row.failures, since: row.since })
    }))
}

/// Adds failures of one kind; a count that began at `stale` or before, or that a wrong
/// clock noted ahead of time, starts anew.
pub(crate) async fn add(
    tx: &mut Tx,
    counts: &[(Key, i64)],
    now: DateTime<Utc>,
    stale: DateTime<Utc>,
) -> Result<()> {
    for part in counts.chunks(500) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new("insert into portal_try (try_key, failures, since) ");
            query.push_values(part, |mut row, (key, failures)| {
                row.push_bind(key.to_vec()).push_bind(*failures).push_bind(now);
            });
            query.push(" on conflict (try_key) do update set failures = case when portal_try.since <= ");
            query.push_bind(stale).push(" or portal_try.since > ").push_bind(now + SKEW);
            query.push(" then excluded.failures else portal_try.failures + excluded.failures end, since = case when portal_try.since <= ");
            query.push_bind(stale).push(" or portal_try.since > ").push_bind(now + SKEW);
            query.push(" then excluded.since else portal_try.since end");
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Forgets counts that are over, and those that a wrong clock noted after `ahead`.
pub(crate) async fn purge(tx: &mut Tx, before: DateTime<Utc>, ahead: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from portal_try where since < $1 or since > $2";
    exec!(tx, sqlx::query(SQL).bind(before).bind(ahead))
}
