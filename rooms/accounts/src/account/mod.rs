//! Staff accounts: what is shown of them, and what may be done with them.

mod demo;
mod factors;
pub(crate) mod grants;
pub(crate) mod store;
mod verbs;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Grant, OrganisationId};

pub use demo::{DemoAccount, DemoCredentials};
pub(crate) use factors::{chosen, new_recovery_codes, own};

/// Whether an account may still sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It may.
    Active,
    /// It was closed for good. Its name stays, for the journal and signed decisions.
    Closed,
}

impl AccountState {
    /// The stable name kept in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// What an account can prove its owner by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factors {
    /// Password and second factor.
    Both,
    /// The password was reset and not yet chosen again.
    PasswordMissing,
    /// The second factor was reset and not yet enrolled again.
    SecondMissing,
    /// A closed account.
    None,
}

/// A member of staff, as other staff see them. Holds personal data: not for logs.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub id: AccountId,
    /// The name that its owner chose.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Whether it may sign in.
    pub state: AccountState,
    /// What is missing to sign in.
    pub factors: Factors,
    /// Its roles, of the organisation asked for or of all.
    pub grants: Vec<Grant>,
    /// Language of its pages.
    pub language: String,
    /// Whether it was made for a demonstration.
    pub origin: Origin,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for AccountView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountView")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

/// Where an account comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody was invited.
    Invitation,
    /// The operator made it for a demonstration, credentials included.
    Demonstration,
}

/// Whose accounts are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountScope {
    /// Those with a role in one organisation.
    Organisation(OrganisationId),
    /// All.
    Platform,
}
