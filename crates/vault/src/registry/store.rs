//! The statements of the registry, in both stores.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all, fetch_optional, fetch_scalar};
use uuid::Uuid;

use super::judge::{Known, Stored};

/// The installation that a database belongs to; the table is the same in both.
pub(crate) async fn installation(tx: &mut Tx) -> Result<Option<Uuid>> {
    const SQL: &str = "select installation_id from installation";
    fetch_optional!(tx, sqlx::query_scalar(SQL))
}

/// Gives a database its installation, unless it has one; gives the one it has.
pub(crate) async fn settle(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<Uuid> {
    const SQL: &str = "insert into installation (installation_id, singleton, created_at) \
        values ($1, 1, $2) on conflict (singleton) do nothing";
    exec!(tx, sqlx::query(SQL).bind(id).bind(now))?;
    fetch_scalar!(tx, sqlx::query_scalar("select installation_id from installation"))
}

/// The keys that the main database counts on, and those that it saw destroyed.
pub(crate) async fn known(tx: &mut Tx) -> Result<Vec<Known>> {
    const SQL: &str = "select owner, version, data_key_id, destroyed_at from known_key \
        order by owner, version";
    type Row = (String, i64, Option<Uuid>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = fetch_all!(tx, sqlx::query_as(SQL))?;
    Ok(rows
        .into_iter()
        .map(|(owner, version, id, destroyed_at)| Known {
            owner,
            version,
            id,
            destroyed: destroyed_at.is_some(),
        })
        .collect())
}

/// Those of one owner.
pub(crate) async fn known_of(tx: &mut Tx, owner: &str) -> Result<Vec<Option<DateTime<Utc>>>> {
    const SQL: &str = "select destroyed_at from known_key where owner = $1 order by version";
    fetch_all!(tx, sqlx::query_scalar(SQL).bind(owner))
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    owner: String,
    version: i64,
    data_key_id: Uuid,
    destroyed_at: Option<DateTime<Utc>>,
}

impl From<StoredRow> for Stored {
    fn from(row: StoredRow) -> Self {
        Self {
            owner: row.owner,
            version: row.version,
            id: row.data_key_id,
            destroyed: row.destroyed_at.is_some(),
        }
    }
}

/// The keys of the store.
pub(crate) async fn stored(tx: &mut Tx) -> Result<Vec<Stored>> {
    const SQL: &str = "select owner, version, data_key_id, destroyed_at from data_key \
        order by owner, version";
    let rows: Vec<StoredRow> = fetch_all!(tx, sqlx::query_as(SQL))?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// Those of one owner.
pub(crate) async fn stored_of(tx: &mut Tx, owner: &str) -> Result<Vec<Stored>> {
    const SQL: &str = "select owner, version, data_key_id, destroyed_at from data_key \
        where owner = $1 order by version";
    let rows: Vec<StoredRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(owner))?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// Writes a key down. One that is known keeps its tombstone and takes the id it lacked.
pub(crate) async fn learn(tx: &mut Tx, key: &Stored, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "insert into known_key (owner, version, data_key_id, known_at, destroyed_at) \
        values ($1, $2, $3, $4, $5) on conflict (owner, version) do update set \
        data_key_id = coalesce(known_key.data_key_id, excluded.data_key_id)";
    let destroyed_at = key.destroyed.then_some(now);
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(&key.owner)
            .bind(key.version)
            .bind(key.id)
            .bind(now)
            .bind(destroyed_at)
    )
}

/// The tombstone of all keys of an owner.
pub(crate) async fn bury(tx: &mut Tx, owner: &str, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update known_key set destroyed_at = $2 \
        where owner = $1 and destroyed_at is null";
    exec!(tx, sqlx::query(SQL).bind(owner).bind(now))
}
