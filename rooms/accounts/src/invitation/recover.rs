//! Setting a lost factor again, with a one-time code and the factor that is left.

use audit::{Chain, Event};
use kernel::{AccountId, Actor, Id as _, StaffActor};
use uuid::Uuid;

use crate::{
    Accounts,
    account::{
        chosen, new_recovery_codes,
        store::{self as accounts, AccountRow},
    },
    error::{AccountError, Result},
    invitation::{
        Enrolment, InvitationKind,
        accept::{email_of, refuse_other, unusable},
        store::{self, InvitationRow},
    },
    password::Password,
    secrets::{Column, SecretText},
    session,
    sign_in::{AddressPrefix, Gate, SecondFactor},
    totp::TotpSecret,
};

impl Accounts {
    /// Chooses a new password, with a code made by [`Accounts::reset_password`] and the
    /// second factor.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`] when the second factor is wrong.
    pub async fn recover_password(
        &self,
        code: &str,
        from: AddressPrefix,
        new: &str,
        factor: SecondFactor<'_>,
    ) -> Result<()> {
        let secrets = self.secrets().await?;
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        refuse_other(&row, InvitationKind::Password)?;
        let account = owner(&mut tx, &row).await?;
        tx.commit().await?;
        let hash = self.hasher.hash(&self.env, chosen(&secrets, &account, new)?).await?;
        let now = self.env.now();
        let gate = Gate::account(&secrets, "second_factor", account.id());
        let mut tx = self.db.write().await?;
        let retry_after = self.admit(&mut tx, &[gate]).await?;
        if !self.spend_factor(&mut tx, &secrets, &account, factor).await? {
            tx.commit().await?;
            return Err(AccountError::WrongCredentials { retry_after });
        }
        self.forgive(&mut tx, &[gate]).await?;
        if store::use_up(&mut tx, row.id(), now).await? == 0
            || accounts::set_password(&mut tx, account.id(), Some(&hash), now).await? == 0
        {
            return Err(AccountError::Conflict);
        }
        session::end_all(&mut tx, account.id(), Uuid::nil(), now).await?;
        let event = Event::new("accounts.password_recovered")
            .id("account", account.id())
            .id("invitation", row.id());
        let actor = acting(account.id());
        audit::record(&mut tx, &self.env, &actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Draws a new second factor to enrol, with a code made by
    /// [`Accounts::reset_second_factor`] and the password.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`] when the password is wrong.
    pub async fn begin_second_factor(
        &self,
        code: &str,
        from: AddressPrefix,
        password: &str,
    ) -> Result<Enrolment> {
        let secrets = self.secrets().await?;
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        refuse_other(&row, InvitationKind::SecondFactor)?;
        let account = owner(&mut tx, &row).await?;
        let gate = Gate::account(&secrets, "recover_second_factor", account.id());
        let retry_after = self.admit(&mut tx, &[gate]).await?;
        tx.commit().await?;
        let password = Password::typed(password);
        if !self.hasher.verify(password, account.password_hash.clone()).await? {
            return Err(AccountError::WrongCredentials { retry_after });
        }
        let totp = TotpSecret::generate(&self.env);
        let sealed =
            secrets.seal(&self.env, Column::InvitationTotp, row.invitation_id, totp.as_bytes());
        let mut tx = self.db.write().await?;
        self.forgive(&mut tx, &[gate]).await?;
        if store::set_pending(&mut tx, row.id(), None, None, &sealed).await? == 0 {
            return Err(AccountError::Conflict);
        }
        let event = Event::new("accounts.second_factor_begun").id("account", account.id());
        let actor = acting(account.id());
        audit::record(&mut tx, &self.env, &actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        let email = email_of(&secrets, &row)?;
        Ok(Enrolment { secret: totp.shown(), url: totp.url(&self.config.issuer, &email)? })
    }

    /// Enrols the new second factor once the authenticator shows the right code, and gives
    /// new recovery codes.
    ///
    /// # Errors
    /// [`AccountError::Invalid`] naming `totp` for a wrong code.
    pub async fn confirm_second_factor(
        &self,
        code: &str,
        from: AddressPrefix,
        totp: &str,
    ) -> Result<Vec<SecretText>> {
        let secrets = self.secrets().await?;
        let (mut tx, row) = self.with_code(&secrets, code, from).await?;
        refuse_other(&row, InvitationKind::SecondFactor)?;
        let account = owner(&mut tx, &row).await?;
        let (secret, step) = self.enrolled(&secrets, &row, totp)?;
        let id = account.id();
        let sealed = secrets.seal(&self.env, Column::AccountTotp, id.uuid(), secret.as_bytes());
        if store::use_up(&mut tx, row.id(), self.env.now()).await? == 0
            || accounts::set_totp(&mut tx, id, Some(&sealed), Some(step)).await? == 0
        {
            return Err(AccountError::Conflict);
        }
        let codes = new_recovery_codes(self, &mut tx, &secrets, id).await?;
        let event = Event::new("accounts.second_factor_recovered")
            .id("account", id)
            .id("invitation", row.id());
        audit::record(&mut tx, &self.env, &acting(id), Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(codes)
    }
}

/// The active account that a code was made for.
async fn owner(tx: &mut db::Tx, row: &InvitationRow) -> Result<AccountRow> {
    let id = row.account().ok_or_else(unusable)?;
    let account = accounts::by_id(tx, id).await?.filter(AccountRow::is_active);
    account.ok_or_else(unusable)
}

/// The owner of an account, acting with a code and one factor: no session, no role.
fn acting(account: AccountId) -> Actor {
    Actor::Staff(StaffActor { account, session: None, grants: Vec::new() })
}
