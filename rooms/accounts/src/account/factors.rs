//! Passwords, second factors and recovery codes of existing accounts.
//!
//! A lost factor is reset by somebody else who manages the account, and set again by its
//! owner with a one-time code **and** the other factor: whoever resets cannot sign in as
//! the owner. Only one factor can be missing at a time; who has lost both is invited anew.

use audit::{Chain, Event};
use db::Tx;
use kernel::{AccountId, Actor, StaffActor};
use uuid::Uuid;

use crate::{
    Accounts,
    account::store::{self, AccountRow},
    code::OneTimeCode,
    error::{AccountError, FieldCode, Result},
    invitation::{self, InvitationKind, Invited, NewRow},
    password::Password,
    rules::{Target, Verb, authorise},
    secrets::{Column, SecretText, Secrets},
    session,
    sign_in::{Gate, SecondFactor},
    totp::{self, TotpSecret},
};

/// Recovery codes that an account receives.
const RECOVERY_CODES: usize = 10;

/// Replaces all recovery codes of an account; they are shown once.
pub(crate) async fn new_recovery_codes(
    accounts: &Accounts,
    tx: &mut Tx,
    secrets: &Secrets,
    account: AccountId,
) -> Result<Vec<SecretText>> {
    store::delete_recovery(tx, account).await?;
    let mut shown = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = OneTimeCode::generate(&accounts.env);
        store::insert_recovery(tx, account, &secrets.hash("recovery", code.as_bytes())).await?;
        shown.push(code.shown());
    }
    Ok(shown)
}

impl Accounts {
    /// Uses a second factor up: a code of the authenticator, never twice, or a recovery
    /// code, once. False for anything else.
    pub(crate) async fn spend_factor(
        &self,
        tx: &mut Tx,
        secrets: &Secrets,
        account: &AccountRow,
        factor: SecondFactor<'_>,
    ) -> Result<bool> {
        match factor {
            SecondFactor::Totp(typed) => {
                let Some(sealed) = &account.totp_sealed else { return Ok(false) };
                let secret = secrets.open(Column::AccountTotp, account.account_id, sealed)?;
                let secret = TotpSecret::from_bytes(&secret);
                let now = self.env.now();
                let newest = totp::newest_step(now);
                match secret.step_of(typed, now)? {
                    Some(step) => Ok(store::use_step(tx, account.id(), step, newest).await? == 1),
                    None => Ok(false),
                }
            }
            SecondFactor::Recovery(typed) => {
                // An account whose second factor was reset has no recovery codes either.
                let Some(code) = OneTimeCode::parse(typed) else { return Ok(false) };
                let hash = secrets.hash("recovery", code.as_bytes());
                let now = self.env.now();
                Ok(store::use_recovery(tx, account.id(), &hash, now).await? == 1)
            }
        }
    }

