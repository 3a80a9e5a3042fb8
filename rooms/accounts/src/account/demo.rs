//! Accounts of a demonstration: made by the operator, credentials drawn at random and
//! shown once. Nothing is built in.

use audit::{Chain, Event};
use kernel::{AccountId, Actor, Grant, Id as _};
use uuid::Uuid;

use crate::{
    Accounts,
    account::{
        grants,
        store::{self, AccountRow},
    },
    code::OneTimeCode,
    email::Email,
    error::{AccountError, FieldCode, Result},
    password::Password,
    rules::{Denied, Verb},
    secrets::{Column, SecretText, Secrets},
    session,
    totp::TotpSecret,
};

/// An account to make for a demonstration.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// The address to sign in with.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// Its roles.
    pub grants: Vec<Grant>,
}

/// What signs a demonstration account in. Shown once and kept nowhere.
#[derive(Clone, Debug)]
pub struct DemoCredentials {
    /// The account.
    pub account: AccountId,
    /// The address to sign in with.
    pub email: String,
    /// The name shown.
    pub name: String,
    /// The password.
    pub password: SecretText,
    /// The secret of the second factor, base 32.
    pub totp_secret: SecretText,
    /// The same as an `otpauth:` address.
    pub totp_url: SecretText,
}

/// New secrets, in clear and as they are kept.
struct Drawn {
    password: SecretText,
    hash: String,
    totp: TotpSecret,
}

impl Accounts {
    /// Makes an account that can sign in at once. A demonstration account with this
    /// address gets new credentials and these roles instead.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for anybody but the operator and the product itself;
    /// [`AccountError::Conflict`] when a real account has this address.
    pub async fn demo_account(&self, actor: &Actor, demo: DemoAccount) -> Result<DemoCredentials> {
        refuse_staff(actor)?;
        let email =
            Email::parse(&demo.email).ok_or(AccountError::field("email", FieldCode::Malformed))?;
        let name = demo.name.trim().to_owned();
        if name.is_empty() {
            return Err(AccountError::field("name", FieldCode::Missing));
        }
        let secrets = self.secrets().await?;
        let drawn = self.draw().await?;
        let now = self.env.now();
        let token = secrets.email_token(&email);
        let mut tx = self.db.write().await?;
        grants::check(&mut tx, &demo.grants).await?;
        let id = match store::by_token(&mut tx, &token).await? {
            Some(row) if !row.demo => return Err(AccountError::Conflict),
            Some(row) => {
                self.put(&mut tx, &secrets, row.id(), &drawn).await?;
                for grant in store::grants_of(&mut tx, row.id()).await? {
                    store::delete_grants_in(&mut tx, row.id(), grant.organisation).await?;
                }
                row.id()
            }
            None => {
                let id: AccountId = self.env.new_id();
                let seal = |column, plain: &[u8]| secrets.seal(&self.env, column, id.uuid(), plain);
                let row = AccountRow {
                    account_id: id.uuid(),
                    state: "active".to_owned(),
                    email_token: Some(token.to_vec()),
                    email_sealed: seal(Column::AccountEmail, email.as_str().as_bytes()),
                    name_sealed: seal(Column::AccountName, name.as_bytes()),
                    language: "fr".to_owned(),
                    password_hash: Some(drawn.hash.clone()),
                    totp_sealed: Some(seal(Column::AccountTotp, drawn.totp.as_bytes())),
                    demo: true,
                    created_at: now,
                    last_sign_in_at: None,
                };
                store::insert(&mut tx, &row, None).await?;
                id
            }
        };
        for grant in &demo.grants {
            store::insert_grant(&mut tx, id, *grant, now).await?;
        }
        let event = Event::new("accounts.demo_account_made")
            .id("account", id)
            .word("roles", &grants::words(demo.grants.iter().map(|grant| grant.role)));
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        self.shown(id, &email, name, &drawn)
    }

    /// Draws new credentials for all demonstration accounts; their sessions end.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for anybody but the operator and the product itself.
    pub async fn reset_demo_accounts(&self, actor: &Actor) -> Result<Vec<DemoCredentials>> {
        refuse_staff(actor)?;
        let secrets = self.secrets().await?;
        let mut tx = self.db.read().await?;
        let rows = store::demo(&mut tx).await?;
        drop(tx);
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let drawn = self.draw().await?;
            let mut tx = self.db.write().await?;
            self.put(&mut tx, &secrets, row.id(), &drawn).await?;
            let event = Event::new("accounts.demo_account_reset").id("account", row.id());
            audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
            tx.commit().await?;
            let email =
                secrets.open_text(Column::AccountEmail, row.account_id, &row.email_sealed)?;
            let name = secrets.open_text(Column::AccountName, row.account_id, &row.name_sealed)?;
            let email = Email::parse(&email).ok_or(AccountError::NotFound)?;
            shown.push(self.shown(row.id(), &email, name, &drawn)?);
        }
        Ok(shown)
    }

    async fn draw(&self) -> Result<Drawn> {
        let password = OneTimeCode::generate(&self.env).shown();
        let hash = self.hasher.hash(&self.env, Password::typed(password.expose())).await?;
        Ok(Drawn { password, hash, totp: TotpSecret::generate(&self.env) })
    }

    /// Puts new secrets in place of an account's old ones.
    async fn put(
        &self,
        tx: &mut db::Tx,
        secrets: &Secrets,
        id: AccountId,
        drawn: &Drawn,
    ) -> Result<()> {
        let now = self.env.now();
        let sealed = secrets.seal(&self.env, Column::AccountTotp, id.uuid(), drawn.totp.as_bytes());
        store::set_password(tx, id, Some(&drawn.hash), now).await?;
        store::set_totp(tx, id, Some(&sealed), None).await?;
        store::delete_recovery(tx, id).await?;
        session::end_all(tx, id, Uuid::nil(), now).await?;
        Ok(())
    }

    fn shown(
        &self,
        account: AccountId,
        email: &Email,
        name: String,
        drawn: &Drawn,
    ) -> Result<DemoCredentials> {
        Ok(DemoCredentials {
            account,
            email: email.as_str().to_owned(),
            name,
            password: drawn.password.clone(),
            totp_secret: drawn.totp.shown(),
            totp_url: drawn.totp.url(&self.config.issuer, email)?,
        })
    }
}

fn refuse_staff(actor: &Actor) -> Result<()> {
    match actor {
        Actor::Operator | Actor::System(_) => Ok(()),
        Actor::Staff(_) | Actor::Visitor => Err(Denied { verb: Verb::ManageAccounts }.into()),
    }
}
