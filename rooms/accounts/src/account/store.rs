//! Every statement on accounts, their roles and recovery codes.

use chrono::{DateTime, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional, fetch_scalar};
use kernel::{AccountId, Grant, Id as _, OrganisationId, Role};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// An account as it stands in its table.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct AccountRow {
    pub(crate) account_id: Uuid,
    pub(crate) state: String,
    pub(crate) email_token: Option<Vec<u8>>,
    pub(crate) email_sealed: Vec<u8>,
    pub(crate) name_sealed: Vec<u8>,
    pub(crate) language: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) totp_sealed: Option<Vec<u8>>,
    pub(crate) demo: bool,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_sign_in_at: Option<DateTime<Utc>>,
}

impl AccountRow {
    pub(crate) fn id(&self) -> AccountId {
        AccountId::from_uuid(self.account_id)
    }

    pub(crate) fn is_active(&self) -> bool {
        self.state == "active"
    }
}

#[derive(Debug, sqlx::FromRow)]
struct GrantRow {
    account_id: Uuid,
    organisation_id: Uuid,
    role: String,
}

impl TryFrom<GrantRow> for (AccountId, Grant) {
    type Error = DbError;

    fn try_from(row: GrantRow) -> Result<Self> {
        let role = Role::parse(&row.role)
            .ok_or(DbError::Inconsistent { table: "account_grant", column: "role" })?;
        let organisation = OrganisationId::from_uuid(row.organisation_id);
        Ok((AccountId::from_uuid(row.account_id), Grant { organisation, role }))
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    row: &AccountRow,
    totp_last_step: Option<i64>,
) -> Result<()> {
    const SQL: &str = "insert into account (account_id, state, email_token, email_sealed, \
        name_sealed, language, password_hash, totp_sealed, totp_last_step, demo, created_at, \
        password_changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(row.account_id)
            .bind(&row.state)
            .bind(&row.email_token)
            .bind(&row.email_sealed)
            .bind(&row.name_sealed)
            .bind(&row.language)
            .bind(&row.password_hash)
            .bind(&row.totp_sealed)
            .bind(totp_last_step)
            .bind(row.demo)
            .bind(row.created_at)
    )
    .map(|_| ())
}

pub(crate) async fn by_id(tx: &mut Tx, id: AccountId) -> Result<Option<AccountRow>> {
    const SQL: &str = "select account_id, state, email_token, email_sealed, name_sealed, \
        language, password_hash, totp_sealed, demo, created_at, last_sign_in_at \
        from account where account_id = $1";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))
}

/// These accounts, and all their grants.
pub(crate) async fn by_ids(
    tx: &mut Tx,
    ids: &[AccountId],
) -> Result<(Vec<AccountRow>, Vec<(AccountId, Grant)>)> {
    let (mut accounts, mut grants) = (Vec::new(), Vec::new());
    for part in ids.chunks(500) {
        let rows: Vec<AccountRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "select account_id, state, email_token, email_sealed, name_sealed, language, \
                 password_hash, totp_sealed, demo, created_at, last_sign_in_at \
                 from account where account_id in (",
            );
            let mut list = query.separated(", ");
            for id in part {
                list.push_bind(id.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(conn).await
        })?;
        accounts.extend(rows);
        let rows: Vec<GrantRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "select account_id, organisation_id, role from account_grant \
                 where account_id in (",
            );
            let mut list = query.separated(", ");
            for id in part {
                list.push_bind(id.uuid());
            }
            query.push(") order by account_id, organisation_id, role");
            query.build_query_as().fetch_all(conn).await
        })?;
        for row in rows {
            grants.push(row.try_into()?);
        }
    }
    Ok((accounts, grants))
}

/// The account behind a blind index; closed accounts have none.
pub(crate) async fn by_token(tx: &mut Tx, token: &[u8; 16]) -> Result<Option<AccountRow>> {
    const SQL: &str = "select account_id, state, email_token, email_sealed, name_sealed, \
        language, password_hash, totp_sealed, demo, created_at, last_sign_in_at \
        from account where email_token = $1";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(token.as_slice()))
}

/// Holds an active account until the transaction ends, so that two changes of its roles
/// or factors come one after the other; 0 when there is none.
pub(crate) async fn hold(tx: &mut Tx, id: AccountId) -> Result<u64> {
    const SQL: &str =
        "update account set state = 'active' where account_id = $1 and state = 'active'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()))
}

/// Accounts with a role in an organisation, at most `limit`.
pub(crate) async fn in_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
    limit: i64,
) -> Result<Vec<AccountRow>> {
    const SQL: &str = "select a.account_id, a.state, a.email_token, a.email_sealed, \
        a.name_sealed, a.language, a.password_hash, a.totp_sealed, a.demo, a.created_at, \
        a.last_sign_in_at from account a where exists (select 1 from account_grant g \
        where g.account_id = a.account_id and g.organisation_id = $1) \
        order by a.account_id limit $2";
    fetch_all!(tx, sqlx::query_as(SQL).bind(organisation.uuid()).bind(limit))
}

/// All accounts, at most `limit`.
pub(crate) async fn all(tx: &mut Tx, limit: i64) -> Result<Vec<AccountRow>> {
    const SQL: &str = "select account_id, state, email_token, email_sealed, name_sealed, \
        language, password_hash, totp_sealed, demo, created_at, last_sign_in_at \
        from account order by account_id limit $1";
    fetch_all!(tx, sqlx::query_as(SQL).bind(limit))
}

