//! The two steps of a sign-in.

use std::time::Duration;

use audit::{Chain, Event};
use kernel::{Actor, StaffActor};

use crate::{
    Accounts,
    account::store::{self as accounts, AccountRow},
    error::{AccountError, Result},
    password::Password,
    secrets::SecretText,
    sign_in::{AddressPrefix, Gate, SecondFactor, SignInTicket, SignedIn, store},
};

/// Second factors that one ticket may try.
const TICKET_TRIES: i64 = 10;

impl Accounts {
    /// First step: address and password. The ticket opens the second step.
    ///
    /// Nobody acts yet, so there is no actor. A failure leaves no event: it would tell
    /// accounts that exist from those that do not; the count by prefix is kept.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`] for every failure; [`AccountError::Busy`] when
    /// too many passwords wait to be hashed.
    pub async fn start_sign_in(
        &self,
        email: &str,
        password: &str,
        from: AddressPrefix,
    ) -> Result<SignInTicket> {
        let secrets = self.secrets().await?;
        let token = secrets.typed_token(email);
        let gates = [Gate::pair(&secrets, token, from), Gate::prefix(&secrets, from)];
        let mut tx = self.db.write().await?;
        let retry_after = self.admit(&mut tx, &gates).await?;
        let account = accounts::by_token(&mut tx, &token).await?;
        tx.commit().await?;
        let known = account.as_ref().and_then(|account| account.password_hash.clone());
        let right = self.hasher.verify(Password::typed(password), known.clone()).await?;
        let Some(account) = account.filter(|account| right && account.is_active()) else {
            return Err(AccountError::WrongCredentials { retry_after });
        };
        // A hash of another cost would tell, by its time, that the account exists.
        let renewed = match known {
            Some(old) if !self.hasher.is_current(&old) => {
                let new = self.hasher.hash(&self.env, Password::typed(password)).await?;
                Some((old, new))
            }
            _ => None,
        };
        let ticket = hex::encode(self.env.bytes::<32>());
        let hash = secrets.hash("ticket", ticket.as_bytes());
        let expires_at = self.env.now() + self.config.ticket_life;
        let mut tx = self.db.write().await?;
        self.forgive(&mut tx, &gates).await?;
        if let Some((old, new)) = renewed {
            accounts::renew_hash(&mut tx, account.id(), &old, &new).await?;
        }
        store::insert_ticket(&mut tx, &hash, account.id(), expires_at).await?;
        let event = Event::new("accounts.password_accepted").id("account", account.id());
        audit::record(&mut tx, &self.env, &Actor::Visitor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(SecretText::new(ticket))
    }

    /// Second step: a code of the authenticator, or a recovery code. What comes back is to
    /// be bound to the browser by [`Accounts::open_session`].
    ///
    /// # Errors
    /// [`AccountError::TicketExpired`] when the first step must be done again,
    /// [`AccountError::WrongCredentials`] for a wrong or used code.
    pub async fn finish_sign_in(
        &self,
        ticket: &str,
        factor: SecondFactor<'_>,
        from: AddressPrefix,
    ) -> Result<SignedIn> {
        let secrets = self.secrets().await?;
        let now = self.env.now();
        let hash = secrets.hash("ticket", ticket.as_bytes());
        let mut tx = self.db.write().await?;
        let Some(account) = store::ticket(&mut tx, &hash, now).await? else {
            return Err(AccountError::TicketExpired);
        };
        let mut gates = vec![Gate::prefix(&secrets, from)];
        if matches!(factor, SecondFactor::Totp(_)) {
            gates.push(Gate::account(&secrets, "second_factor", account));
        }
        let retry_after = self.admit(&mut tx, &gates).await?;
        if store::use_ticket(&mut tx, &hash, TICKET_TRIES).await? == 0 {
            return Err(AccountError::TicketExpired);
        }
        let row = accounts::by_id(&mut tx, account).await?.filter(AccountRow::is_active);
        let row = row.ok_or(AccountError::TicketExpired)?;
        if !self.spend_factor(&mut tx, &secrets, &row, factor).await? {
            return self.refused(tx, &row, factor, retry_after).await;
        }
        store::delete_ticket(&mut tx, &hash).await?;
        self.forgive(&mut tx, &gates).await?;
        accounts::set_signed_in(&mut tx, account, now).await?;
        let recovery_codes_left = accounts::recovery_left(&mut tx, account).await?;
        let session = self.env.new_id();
        let event = Event::new("accounts.signed_in")
            .id("account", account)
            .id("session", session)
            .word("factor", word(factor))
            .count("recovery_codes_left", recovery_codes_left);
        let grants = accounts::grants_of(&mut tx, account).await?;
        let actor = Actor::Staff(StaffActor { account, session: Some(session), grants });
        audit::record(&mut tx, &self.env, &actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        let last_sign_in_at = row.last_sign_in_at;
        Ok(SignedIn { account, session, at: now, last_sign_in_at, recovery_codes_left })
    }

    /// Keeps the count of a wrong second factor, and tells the journal: the password was
    /// right, so this is worth knowing.
    async fn refused(
        &self,
        mut tx: db::Tx,
        row: &AccountRow,
        factor: SecondFactor<'_>,
        retry_after: Duration,
    ) -> Result<SignedIn> {
        let event = Event::new("accounts.second_factor_refused")
            .id("account", row.id())
            .word("factor", word(factor));
        audit::record(&mut tx, &self.env, &Actor::Visitor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Err(AccountError::WrongCredentials { retry_after })
    }

    /// How many passwords were hashed since the start: the work that sign-ins cost.
    pub fn password_hashes(&self) -> u64 {
        self.hasher.done()
    }
}

const fn word(factor: SecondFactor<'_>) -> &'static str {
    match factor {
        SecondFactor::Totp(_) => "totp",
        SecondFactor::Recovery(_) => "recovery_code",
    }
}
