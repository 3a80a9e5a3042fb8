//! From a typed code to an account: look at it, choose a name and a password, enrol an
//! authenticator, confirm with its first code.
//!
//! Nobody is signed in yet: the code is what authorises, and wrong codes delay the address
//! they come from.

use audit::{Chain, Event};
use db::Tx;
use kernel::{AccountId, Actor, Id as _, StaffActor};

use crate::{
    Accounts,
    account::{
        grants, new_recovery_codes, own,
        store::{self as accounts, AccountRow},
    },
    code::OneTimeCode,
    email::Email,
    error::{AccountError, FieldCode, FieldError, Result},
    invitation::{
        Acceptance, Accepted, Enrolment, InvitationKind, Opened, OpenedGrant,
        store::{self, InvitationRow},
    },
    organisation,
    password::Password,
    secrets::{Column, Secrets},
    session,
    sign_in::{AddressPrefix, Gate},
    totp::TotpSecret,
};

const MAX_NAME: usize = 80;

impl Accounts {
    /// What a typed code is for.
    ///
    /// # Errors
    /// [`AccountError::CodeUnusable`] for any code that is not open, with the delay to keep.
    pub async fn open_invitation(&self, code: &str, from: AddressPrefix) -> Result<Opened> {
        let secrets = self.secrets().await?;
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        let mut shown = Vec::new();
        for grant in store::grants(&mut tx, row.id()).await? {
            let found = organisation::by_id(&mut tx, grant.organisation).await?;
            let name = found.ok_or(AccountError::NotFound)?.name;
            shown.push(OpenedGrant { organisation: grant.organisation, name, role: grant.role });
        }
        tx.commit().await?;
        Ok(Opened {
            kind: row.kind()?,
            email: email_of(&secrets, &row)?.as_str().to_owned(),
            grants: shown,
            expires_at: row.expires_at,
            language: row.language,
        })
    }