/// Active accounts made for a demonstration.
pub(crate) async fn demo(tx: &mut Tx) -> Result<Vec<AccountRow>> {
    const SQL: &str = "select account_id, state, email_token, email_sealed, name_sealed, \
        language, password_hash, totp_sealed, demo, created_at, last_sign_in_at \
        from account where demo = $1 and state = 'active' order by account_id";
    fetch_all!(tx, sqlx::query_as(SQL).bind(true))
}

pub(crate) async fn grants_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Grant>> {
    const SQL: &str = "select account_id, organisation_id, role from account_grant \
        where account_id = $1 order by organisation_id, role";
    let rows: Vec<GrantRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(account.uuid()))?;
    rows.into_iter().map(|row| <(AccountId, Grant)>::try_from(row).map(|(_, g)| g)).collect()
}

pub(crate) async fn grants_in(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<(AccountId, Grant)>> {
    const SQL: &str = "select account_id, organisation_id, role from account_grant \
        where organisation_id = $1 order by account_id, role";
    let rows: Vec<GrantRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(organisation.uuid()))?;
    rows.into_iter().map(TryFrom::try_from).collect()
}

pub(crate) async fn all_grants(tx: &mut Tx) -> Result<Vec<(AccountId, Grant)>> {
    const SQL: &str = "select account_id, organisation_id, role from account_grant \
        order by account_id, organisation_id, role";
    let rows: Vec<GrantRow> = fetch_all!(tx, sqlx::query_as(SQL))?;
    rows.into_iter().map(TryFrom::try_from).collect()
}

pub(crate) async fn insert_grant(
    tx: &mut Tx,
    account: AccountId,
    grant: Grant,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "insert into account_grant (account_id, organisation_id, role, granted_at) \
        values ($1, $2, $3, $4) on conflict (account_id, organisation_id, role) do nothing";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(account.uuid())
            .bind(grant.organisation.uuid())
            .bind(grant.role.as_str())
            .bind(now)
    )
}

pub(crate) async fn delete_grants_in(
    tx: &mut Tx,
    account: AccountId,
    organisation: OrganisationId,
) -> Result<u64> {
    const SQL: &str = "delete from account_grant where account_id = $1 and organisation_id = $2";
    exec!(tx, sqlx::query(SQL).bind(account.uuid()).bind(organisation.uuid()))
}

/// Sets the password, or takes it away.
pub(crate) async fn set_password(
    tx: &mut Tx,
    id: AccountId,
    hash: Option<&str>,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update account set password_hash = $2, password_changed_at = $3 \
        where account_id = $1 and state = 'active'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(hash).bind(now))
}

/// Replaces the password only while it is the one that was checked.
pub(crate) async fn replace_password(
    tx: &mut Tx,
    id: AccountId,
    old: &str,
    new: &str,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update account set password_hash = $3, password_changed_at = $4 \
        where account_id = $1 and password_hash = $2 and state = 'active'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(old).bind(new).bind(now))
}

/// Puts another hash of the same password in place of one of an older cost.
pub(crate) async fn renew_hash(tx: &mut Tx, id: AccountId, old: &str, new: &str) -> Result<u64> {
    const SQL: &str = "update account set password_hash = $3 \
        where account_id = $1 and password_hash = $2 and state = 'active'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(old).bind(new))
}

/// Sets the second factor with the step already used, or takes it away.
pub(crate) async fn set_totp(
    tx: &mut Tx,
    id: AccountId,
    sealed: Option<&[u8]>,
    last_step: Option<i64>,
) -> Result<u64> {
    const SQL: &str = "update account set totp_sealed = $2, totp_last_step = $3 \
        where account_id = $1 and state = 'active'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(sealed).bind(last_step))
}

/// Uses a step up; 0 when it, or a later one up to `newest`, was used before. A step beyond
/// `newest` was noted before the clock was set back, and bars nothing.
pub(crate) async fn use_step(tx: &mut Tx, id: AccountId, step: i64, newest: i64) -> Result<u64> {
    const SQL: &str = "update account set totp_last_step = $2 where account_id = $1 \
        and (totp_last_step is null or totp_last_step < $2 or totp_last_step > $3)";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(step).bind(newest))
}

pub(crate) async fn set_signed_in(tx: &mut Tx, id: AccountId, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update account set last_sign_in_at = $2 where account_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(now))
}

/// Closes for good; name and address stay sealed, every secret goes.
pub(crate) async fn close(tx: &mut Tx, id: AccountId, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update account set state = 'closed', email_token = null, \
        password_hash = null, totp_sealed = null, totp_last_step = null, closed_at = $2 \
        where account_id = $1 and state = 'active'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(now))
}

pub(crate) async fn insert_recovery(
    tx: &mut Tx,
    account: AccountId,
    hash: &[u8; 32],
) -> Result<()> {
    const SQL: &str = "insert into recovery_code (code_hash, account_id) values ($1, $2)";
    exec!(tx, sqlx::query(SQL).bind(hash.as_slice()).bind(account.uuid())).map(|_| ())
}

pub(crate) async fn delete_recovery(tx: &mut Tx, account: AccountId) -> Result<u64> {
    const SQL: &str = "delete from recovery_code where account_id = $1";
    exec!(tx, sqlx::query(SQL).bind(account.uuid()))
}

/// Uses a code up; 0 when it is unknown or was used before.
pub(crate) async fn use_recovery(
    tx: &mut Tx,
    account: AccountId,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update recovery_code set used_at = $3 \
        where code_hash = $1 and account_id = $2 and used_at is null";
    exec!(tx, sqlx::query(SQL).bind(hash.as_slice()).bind(account.uuid()).bind(now))
}

pub(crate) async fn recovery_left(tx: &mut Tx, account: AccountId) -> Result<i64> {
    const SQL: &str =
        "select count(*) from recovery_code where account_id = $1 and used_at is null";
    fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(account.uuid()))
}
