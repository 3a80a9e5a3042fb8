//! Refusals of this room.

use std::time::Duration;

use crate::rules::Denied;

/// Result of a verb of this room.
pub type Result<T, E = AccountError> = std::result::Result<T, E>;

/// A refusal of this room. None tells a name, an address or whether an account exists
/// to somebody who is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing, or the actor may not know of it.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it meanwhile, or it is no longer in a state that allows this.
    #[error("it was changed meanwhile, or its state does not allow this")]
    Conflict,
    /// Fields that cannot be accepted.
    #[error("{} fields cannot be accepted", .0.len())]
    Invalid(Vec<FieldError>),
    /// The answer to every failed sign-in: unknown address, wrong password, wrong code,
    /// closed account, too many tries.
    #[error("the sign-in failed")]
    WrongCredentials {
        /// How long this address must wait before the next try is looked at.
        retry_after: Duration,
    },
    /// A one-time code that is unknown, used, revoked or out of date.
    #[error("the one-time code cannot be used")]
    CodeUnusable {
        /// How long this address must wait before the next try is looked at.
        retry_after: Duration,
    },
    /// The step before this one is too long ago: begin again.
    #[error("the sign-in took too long")]
    TicketExpired,
    /// The invited address has an account already: sign in, then type the code.
    #[error("the invited address has an account already")]
    AccountExists,
    /// Too many passwords are being checked at this moment.
    #[error("too many sign-ins at this moment")]
    Busy,
    /// The database cannot be reached: trying later may help.
    #[error("the database cannot be reached")]
    Unavailable(#[source] db::DbError),
    /// A defect, or a store that is damaged.
    #[error("internal failure")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AccountError {
    /// One field that cannot be accepted.
    pub(crate) fn field(field: &'static str, code: FieldCode) -> Self {
        Self::Invalid(vec![FieldError { field, code }])
    }

    pub(crate) fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<db::DbError> for AccountError {
    fn from(error: db::DbError) -> Self {
        if error.is_outage() { Self::Unavailable(error) } else { Self::Internal(error.into()) }
    }
}

impl From<vault::VaultError> for AccountError {
    fn from(error: vault::VaultError) -> Self {
        match error {
            vault::VaultError::Db(error) => error.into(),
            error => Self::Internal(error.into()),
        }
    }
}

/// A field that cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field in forms.
    pub field: &'static str,
    /// Why.
    pub code: FieldCode,
}

/// Why a field cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldCode {
    /// Nothing was typed.
    Missing,
    /// Fewer characters than asked for.
    TooShort,
    /// More characters, or more lines, than the field holds.
    TooLong,
    /// Not of the form that such a value has.
    Malformed,
    /// A password that many people use, or that repeats the account's own name.
    Common,
    /// Somebody else has this value.
    Taken,
    /// A value that does not fit the others: a role that this kind of organisation does
    /// not know, for instance.
    NotAllowed,
    /// A code that is wrong.
    Wrong,
}

impl FieldCode {
    /// The stable word, a key of the catalogue of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::Common => "common",
            Self::Taken => "taken",
            Self::NotAllowed => "not_allowed",
            Self::Wrong => "wrong",
        }
    }
}
