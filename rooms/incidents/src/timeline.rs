//! The timeline: what happened, in order. Append-only.

use chrono::{DateTime, Utc};
use kernel::{Text, TimelineId};

use crate::model::words;

words! {
    /// What an entry is about.
    EntryKind {
        /// Something that happened.
        Fact = "fact",
        /// Something that was decided.
        Decision = "decision",
        /// Something that was sent or told.
        Message = "message",
        /// A measure taken against the breach.
        Measure = "measure",
    }
}

/// A new entry.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it is about.
    pub kind: EntryKind,
    /// In words; kept sealed.
    pub text: Text<1000>,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Its id.
    pub id: TimelineId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it is about.
    pub kind: EntryKind,
    /// In words; none once the key of the case is destroyed.
    pub text: Option<String>,
    /// Who wrote it, as in the journal.
    pub written_by: String,
}
