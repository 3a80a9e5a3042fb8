//! Every statement on invitations.

use chrono::{DateTime, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{AccountId, Grant, Id as _, InvitationId, OrganisationId, Role};
use uuid::Uuid;

use crate::invitation::InvitationKind;

/// An invitation as it stands in its table.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct InvitationRow {
    pub(crate) invitation_id: Uuid,
    kind: String,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) email_token: Vec<u8>,
    pub(crate) email_sealed: Vec<u8>,
    pub(crate) language: String,
    invited_by: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) name_sealed: Option<Vec<u8>>,
    pub(crate) password_hash: Option<String>,
    pub(crate) totp_sealed: Option<Vec<u8>>,
}

impl InvitationRow {
    pub(crate) fn id(&self) -> InvitationId {
        InvitationId::from_uuid(self.invitation_id)
    }

    pub(crate) fn account(&self) -> Option<AccountId> {
        self.account_id.map(AccountId::from_uuid)
    }

    pub(crate) fn invited_by(&self) -> Option<AccountId> {
        self.invited_by.map(AccountId::from_uuid)
    }

    pub(crate) fn kind(&self) -> Result<InvitationKind> {
        InvitationKind::parse(&self.kind)
            .ok_or(DbError::Inconsistent { table: "invitation", column: "kind" })
    }

    pub(crate) fn token(&self) -> Result<[u8; 16]> {
        self.email_token
            .as_slice()
            .try_into()
            .map_err(|_| DbError::Inconsistent { table: "invitation", column: "email_token" })
    }
}

/// What is written of a new invitation.
pub(super) struct Insert<'a> {
    pub(super) id: InvitationId,
    pub(super) kind: InvitationKind,
    pub(super) account: Option<AccountId>,
    pub(super) code_hash: &'a [u8; 32],
    pub(super) token: &'a [u8; 16],
    pub(super) email_sealed: &'a [u8],
    pub(super) language: &'a str,
    pub(super) invited_by: Option<AccountId>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

pub(super) async fn insert(tx: &mut Tx, new: Insert<'_>) -> Result<()> {
    const SQL: &str = "insert into invitation (invitation_id, kind, state, account_id, \
        code_hash, email_token, email_sealed, language, invited_by, created_at, expires_at) \
        values ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(new.id.uuid())
            .bind(new.kind.as_str())
            .bind(new.account.map(AccountId::uuid))
            .bind(new.code_hash.as_slice())
            .bind(new.token.as_slice())
            .bind(new.email_sealed)
            .bind(new.language)
            .bind(new.invited_by.map(AccountId::uuid))
            .bind(new.created_at)
            .bind(new.expires_at)
    )
    .map(|_| ())
}

pub(super) async fn insert_grant(tx: &mut Tx, id: InvitationId, grant: Grant) -> Result<u64> {
    const SQL: &str = "insert into invitation_grant (invitation_id, organisation_id, role) \
        values ($1, $2, $3) on conflict (invitation_id, organisation_id, role) do nothing";
    exec!(
        tx,
        sqlx::query(SQL).bind(id.uuid()).bind(grant.organisation.uuid()).bind(grant.role.as_str())
    )
}

/// The open invitation behind a code, unless its time is over.
pub(super) async fn usable(
    tx: &mut Tx,
    code_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<InvitationRow>> {
    const SQL: &str = "select invitation_id, kind, account_id, email_token, email_sealed, \
        language, invited_by, created_at, expires_at, name_sealed, password_hash, totp_sealed \
        from invitation where code_hash = $1 and state = 'open' and expires_at > $2";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(code_hash.as_slice()).bind(now))
}

pub(super) async fn grants(tx: &mut Tx, id: InvitationId) -> Result<Vec<Grant>> {
    const SQL: &str = "select organisation_id, role from invitation_grant \
        where invitation_id = $1 order by organisation_id, role";
    let rows: Vec<(Uuid, String)> = fetch_all!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    rows.into_iter()
        .map(|(organisation, role)| {
            let role = Role::parse(&role)
                .ok_or(DbError::Inconsistent { table: "invitation_grant", column: "role" })?;
            Ok(Grant { organisation: OrganisationId::from_uuid(organisation), role })
        })
        .collect()
}