    /// Checks name and password of an invited person and draws the second factor to
    /// enrol. May be called again until it is confirmed; the last call counts.
    ///
    /// # Errors
    /// [`AccountError::AccountExists`] when the address has an account: its owner signs in
    /// and calls [`Accounts::claim_invitation`].
    pub async fn begin_acceptance(
        &self,
        code: &str,
        from: AddressPrefix,
        typed: Acceptance<'_>,
    ) -> Result<Enrolment> {
        let secrets = self.secrets().await?;
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        refuse_other(&row, InvitationKind::Account)?;
        let known = accounts::by_token(&mut tx, &row.token()?).await?.is_some();
        tx.commit().await?;
        if known {
            return Err(AccountError::AccountExists);
        }
        let email = email_of(&secrets, &row)?;
        let (name, password) = checked(&email, typed)?;
        let hash = self.hasher.hash(&self.env, password).await?;
        let totp = TotpSecret::generate(&self.env);
        let seal = |column, plain| secrets.seal(&self.env, column, row.invitation_id, plain);
        let name = seal(Column::InvitationName, name.as_bytes());
        let sealed = seal(Column::InvitationTotp, totp.as_bytes());
        let mut tx = self.db.write().await?;
        if store::set_pending(&mut tx, row.id(), Some(&name), Some(&hash), &sealed).await? == 0 {
            return Err(AccountError::Conflict);
        }
        let event = Event::new("accounts.acceptance_begun").id("invitation", row.id());
        audit::record(&mut tx, &self.env, &Actor::Visitor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(Enrolment { secret: totp.shown(), url: totp.url(&self.config.issuer, &email)? })
    }

    /// Opens the account once the authenticator shows the right code.
    ///
    /// # Errors
    /// [`AccountError::Invalid`] naming `totp` for a wrong code, [`AccountError::Conflict`]
    /// when name and password were not chosen yet.
    pub async fn confirm_acceptance(
        &self,
        code: &str,
        from: AddressPrefix,
        totp: &str,
    ) -> Result<Accepted> {
        let secrets = self.secrets().await?;
        let now = self.env.now();
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        refuse_other(&row, InvitationKind::Account)?;
        let (Some(name), Some(hash), Some(_)) =
            (&row.name_sealed, &row.password_hash, &row.totp_sealed)
        else {
            return Err(AccountError::Conflict);
        };
        let (secret, step) = self.enrolled(&secrets, &row, totp)?;
        let token = row.token()?;
        if accounts::by_token(&mut tx, &token).await?.is_some() {
            return Err(AccountError::AccountExists);
        }
        if store::use_up(&mut tx, row.id(), now).await? == 0 {
            return Err(AccountError::Conflict);
        }
        let id: AccountId = self.env.new_id();
        let name = secrets.open(Column::InvitationName, row.invitation_id, name)?;
        let seal = |column, plain: &[u8]| secrets.seal(&self.env, column, id.uuid(), plain);
        let email = email_of(&secrets, &row)?;
        let account = AccountRow {
            account_id: id.uuid(),
            state: "active".to_owned(),
            email_token: Some(token.to_vec()),
            email_sealed: seal(Column::AccountEmail, email.as_str().as_bytes()),
            name_sealed: seal(Column::AccountName, &name),
            language: row.language.clone(),
            password_hash: Some(hash.clone()),
            totp_sealed: Some(seal(Column::AccountTotp, secret.as_bytes())),
            demo: false,
            created_at: now,
            last_sign_in_at: None,
        };
        accounts::insert(&mut tx, &account, Some(step)).await.map_err(|error| match error {
            db::DbError::Unique(_) => AccountError::AccountExists,
            other => other.into(),
        })?;
        let granted = store::grants(&mut tx, row.id()).await?;
        for grant in &granted {
            accounts::insert_grant(&mut tx, id, *grant, now).await?;
        }
        let recovery_codes = new_recovery_codes(self, &mut tx, &secrets, id).await?;
        let event = Event::new("accounts.invitation_accepted")
            .id("invitation", row.id())
            .id("account", id)
            .word("roles", &grants::words(granted.iter().map(|grant| grant.role)));
        let actor = Actor::Staff(StaffActor { account: id, session: None, grants: granted });
        audit::record(&mut tx, &self.env, &actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(Accepted { account: id, recovery_codes })
    }

    /// Adds the roles of an invitation to the account that the actor is signed in with,
    /// when it was made for that account's address.
    ///
    /// # Errors
    /// [`AccountError::CodeUnusable`] also for a code made for somebody else.
    pub async fn claim_invitation(
        &self,
        actor: &Actor,
        code: &str,
        from: AddressPrefix,
    ) -> Result<()> {
        let me = own(actor)?;
        let secrets = self.secrets().await?;
        let now = self.env.now();
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        refuse_other(&row, InvitationKind::Account)?;
        if row.invited_by() == Some(me.account) {
            return Err(unusable());
        }
        accounts::hold(&mut tx, me.account).await?;
        let mine = accounts::by_token(&mut tx, &row.token()?).await?;
        if mine.is_none_or(|mine| mine.id() != me.account) {
            return Err(unusable());
        }
        let new = store::grants(&mut tx, row.id()).await?;
        let mut after = accounts::grants_of(&mut tx, me.account).await?;
        after.extend(&new);
        grants::check(&mut tx, &after).await?;
        if store::use_up(&mut tx, row.id(), now).await? == 0 {
            return Err(AccountError::Conflict);
        }
        for grant in &new {
            accounts::insert_grant(&mut tx, me.account, *grant, now).await?;
        }
        session::mark_for_rotation(&mut tx, me.account).await?;
        let event = Event::new("accounts.invitation_accepted")
            .id("invitation", row.id())
            .id("account", me.account)
            .word("roles", &grants::words(new.iter().map(|grant| grant.role)));
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The open invitation behind a typed code, in a write transaction. A wrong code is
    /// counted against the address it comes from.
    pub(super) async fn with_code(
        &self,
        secrets: &Secrets,
        typed: &str,
        from: AddressPrefix,
    ) -> Result<(Tx, InvitationRow)> {
        let gate = Gate::prefix(secrets, from);
        let mut tx = self.db.write().await?;
        let retry_after = self.admit(&mut tx, &[gate]).await.map_err(|error| match error {
            AccountError::WrongCredentials { retry_after } => {
                AccountError::CodeUnusable { retry_after }
            }
            other => other,
        })?;
        let found = match OneTimeCode::parse(typed) {
            Some(code) => {
                let hash = secrets.hash("invitation", code.as_bytes());
                store::usable(&mut tx, &hash, self.env.now()).await?
            }
            None => None,
        };
        let Some(row) = found else {
            tx.commit().await?;
            return Err(AccountError::CodeUnusable { retry_after });
        };
        self.forgive(&mut tx, &[gate]).await?;
        Ok((tx, row))
    }

    /// The secret waiting in an invitation and the step of the code that confirms it.
    pub(super) fn enrolled(
        &self,
        secrets: &Secrets,
        row: &InvitationRow,
        totp: &str,
    ) -> Result<(TotpSecret, i64)> {
        let sealed = row.totp_sealed.as_deref().ok_or(AccountError::Conflict)?;
        let plain = secrets.open(Column::InvitationTotp, row.invitation_id, sealed)?;
        let secret = TotpSecret::from_bytes(&plain);
        let step = secret.step_of(totp, self.env.now())?;
        let step = step.ok_or(AccountError::field("totp", FieldCode::Wrong))?;
        Ok((secret, step))
    }
}

/// A code that was right but is not for this: no delay to keep.
pub(super) fn unusable() -> AccountError {
    AccountError::CodeUnusable { retry_after: std::time::Duration::ZERO }
}

pub(super) fn refuse_other(row: &InvitationRow, kind: InvitationKind) -> Result<()> {
    if row.kind()? == kind { Ok(()) } else { Err(unusable()) }
}

pub(super) fn email_of(secrets: &Secrets, row: &InvitationRow) -> Result<Email> {
    let text = secrets.open_text(Column::InvitationEmail, row.invitation_id, &row.email_sealed)?;
    let inconsistent = db::DbError::Inconsistent { table: "invitation", column: "email_sealed" };
    Email::parse(&text).ok_or(inconsistent.into())
}

/// A name of one line, and a password that can be chosen.
fn checked(email: &Email, typed: Acceptance<'_>) -> Result<(String, Password)> {
    let mut refused = Vec::new();
    let name = typed.name.trim();
    let code = match name.chars().count() {
        0 => Some(FieldCode::Missing),
        n if n > MAX_NAME => Some(FieldCode::TooLong),
        _ if name.chars().any(char::is_control) => Some(FieldCode::Malformed),
        _ => None,
    };
    refused.extend(code.map(|code| FieldError { field: "name", code }));
    match Password::chosen(typed.password, &[email.as_str(), email.local(), name]) {
        Ok(password) if refused.is_empty() => return Ok((name.to_owned(), password)),
        Ok(_) => {}
        Err(code) => refused.push(FieldError { field: "password", code }),
    }
    Err(AccountError::Invalid(refused))
}
