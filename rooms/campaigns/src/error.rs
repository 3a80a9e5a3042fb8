//! Refusals of the room.

use crate::Finding;

/// A field that was refused, and why, as a stable code for the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field.
    pub field: &'static str,
    /// Code of the reason.
    pub code: &'static str,
}

/// A refusal. None of them tells a name, an address or a code.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// The actor's role does not allow it.
    #[error(transparent)]
    Denied(#[from] accounts::Denied),
    /// No such campaign, delivery or batch, or none that the actor may know of.
    #[error("no such campaign, delivery or batch")]
    NotFound,
    /// It is not in a state that allows this, or somebody changed it in the meantime.
    #[error("not in a state that allows this, or changed in the meantime")]
    Conflict,
    /// Fields to put right.
    #[error("some fields are not right")]
    Invalid(Vec<FieldError>),
    /// The second signature must be another person's.
    #[error("the second signature must be another person's")]
    SamePerson,
    /// The notice lacks something that the law asks for, or says too much (GDPR 34(2)).
    #[error("the text has {} faults", .0.len())]
    Text(Vec<Finding>),
    /// What the notice is made of changed since it was prepared.
    #[error("changed since the preparation: {}", .0.join(", "))]
    ContentChanged(Vec<&'static str>),
    /// Persons were added, withdrawn or changed since the preparation.
    #[error("the persons changed since the preparation")]
    AudienceChanged,
    /// Messages that cannot be written, which nobody has set aside yet.
    #[error("{count} messages cannot be written")]
    Faults {
        /// How many.
        count: i64,
    },
    /// The data look shifted or flipped, and nobody has looked at them yet.
    #[error("the data look wrong: {code}")]
    Suspicious {
        /// Stable code of the suspicion.
        code: String,
    },
    /// The case's public page is closed: the codes that leave could be read nowhere.
    #[error("the public page of the case is closed")]
    PageClosed,
    /// A code of this campaign, tried with its birth date, finds nobody.
    #[error("a code of the campaign does not open")]
    CodeSilent,
    /// Nobody is to be informed.
    #[error("there is nobody to inform")]
    Nobody,
    /// The counts do not add up.
    #[error("{gap} persons are not accounted for")]
    Gap {
        /// Persons missing, or too many when negative.
        gap: i64,
    },
    /// The number given is not the number of letters of the batch.
    #[error("the batch has {expected} letters, not {given}")]
    CountDiffers {
        /// Letters of the batch.
        expected: i64,
        /// The number given.
        given: i64,
    },
    /// No letter has this mark.
    #[error("no letter has this mark")]
    UnknownMark,
    /// This return is recorded already.
    #[error("this return is recorded already")]
    AlreadyReturned,
    /// The print file is gone, or was altered.
    #[error("the print file of this batch cannot be read")]
    FileGone,
    /// No space is left.
    #[error("the disk is full")]
    DiskFull,
    /// Mail leaves this installation: nothing is captured.
    #[error("mail is not captured here")]
    NotCaptured,
    /// A letter or manifest cannot be set.
    #[error(transparent)]
    Document(#[from] documents::DocumentError),
    /// A message cannot be built.
    #[error(transparent)]
    Message(#[from] mail::BuildError),
    /// Captured mail cannot be read.
    #[error(transparent)]
    Capture(#[from] mail::capture::CaptureError),
    /// The persons.
    #[error("the persons cannot be read")]
    People(#[source] people::PeopleError),
    /// The case.
    #[error("the case cannot be read")]
    Case(#[source] incidents::CaseError),
    /// The organisation.
    #[error("the organisation cannot be read")]
    Account(#[source] accounts::AccountError),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// A file.
    #[error("a file of the campaign cannot be read or written")]
    Io(#[source] std::io::Error),
    /// A part of the work ended without a result: a defect of ours.
    #[error("the work ended unexpectedly")]
    Broken,
}

impl CampaignError {
    /// One refused field.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError { field, code }])
    }
}

impl From<incidents::CaseError> for CampaignError {
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

impl From<people::PeopleError> for CampaignError {
    fn from(error: people::PeopleError) -> Self {
        match error {
            people::PeopleError::Denied(denied) => Self::Denied(denied),
            people::PeopleError::NotFound => Self::NotFound,
            people::PeopleError::Db(error) => Self::Db(error),
            people::PeopleError::Vault(error) => Self::Vault(error),
            other => Self::People(other),
        }
    }
}

impl From<accounts::AccountError> for CampaignError {
    fn from(error: accounts::AccountError) -> Self {
        match error {
            accounts::AccountError::NotFound => Self::NotFound,
            other => Self::Account(other),
        }
    }
}

impl From<std::io::Error> for CampaignError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::NotFound => Self::FileGone,
            _ => Self::Io(error),
        }
    }
}