/// Keeps what was typed until the first code of the authenticator confirms it.
pub(super) async fn set_pending(
    tx: &mut Tx,
    id: InvitationId,
    name_sealed: Option<&[u8]>,
    password_hash: Option<&str>,
    totp_sealed: &[u8],
) -> Result<u64> {
    const SQL: &str = "update invitation set name_sealed = $2, password_hash = $3, \
        totp_sealed = $4 where invitation_id = $1 and state = 'open'";
    exec!(
        tx,
        sqlx::query(SQL).bind(id.uuid()).bind(name_sealed).bind(password_hash).bind(totp_sealed)
    )
}

/// Ends an open invitation and forgets what was typed; 0 when it had ended before.
async fn end(tx: &mut Tx, id: InvitationId, state: &str, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update invitation set state = $2, closed_at = $3, name_sealed = null, \
        password_hash = null, totp_sealed = null where invitation_id = $1 and state = 'open'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(state).bind(now))
}

/// Uses an invitation up; 0 when somebody was faster.
pub(super) async fn use_up(tx: &mut Tx, id: InvitationId, now: DateTime<Utc>) -> Result<u64> {
    end(tx, id, "used", now).await
}

/// Withdraws an invitation; 0 when it is no longer open.
pub(super) async fn revoke(tx: &mut Tx, id: InvitationId, now: DateTime<Utc>) -> Result<u64> {
    end(tx, id, "revoked", now).await
}

/// Withdraws the open invitations of an address to an organisation: a new one replaces them.
pub(super) async fn revoke_for_email(
    tx: &mut Tx,
    token: &[u8; 16],
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update invitation set state = 'revoked', closed_at = $3, \
        name_sealed = null, password_hash = null, totp_sealed = null \
        where email_token = $1 and state = 'open' and kind = 'account' \
        and exists (select 1 from invitation_grant g \
        where g.invitation_id = invitation.invitation_id and g.organisation_id = $2)";
    exec!(tx, sqlx::query(SQL).bind(token.as_slice()).bind(organisation.uuid()).bind(now))
}

/// Withdraws the open codes made for an existing account.
pub(crate) async fn revoke_for_account(
    tx: &mut Tx,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update invitation set state = 'revoked', closed_at = $2, \
        name_sealed = null, password_hash = null, totp_sealed = null \
        where account_id = $1 and state = 'open'";
    exec!(tx, sqlx::query(SQL).bind(account.uuid()).bind(now))
}

/// Open invitations to an organisation whose time is not over, oldest first.
pub(super) async fn open_in(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<InvitationRow>> {
    const SQL: &str = "select i.invitation_id, i.kind, i.account_id, i.email_token, \
        i.email_sealed, i.language, i.invited_by, i.created_at, i.expires_at, i.name_sealed, \
        i.password_hash, i.totp_sealed from invitation i \
        where i.state = 'open' and i.expires_at > $2 and (exists (select 1 \
        from invitation_grant g where g.invitation_id = i.invitation_id \
        and g.organisation_id = $1) or exists (select 1 from account_grant a \
        where a.account_id = i.account_id and a.organisation_id = $1)) \
        order by i.created_at, i.invitation_id limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(organisation.uuid()).bind(now).bind(limit))
}

pub(super) async fn by_id(tx: &mut Tx, id: InvitationId) -> Result<Option<InvitationRow>> {
    const SQL: &str = "select invitation_id, kind, account_id, email_token, email_sealed, \
        language, invited_by, created_at, expires_at, name_sealed, password_hash, totp_sealed \
        from invitation where invitation_id = $1 and state = 'open'";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))
}

/// Deletes the roles of invitations that ended, or whose time was over, before an instant.
pub(crate) async fn purge_grants(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from invitation_grant where exists (select 1 from invitation i \
        where i.invitation_id = invitation_grant.invitation_id \
        and (i.closed_at <= $1 or i.expires_at <= $1))";
    exec!(tx, sqlx::query(SQL).bind(before))
}

/// Deletes invitations that ended, or whose time was over, before an instant.
pub(crate) async fn purge(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "delete from invitation where closed_at <= $1 or expires_at <= $1";
    exec!(tx, sqlx::query(SQL).bind(before))
}
