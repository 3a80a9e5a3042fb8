//! Every statement on sessions.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{AccountId, Id as _, SessionId};
use uuid::Uuid;

/// What is written of a session.
pub(super) struct Write<'a> {
    pub(super) id: SessionId,
    pub(super) secret_hash: &'a [u8; 32],
    pub(super) account: Option<AccountId>,
    pub(super) agent: &'static str,
    pub(super) data: &'a [u8],
    pub(super) signed_in_at: DateTime<Utc>,
    pub(super) last_seen_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// Writes a new session; 0 when the id or the hash is taken.
pub(super) async fn insert(tx: &mut Tx, new: &Write<'_>) -> Result<u64> {
    const SQL: &str = "insert into staff_session (staff_session_id, secret_hash, account_id, \
        agent, data, rotate, signed_in_at, last_seen_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(new.id.uuid())
            .bind(new.secret_hash.as_slice())
            .bind(new.account.map(AccountId::uuid))
            .bind(new.agent)
            .bind(new.data)
            .bind(false)
            .bind(new.signed_in_at)
            .bind(new.last_seen_at)
            .bind(new.expires_at)
    )
}

/// Gives a signed-in session that has let go of its identifier a new one; 0 when it has
/// ended or was never let go.
pub(super) async fn rename(tx: &mut Tx, new: &Write<'_>) -> Result<u64> {
    const SQL: &str = "update staff_session set secret_hash = $2, data = $4, rotate = $5, \
        last_seen_at = $6, expires_at = $7 where staff_session_id = $1 and account_id = $3 \
        and secret_hash is null and ended_at is null and expires_at > $6";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(new.id.uuid())
            .bind(new.secret_hash.as_slice())
            .bind(new.account.map(AccountId::uuid))
            .bind(new.data)
            .bind(false)
            .bind(new.last_seen_at)
            .bind(new.expires_at)
    )
}

/// Whether there is, or was, a session of this id.
pub(super) async fn exists(tx: &mut Tx, id: SessionId) -> Result<bool> {
    const SQL: &str = "select 1 from staff_session where staff_session_id = $1";
    let row: Option<(i32,)> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    Ok(row.is_some())
}

/// Writes the data of a living session. One that has ended stays ended.
pub(super) async fn set_data(
    tx: &mut Tx,
    secret_hash: &[u8; 32],
    data: &[u8],
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update staff_session set data = $2 \
        where secret_hash = $1 and ended_at is null and expires_at > $3";
    exec!(tx, sqlx::query(SQL).bind(secret_hash.as_slice()).bind(data).bind(now))
}

/// Data and limit of a living session.
pub(super) async fn data(
    tx: &mut Tx,
    secret_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, DateTime<Utc>)>> {
    const SQL: &str = "select data, expires_at from staff_session \
        where secret_hash = $1 and ended_at is null and expires_at > $2";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(secret_hash.as_slice()).bind(now))
}

/// Deletes a session of nobody.
pub(super) async fn delete_unbound(tx: &mut Tx, secret_hash: &[u8; 32]) -> Result<u64> {
    const SQL: &str = "delete from staff_session where secret_hash = $1 and account_id is null";
    exec!(tx, sqlx::query(SQL).bind(secret_hash.as_slice()))
}

/// Takes the identifier from a signed-in session; its row stays.
pub(super) async fn let_go(tx: &mut Tx, secret_hash: &[u8; 32]) -> Result<u64> {
    const SQL: &str = "update staff_session set secret_hash = null where secret_hash = $1";
    exec!(tx, sqlx::query(SQL).bind(secret_hash.as_slice()))
}

/// A living, signed-in session of an active account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct LivingRow {
    pub(super) staff_session_id: Uuid,
    pub(super) account_id: Uuid,
    pub(super) rotate: bool,
    pub(super) signed_in_at: DateTime<Utc>,
    pub(super) last_seen_at: DateTime<Utc>,
}

pub(super) async fn living(
    tx: &mut Tx,
    secret_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<LivingRow>> {
    const SQL: &str = "select s.staff_session_id, s.account_id, s.rotate, s.signed_in_at, \
        s.last_seen_at from staff_session s join account a on a.account_id = s.account_id \
        where s.secret_hash = $1 and s.ended_at is null and s.expires_at > $2 \
        and a.state = 'active'";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(secret_hash.as_slice()).bind(now))
}

pub(super) async fn touch(
    tx: &mut Tx,
    id: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update staff_session set last_seen_at = $2, expires_at = $3 \
        where staff_session_id = $1 and ended_at is null";
    exec!(tx, sqlx::query(SQL).bind(id).bind(now).bind(expires_at))
}

/// A row of the list of one's own sessions.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct ListRow {
    pub(super) staff_session_id: Uuid,
    pub(super) agent: String,
    pub(super) signed_in_at: DateTime<Utc>,
    pub(super) last_seen_at: DateTime<Utc>,
}

pub(super) async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<ListRow>> {
    const SQL: &str = "select staff_session_id, agent, signed_in_at, last_seen_at \
        from staff_session where account_id = $1 and ended_at is null and expires_at > $2 \
        and secret_hash is not null order by last_seen_at desc, staff_session_id limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(account.uuid()).bind(now).bind(limit))
}

/// Ends one session of an account; 0 when there is none.
pub(super) async fn end_one(
    tx: &mut Tx,
    account: AccountId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update staff_session set ended_at = $3, secret_hash = null \
        where staff_session_id = $1 and account_id = $2 and ended_at is null";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(account.uuid()).bind(now))
}

/// Ends all sessions of an account but one; the nil id keeps none.
pub(crate) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    keep: Uuid,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update staff_session set ended_at = $3, secret_hash = null \
        where account_id = $1 and staff_session_id <> $2 and ended_at is null";
    exec!(tx, sqlx::query(SQL).bind(account.uuid()).bind(keep).bind(now))
}

/// Makes the living sessions of an account change their identifier at their next request.
pub(crate) async fn mark_for_rotation(tx: &mut Tx, account: AccountId) -> Result<u64> {
    const SQL: &str =
        "update staff_session set rotate = $2 where account_id = $1 and ended_at is null";
    exec!(tx, sqlx::query(SQL).bind(account.uuid()).bind(true))
}

/// Deletes what is over: sessions of nobody past their limit, and sessions so old that no
/// late request could bring them back.
pub(super) async fn purge(tx: &mut Tx, now: DateTime<Utc>, oldest: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from staff_session \
        where (account_id is null and expires_at <= $1) or signed_in_at <= $2";
    exec!(tx, sqlx::query(SQL).bind(now).bind(oldest))
}
