//! What every part of a record's page needs: the person, and what the reader may see and do.

use chrono::{DateTime, Utc};
use people::{IssuedClaim, Person};

use super::{mask::Sight, reason::Reason};
use web::Typed;

/// One person's record before one reader.
pub(super) struct RecordPage {
    /// The person as stored.
    pub(super) person: Person,
    /// The codes that the person was given.
    pub(super) claims: Vec<IssuedClaim>,
    /// Why the record is open.
    pub(super) reason: Reason,
    /// The form of the precautions, when it comes back.
    pub(super) typed: Typed,
    /// What was done a moment ago: the key of a sentence.
    pub(super) done: Option<&'static str>,
    /// How much of the exposed classes the reader may see.
    pub(super) sight: Sight,
    /// Whether the reader may change the person.
    pub(super) changes: bool,
    /// The present instant.
    pub(super) now: DateTime<Utc>,
}
