//! The statements of the store of keys.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all, fetch_optional, fetch_scalar};
use uuid::Uuid;

#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct KeyRow {
    pub(crate) owner: String,
    pub(crate) version: i64,
    pub(crate) wrapped: Option<Vec<u8>>,
    pub(crate) master_id: String,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    row: &KeyRow,
    created_at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "insert into data_key (data_key_id, owner, version, wrapped, master_id, created_at) \
        values ($1, $2, $3, $4, $5, $6) on conflict (owner, version) do nothing";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(id)
            .bind(&row.owner)
            .bind(row.version)
            .bind(&row.wrapped)
            .bind(&row.master_id)
            .bind(created_at)
    )
}

/// The latest key of an owner.
pub(crate) async fn latest(tx: &mut Tx, owner: &str) -> Result<Option<KeyRow>> {
    const SQL: &str = "select owner, version, wrapped, master_id from data_key \
        where owner = $1 order by version desc limit 1";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(owner))
}

/// All versions of an owner's key.
pub(crate) async fn of(tx: &mut Tx, owner: &str) -> Result<Vec<KeyRow>> {
    const SQL: &str = "select owner, version, wrapped, master_id from data_key \
        where owner = $1 order by version";
    fetch_all!(tx, sqlx::query_as(SQL).bind(owner))
}

pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<KeyRow>> {
    const SQL: &str =
        "select owner, version, wrapped, master_id from data_key order by owner, version";
    fetch_all!(tx, sqlx::query_as(SQL))
}

pub(crate) async fn count(tx: &mut Tx) -> Result<i64> {
    const SQL: &str = "select count(*) from data_key where wrapped is not null";
    fetch_scalar!(tx, sqlx::query_scalar(SQL))
}

/// Forgets the wrapped bytes of all versions; the row stays as a proof of the act.
pub(crate) async fn destroy(tx: &mut Tx, owner: &str, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update data_key set wrapped = null, destroyed_at = $2 \
        where owner = $1 and wrapped is not null";
    exec!(tx, sqlx::query(SQL).bind(owner).bind(at))
}

pub(crate) async fn rewrap(tx: &mut Tx, row: &KeyRow) -> Result<u64> {
    const SQL: &str = "update data_key set wrapped = $3, master_id = $4 \
        where owner = $1 and version = $2 and wrapped is not null";
    exec!(
        tx,
        sqlx::query(SQL).bind(&row.owner).bind(row.version).bind(&row.wrapped).bind(&row.master_id)
    )
}
