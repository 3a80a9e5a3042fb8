//! What this room seals and indexes under the platform's key.

use std::sync::Arc;

use kernel::Env;
use uuid::Uuid;
use vault::{DataKey, IndexKey, Owner, Row};
use zeroize::Zeroizing;

use crate::{
    Accounts,
    email::Email,
    error::{AccountError, Result},
};

/// A secret shown once to the person it is for. Wiped when dropped; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    pub(crate) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret, to be shown.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText")
    }
}

/// A sealed column: the name is authenticated with what is sealed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    AccountEmail,
    AccountName,
    AccountTotp,
    InvitationEmail,
    InvitationName,
    InvitationTotp,
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::AccountEmail => "account.email",
            Self::AccountName => "account.name",
            Self::AccountTotp => "account.totp",
            Self::InvitationEmail => "invitation.email",
            Self::InvitationName => "invitation.name",
            Self::InvitationTotp => "invitation.totp",
        }
    }
}

/// The platform's key, and the blind indexes of this room.
pub(crate) struct Secrets {
    key: Arc<DataKey>,
    index: IndexKey,
}

impl Secrets {
    /// The blind index of an address.
    pub(crate) fn email_token(&self, email: &Email) -> [u8; 16] {
        self.index.token("staff_email", email.as_str().as_bytes())
    }

    /// The blind index of something typed where an address was asked for.
    pub(crate) fn typed_token(&self, typed: &str) -> [u8; 16] {
        match Email::parse(typed) {
            Some(email) => self.email_token(&email),
            None => self.index.token("staff_no_email", typed.as_bytes()),
        }
    }

    /// The keyed hash under which a one-time secret is kept.
    pub(crate) fn hash(&self, domain: &str, value: &[u8]) -> [u8; 32] {
        self.index.full(domain, value)
    }

    /// What a delay is counted for.
    pub(crate) fn subject(&self, domain: &str, value: &[u8]) -> [u8; 16] {
        self.index.token(domain, value)
    }

    pub(crate) fn seal(&self, env: &Env, column: Column, id: Uuid, plain: &[u8]) -> Vec<u8> {
        self.key.seal(env, Row { table: column.name(), id: id.as_bytes() }, plain)
    }

    pub(crate) fn open(
        &self,
        column: Column,
        id: Uuid,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        Ok(self.key.open(Row { table: column.name(), id: id.as_bytes() }, sealed)?)
    }

    pub(crate) fn open_text(&self, column: Column, id: Uuid, sealed: &[u8]) -> Result<String> {
        let plain = self.open(column, id, sealed)?;
        std::str::from_utf8(&plain).map(str::to_owned).map_err(AccountError::internal)
    }

    /// The key, for what has no column of its own.
    pub(crate) fn key(&self) -> &DataKey {
        &self.key
    }
}

impl Accounts {
    pub(crate) async fn secrets(&self) -> Result<Secrets> {
        let key = self.vault.key(Owner::Platform).await?;
        let index = key.derive_index("accounts");
        Ok(Secrets { key, index })
    }
}
