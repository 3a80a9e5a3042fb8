//! One-time codes that open an account, or let its owner set a lost factor again.
//!
//! A code is typed, never followed as a link: an address in a message can be read by
//! filters and kept in histories. It is shown once to whoever invites, kept as a keyed
//! hash, works once, and for a week.

mod accept;
mod recover;
pub(crate) mod store;
mod verbs;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Grant, InvitationId, OrganisationId, Role};

use crate::secrets::SecretText;

/// What a one-time code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationKind {
    /// To open an account.
    Account,
    /// To choose a new password, against the second factor.
    Password,
    /// To enrol a new second factor, against the password.
    SecondFactor,
}

impl InvitationKind {
    /// The stable name kept in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Password => "password",
            Self::SecondFactor => "second_factor",
        }
    }

    /// Reads a stable name back.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Account, Self::Password, Self::SecondFactor]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// Somebody to invite.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The e-mail address that the account will sign in with.
    pub email: String,
    /// The roles that it will have.
    pub grants: Vec<Grant>,
    /// Language of its pages; empty means French.
    pub language: String,
}

/// An invitation just made.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The invitation.
    pub id: InvitationId,
    /// The code to hand over: shown once, kept nowhere.
    pub code: SecretText,
    /// Until when it may be typed.
    pub expires_at: DateTime<Utc>,
}

/// An open invitation, as those who manage accounts see it. Holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationView {
    /// The invitation.
    pub id: InvitationId,
    /// What it is for.
    pub kind: InvitationKind,
    /// Who is invited.
    pub email: String,
    /// The roles that it gives in the organisation asked for.
    pub roles: Vec<Role>,
    /// Who invited; none for the operator.
    pub invited_by: Option<AccountId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when the code may be typed.
    pub expires_at: DateTime<Utc>,
}

/// What somebody who typed a good code sees first. Holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// What the code is for.
    pub kind: InvitationKind,
    /// The address that the code was made for.
    pub email: String,
    /// The organisations and roles that wait.
    pub grants: Vec<OpenedGrant>,
    /// Until when the code may be typed.
    pub expires_at: DateTime<Utc>,
    /// Language of the pages.
    pub language: String,
}

/// One role that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedGrant {
    /// Where.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// As what.
    pub role: Role,
}

/// What an invited person types.
#[derive(Clone, Copy)]
pub struct Acceptance<'a> {
    /// The name that colleagues will see.
    pub name: &'a str,
    /// The new password.
    pub password: &'a str,
}

/// A second factor to enrol. Shown once.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The secret as text, base 32 in groups of four.
    pub secret: SecretText,
    /// The `otpauth:` address, for a QR code.
    pub url: SecretText,
}

/// A new account.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The account.
    pub account: AccountId,
    /// Ten codes that stand in for the second factor, once each. Shown once.
    pub recovery_codes: Vec<SecretText>,
}

/// What an invitation is written from.
pub(crate) struct NewRow<'a> {
    pub(crate) kind: InvitationKind,
    pub(crate) account: Option<AccountId>,
    pub(crate) token: [u8; 16],
    pub(crate) email: &'a str,
    pub(crate) language: &'a str,
}

impl std::fmt::Debug for InvitationView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InvitationView({}, {:?}, {:?})", self.id, self.kind, self.roles)
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({:?}, {:?})", self.kind, self.grants)
    }
}

impl std::fmt::Debug for Acceptance<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Acceptance")
    }
}
