//! Refusals of the room.

use crate::FieldError;

/// A refusal. None holds a text that a person typed.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The actor's role does not allow it.
    #[error(transparent)]
    Denied(#[from] accounts::Denied),
    /// No such case, or none that the actor may know of.
    #[error("no such case")]
    NotFound,
    /// Somebody changed the answers in the meantime.
    #[error("changed by somebody else in the meantime")]
    Conflict,
    /// Answers to put right.
    #[error("some answers are not right")]
    Invalid(Vec<FieldError>),
    /// The room of cases.
    #[error("the case cannot be read")]
    Case(#[source] incidents::CaseError),
    /// The room of organisations.
    #[error("the organisation cannot be read")]
    Account(#[from] accounts::AccountError),
    /// The room of persons.
    #[error("the counts of persons cannot be read")]
    People(#[from] people::PeopleError),
    /// The room of deliveries.
    #[error("the deliveries cannot be read")]
    Import(#[from] imports::ImportError),
    /// The room of duties.
    #[error("the duties cannot be read")]
    Duty(#[source] duties::DutyError),
    /// The document cannot be set.
    #[error("the document cannot be set")]
    Document(#[from] documents::DocumentError),
    /// The work was cut off.
    #[error("the work was cut off")]
    Broken,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
}

impl From<incidents::CaseError> for ReportError {
    fn from(error: incidents::CaseError) -> Self {
        match error {
            incidents::CaseError::Denied(denied) => Self::Denied(denied),
            incidents::CaseError::NotFound => Self::NotFound,
            incidents::CaseError::Db(error) => Self::Db(error),
            incidents::CaseError::Vault(error) => Self::Vault(error),
            other => Self::Case(other),
        }
    }
}

impl From<duties::DutyError> for ReportError {
    fn from(error: duties::DutyError) -> Self {
        match error {
            duties::DutyError::Denied(denied) => Self::Denied(denied),
            duties::DutyError::NotFound => Self::NotFound,
            duties::DutyError::Db(error) => Self::Db(error),
            duties::DutyError::Vault(error) => Self::Vault(error),
            other => Self::Duty(other),
        }
    }
}
