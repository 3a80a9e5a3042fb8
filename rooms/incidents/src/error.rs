//! Refusals of the room.

/// A field that was refused, and why, as a stable code for the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field.
    pub field: &'static str,
    /// Code of the reason.
    pub code: &'static str,
}

/// A refusal.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The actor's role does not allow it.
    #[error(transparent)]
    Denied(#[from] accounts::Denied),
    /// No such case, or none that the actor may know of.
    #[error("no such case")]
    NotFound,
    /// Somebody changed it in the meantime, or it exists already.
    #[error("changed by somebody else in the meantime, or already there")]
    Conflict,
    /// Fields to put right.
    #[error("some fields are not right")]
    Invalid(Vec<FieldError>),
    /// The second signature must be another person's.
    #[error("the second signature must be another person's")]
    SamePerson,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
}

impl CaseError {
    /// One refused field.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError { field, code }])
    }
}