    /// Changes one's own password. All other sessions end, and this one changes its
    /// identifier at its next request.
    ///
    /// # Errors
    /// [`AccountError::Invalid`] for a new password that cannot be chosen,
    /// [`AccountError::WrongCredentials`] when the present one is wrong.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: &str) -> Result<()> {
        let me = own(actor)?;
        let secrets = self.secrets().await?;
        let gate = Gate::account(&secrets, "change_password", me.account);
        let mut tx = self.db.read().await?;
        let row = store::by_id(&mut tx, me.account).await?.ok_or(AccountError::NotFound)?;
        drop(tx);
        let new = chosen(&secrets, &row, new)?;
        let mut tx = self.db.write().await?;
        let retry_after = self.admit(&mut tx, &[gate]).await?;
        tx.commit().await?;
        let old = row.password_hash;
        if !self.hasher.verify(Password::typed(current), old.clone()).await? {
            return Err(AccountError::WrongCredentials { retry_after });
        }
        let hash = self.hasher.hash(&self.env, new).await?;
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        let old = old.unwrap_or_default();
        if store::replace_password(&mut tx, me.account, &old, &hash, now).await? == 0 {
            return Err(AccountError::Conflict);
        }
        self.forgive(&mut tx, &[gate]).await?;
        let keep = me.session.map_or(Uuid::nil(), kernel::Id::uuid);
        let ended = session::end_all(&mut tx, me.account, keep, now).await?;
        session::mark_for_rotation(&mut tx, me.account).await?;
        let event = Event::new("accounts.password_changed")
            .id("account", me.account)
            .count("sessions_ended", i64::try_from(ended).unwrap_or(i64::MAX));
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Replaces one's own recovery codes, against a code of the authenticator.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`] when the code is wrong.
    pub async fn renew_recovery_codes(&self, actor: &Actor, totp: &str) -> Result<Vec<SecretText>> {
        let me = own(actor)?;
        let secrets = self.secrets().await?;
        let gate = Gate::account(&secrets, "second_factor", me.account);
        let mut tx = self.db.write().await?;
        let retry_after = self.admit(&mut tx, &[gate]).await?;
        let row = store::by_id(&mut tx, me.account).await?.ok_or(AccountError::NotFound)?;
        if !self.spend_factor(&mut tx, &secrets, &row, SecondFactor::Totp(totp)).await? {
            tx.commit().await?;
            return Err(AccountError::WrongCredentials { retry_after });
        }
        self.forgive(&mut tx, &[gate]).await?;
        let codes = new_recovery_codes(self, &mut tx, &secrets, me.account).await?;
        let event = Event::new("accounts.recovery_codes_renewed").id("account", me.account);
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Takes a lost second factor and its recovery codes away from somebody else's
    /// account. Its owner enrols again with the one-time code and their password.
    ///
    /// # Errors
    /// [`AccountError::Conflict`] when the password is missing too: close the account and
    /// invite its owner anew.
    pub async fn reset_second_factor(&self, actor: &Actor, account: AccountId) -> Result<Invited> {
        self.reset(actor, account, InvitationKind::SecondFactor).await
    }

    /// Takes a forgotten password away from somebody else's account. Its owner chooses a
    /// new one with the one-time code and their second factor.
    ///
    /// # Errors
    /// [`AccountError::Conflict`] when the second factor is missing too.
    pub async fn reset_password(&self, actor: &Actor, account: AccountId) -> Result<Invited> {
        self.reset(actor, account, InvitationKind::Password).await
    }

    async fn reset(
        &self,
        actor: &Actor,
        account: AccountId,
        kind: InvitationKind,
    ) -> Result<Invited> {
        let secrets = self.secrets().await?;
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        let row = self.manageable(&mut tx, actor, account).await?;
        let token = row.email_token.as_deref().and_then(|token| token.try_into().ok());
        let (Some(token), false) =
            (token, row.password_hash.is_none() && row.totp_sealed.is_none())
        else {
            return Err(AccountError::Conflict);
        };
        match kind {
            InvitationKind::SecondFactor if row.password_hash.is_some() => {
                store::set_totp(&mut tx, account, None, None).await?;
                store::delete_recovery(&mut tx, account).await?;
            }
            InvitationKind::Password if row.totp_sealed.is_some() => {
                store::set_password(&mut tx, account, None, now).await?;
            }
            _ => return Err(AccountError::Conflict),
        }
        session::end_all(&mut tx, account, Uuid::nil(), now).await?;
        invitation::store::revoke_for_account(&mut tx, account, now).await?;
        let email = secrets.open_text(Column::AccountEmail, row.account_id, &row.email_sealed)?;
        let new =
            NewRow { kind, account: Some(account), token, email: &email, language: &row.language };
        let invited = self.write_invitation(&mut tx, &secrets, actor, new, &[]).await?;
        let event = Event::new(match kind {
            InvitationKind::Password => "accounts.password_reset",
            _ => "accounts.second_factor_reset",
        })
        .id("account", account)
        .id("invitation", invited.id);
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(invited)
    }

    /// An active account that the actor manages in every organisation where it has a
    /// role, held until the transaction ends. Nobody manages their own.
    pub(crate) async fn manageable(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        account: AccountId,
    ) -> Result<AccountRow> {
        let held = store::hold(tx, account).await?;
        let grants = store::grants_of(tx, account).await?;
        let verb = Verb::ManageAccounts;
        let manages = |grant: &kernel::Grant| {
            authorise(actor, verb, Target::Organisation(grant.organisation)).is_ok()
        };
        if !grants.iter().any(manages) {
            authorise(actor, verb, Target::Platform).map_err(|_| AccountError::NotFound)?;
        }
        if actor.account() == Some(account) || !grants.iter().all(manages) {
            return Err(crate::rules::Denied { verb }.into());
        }
        if held == 0 {
            return Err(AccountError::Conflict);
        }
        store::by_id(tx, account).await?.ok_or(AccountError::NotFound)
    }
}

/// A new password, checked against what is known of the person.
pub(crate) fn chosen(secrets: &Secrets, row: &AccountRow, new: &str) -> Result<Password> {
    let email = secrets.open_text(Column::AccountEmail, row.account_id, &row.email_sealed)?;
    let name = secrets.open_text(Column::AccountName, row.account_id, &row.name_sealed)?;
    Password::chosen(new, &[&email, &name])
        .map_err(|code: FieldCode| AccountError::field("password", code))
}

/// The signed-in member of staff behind an actor.
pub(crate) fn own(actor: &Actor) -> Result<&StaffActor> {
    match actor {
        Actor::Staff(staff) => Ok(staff),
        _ => Err(AccountError::NotFound),
    }
}
