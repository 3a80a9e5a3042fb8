//! Every statement on delays and tickets.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_one, fetch_optional};
use kernel::{AccountId, Id as _};
use uuid::Uuid;

/// Failures in a row of one subject.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct DelayRow {
    pub(super) failures: i64,
    pub(super) last_at: DateTime<Utc>,
    pub(super) next_at: DateTime<Utc>,
}

/// The count of a subject, made at its first try, held until the transaction ends.
pub(super) async fn hold_delay(
    tx: &mut Tx,
    subject: &[u8; 16],
    now: DateTime<Utc>,
) -> Result<DelayRow> {
    const SQL: &str = "insert into sign_in_delay (subject, failures, last_at, next_at) \
        values ($1, 0, $2, $2) on conflict (subject) \
        do update set failures = sign_in_delay.failures returning failures, last_at, next_at";
    fetch_one!(tx, sqlx::query_as(SQL).bind(subject.as_slice()).bind(now))
}

pub(super) async fn set_delay(
    tx: &mut Tx,
    subject: &[u8; 16],
    failures: i64,
    last_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update sign_in_delay set failures = $2, last_at = $3, next_at = $4 \
        where subject = $1";
    exec!(tx, sqlx::query(SQL).bind(subject.as_slice()).bind(failures).bind(last_at).bind(next_at))
}

pub(super) async fn clear_delay(tx: &mut Tx, subject: &[u8; 16]) -> Result<u64> {
    const SQL: &str = "delete from sign_in_delay where subject = $1";
    exec!(tx, sqlx::query(SQL).bind(subject.as_slice()))
}

pub(super) async fn take_back_delay(
    tx: &mut Tx,
    subject: &[u8; 16],
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update sign_in_delay set failures = failures - 1, next_at = $2 \
        where subject = $1 and failures > 0";
    exec!(tx, sqlx::query(SQL).bind(subject.as_slice()).bind(now))
}

/// Forgets counts without a try since `before`, and those noted after `ahead`, when a clock
/// was wrong.
pub(crate) async fn purge_delays(
    tx: &mut Tx,
    before: DateTime<Utc>,
    ahead: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "delete from sign_in_delay where last_at <= $1 or last_at > $2";
    exec!(tx, sqlx::query(SQL).bind(before).bind(ahead))
}

pub(super) async fn insert_ticket(
    tx: &mut Tx,
    hash: &[u8; 32],
    account: AccountId,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "insert into sign_in_ticket (ticket_hash, account_id, attempts, expires_at) \
        values ($1, $2, 0, $3)";
    exec!(tx, sqlx::query(SQL).bind(hash.as_slice()).bind(account.uuid()).bind(expires_at))
        .map(|_| ())
}

/// The account behind a ticket, unless its time is over.
pub(super) async fn ticket(
    tx: &mut Tx,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<AccountId>> {
    const SQL: &str =
        "select account_id from sign_in_ticket where ticket_hash = $1 and expires_at > $2";
    let row: Option<(Uuid,)> =
        fetch_optional!(tx, sqlx::query_as(SQL).bind(hash.as_slice()).bind(now))?;
    Ok(row.map(|(id,)| AccountId::from_uuid(id)))
}

/// Counts one try of a ticket; 0 when it has none left.
pub(super) async fn use_ticket(tx: &mut Tx, hash: &[u8; 32], most: i64) -> Result<u64> {
    const SQL: &str = "update sign_in_ticket set attempts = attempts + 1 \
        where ticket_hash = $1 and attempts < $2";
    exec!(tx, sqlx::query(SQL).bind(hash.as_slice()).bind(most))
}

pub(super) async fn delete_ticket(tx: &mut Tx, hash: &[u8; 32]) -> Result<u64> {
    const SQL: &str = "delete from sign_in_ticket where ticket_hash = $1";
    exec!(tx, sqlx::query(SQL).bind(hash.as_slice()))
}

pub(crate) async fn purge_tickets(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from sign_in_ticket where expires_at <= $1";
    exec!(tx, sqlx::query(SQL).bind(now))
}
