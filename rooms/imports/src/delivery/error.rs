//! Refusals of the room.

use kernel::ImportId;

use crate::{Refusal, mapping::MappingError};

/// A refusal. None repeats the content of a cell.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The actor's role does not allow it.
    #[error(transparent)]
    Denied(#[from] accounts::Denied),
    /// No such delivery, or none that the actor may know of.
    #[error("no such delivery")]
    NotFound,
    /// The delivery is not in a state that allows it.
    #[error("the delivery is not in a state that allows this")]
    Conflict,
    /// The same content was delivered and finished before.
    #[error("the same file was delivered before")]
    Delivered {
        /// The earlier delivery.
        earlier: ImportId,
    },
    /// The file is refused as a whole.
    #[error("the file is refused: {}", .0.code())]
    Refused(Refusal),
    /// The mapping is not right.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The upload is larger than the limit.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// No space is left for the upload.
    #[error("the disk is full; nothing was kept of the file")]
    DiskFull,
    /// Somebody asked for a stop.
    #[error("the delivery was stopped")]
    Stopped,
    /// The stored file is gone: purged, or its disk is missing.
    #[error("the file of this delivery is no longer there; deliver it again")]
    FileGone,
    /// The persons.
    #[error(transparent)]
    People(#[from] people::PeopleError),
    /// The case.
    #[error(transparent)]
    Case(#[from] incidents::CaseError),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The keys.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    /// A file.
    #[error("a file of the delivery cannot be read or written")]
    Io(#[source] std::io::Error),
    /// A part of the work ended without a result: a defect of ours.
    #[error("the import ended unexpectedly")]
    Broken,
}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::NotFound => Self::FileGone,
            _ => Self::Io(error),
        }
    }
}

impl ImportError {
    /// Whether the reason is a full disk: of the uploads, or of the database.
    pub fn is_disk_full(&self) -> bool {
        matches!(
            self,
            Self::DiskFull
                | Self::Db(db::DbError::DiskFull(_))
                | Self::People(people::PeopleError::Db(db::DbError::DiskFull(_)))
        )
    }
}
