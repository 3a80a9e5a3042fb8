//! Refusals of the room.

use chrono::{DateTime, FixedOffset};
use incidents::{CaseError, FieldError};

use crate::{FactsError, PackError};

/// A refusal. None holds a text that a person typed.
#[derive(Debug, thiserror::Error)]
pub enum DutyError {
    /// The actor's role does not allow it.
    #[error(transparent)]
    Denied(#[from] accounts::Denied),
    /// No such case or rule, or none that the actor may know of.
    #[error("no such duty")]
    NotFound,
    /// Somebody changed it in the meantime.
    #[error("changed by somebody else in the meantime")]
    Conflict,
    /// Fields to put right.
    #[error("some fields are not right")]
    Invalid(Vec<FieldError>),
    /// The rule is dormant, a proposal, or was not in force on the day of the breach.
    #[error("the rule is not in force")]
    NotInForce,
    /// The step does not follow from the state of the duty.
    #[error("the state of the duty does not allow this step")]
    WrongState,
    /// The first submission is after the target and gives no reason for the delay
    /// (GDPR 33(1), second sentence).
    #[error("a submission after {target} must give the reasons for its delay")]
    DelayReasonRequired {
        /// The target that was missed.
        target: DateTime<FixedOffset>,
    },
    /// The stored facts cannot be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// The rule packs.
    #[error(transparent)]
    Packs(#[from] PackError),
    /// The room of cases.
    #[error(transparent)]
    Case(CaseError),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
}

impl DutyError {
    /// One refused field.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError { field, code }])
    }
}

impl From<CaseError> for DutyError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Denied(denied) => Self::Denied(denied),
            CaseError::NotFound => Self::NotFound,
            CaseError::Conflict => Self::Conflict,
            CaseError::Invalid(fields) => Self::Invalid(fields),
            CaseError::Db(error) => Self::Db(error),
            CaseError::Vault(error) => Self::Vault(error),
            other @ CaseError::SamePerson => Self::Case(other),
        }
    }
}
