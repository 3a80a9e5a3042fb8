//! Refusals of the room.

/// A refusal. None of them tells a name or an address.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The actor's role does not allow it.
    #[error(transparent)]
    Denied(#[from] accounts::Denied),
    /// No such person, or none that the actor may know of.
    #[error("no such person")]
    NotFound,
    /// Changed by somebody else in the meantime.
    #[error("changed by somebody else in the meantime")]
    Conflict,
    /// A search without a criterion, or a reading without a reason.
    #[error("{field} is required")]
    Required {
        /// The field.
        field: &'static str,
    },
    /// Too many persons fit to be shown.
    #[error("more than {limit} persons fit; add a criterion")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// Background work broke off.
    #[error("background work broke off")]
    Broken,
    /// The case.
    #[error("the case cannot be read")]
    Case(#[source] incidents::CaseError),
}

impl From<incidents::CaseError> for PeopleError {
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
