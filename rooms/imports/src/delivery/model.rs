//! A delivery as the tables hold it.

use std::{io, path::Path};

use chrono::{DateTime, Utc};
use kernel::{CaseLabId, ImportId};
use sha2::{Digest as _, Sha256};

use super::{gaps::Gaps, state::ImportState};
use crate::mapping::Mapping;

/// Where the bytes of a delivery are. No row of the database says where a file lies that
/// the product opens by itself or deletes: the place of a sealed upload follows from the
/// delivery's id, and a file of the operator's is opened when a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file of the operator's, read in place, not copied. The digest of its path tells it
    /// from a copy elsewhere.
    Path(PathDigest),
    /// A sealed upload in the data folder.
    Sealed,
    /// Destroyed.
    Gone,
}

/// SHA-256 of a canonical path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathDigest([u8; 32]);

impl PathDigest {
    /// The digest of a path that exists.
    ///
    /// # Errors
    /// A path that cannot be followed to its end.
    pub fn of(path: &Path) -> io::Result<Self> {
        let whole = path.canonicalize()?;
        Ok(Self(Sha256::digest(whole.as_os_str().as_encoded_bytes()).into()))
    }

    /// The text of the column.
    pub(crate) fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// Reads the column; what an earlier version wrote there is no digest of any path.
    pub(crate) fn from_hex(text: &str) -> Self {
        let mut digest = [0; 32];
        if hex::decode_to_slice(text, &mut digest).is_err() {
            digest = [0; 32];
        }
        Self(digest)
    }
}

/// A delivery.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// The lab's part of the case.
    pub case_lab: CaseLabId,
    /// Where it stands.
    pub state: ImportState,
    /// SHA-256 of the content.
    pub content_hash: Vec<u8>,
    /// Size of the content in bytes.
    pub bytes: i64,
    /// Where the bytes are.
    pub source: Source,
    /// The columns, as JSON of the mapping; empty before detection.
    pub mapping: Option<Mapping>,
    /// Rows of the file seen by the present or last run.
    pub rows: i64,
    /// Rows that count.
    pub accepted: i64,
    /// Rows that wait for a correction.
    pub quarantined: i64,
    /// Persons.
    pub persons: i64,
    /// Rows by cause and warning: `{"code": count}`.
    pub causes: serde_json::Map<String, serde_json::Value>,
    /// Detected format, as JSON.
    pub format: Option<crate::detect::Format>,
    /// Bytes of the file read by the present run.
    pub done_bytes: i64,
    /// When the present or last run began.
    pub started_at: Option<DateTime<Utc>>,
    /// When the last run ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Code of a refusal or failure.
    pub error: Option<String>,
    /// Whether a stop was asked for.
    pub stop_asked: bool,
    /// What is not known of its file.
    pub gaps: Gaps,
    /// Who delivered it, as in the journal.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl Import {
    /// Headers of the columns that hold something and that nobody declared, with their
    /// places; nothing where that was not kept.
    pub fn undeclared(&self) -> Vec<(usize, &str)> {
        let columns = self.mapping.iter().flat_map(|mapping| mapping.columns.iter().enumerate());
        let open = |place: &usize| self.gaps.undeclared.iter().flatten().any(|open| open == place);
        columns
            .filter(|(place, _)| open(place))
            .map(|(place, column)| (place, column.header.as_str()))
            .collect()
    }

    /// Whether rows of it are stored under its mapping: it can be loaded to its end or
    /// given up, and nothing else.
    pub fn has_begun(&self) -> bool {
        match self.state {
            ImportState::Loading => true,
            ImportState::Mapped => self.done_bytes > 0,
            _ => false,
        }
    }
}
