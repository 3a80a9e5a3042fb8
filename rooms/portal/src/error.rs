//! Why the portal cannot say. Never an answer about a person.

/// A failure: the page says "we cannot say now", with status 503.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// No such public case.
    #[error("no such case")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// The persons.
    #[error(transparent)]
    People(#[from] people::PeopleError),
    /// The case.
    #[error(transparent)]
    Case(incidents::CaseError),
    /// What is known of the lab's files.
    #[error(transparent)]
    Imports(#[from] imports::ImportError),
    /// The letters.
    #[error(transparent)]
    Campaigns(#[from] campaigns::CampaignError),
    /// The organisations.
    #[error(transparent)]
    Accounts(#[from] accounts::AccountError),
}

impl From<incidents::CaseError> for PortalError {
    fn from(error: incidents::CaseError) -> Self {
        match error {
            incidents::CaseError::NotFound => Self::NotFound,
            other => Self::Case(other),
        }
    }
}
