//! The awareness ledger: when did the controller know?
//!
//! The 72 hours of GDPR 33(1) run from the moment at which the controller has a
//! reasonable degree of certainty (EDPB guidelines 9/2022). Several events may be
//! that moment: a warning by an agency, a blog, the press, the check of the file.
//! Each is a row; a decision is a new row too, so that history stays.

use chrono::{DateTime, FixedOffset, Utc};
use kernel::{AwarenessId, Text};

use crate::model::words;

words! {
    /// Where a signal came from.
    Source {
        /// The processor told the controller (GDPR 33(2)).
        Processor = "processor",
        /// A national agency (ANSSI, CERT Santé, police).
        Agency = "agency",
        /// A journal, a blog, a broadcast.
        Press = "press",
        /// A patient or another person outside.
        Person = "person",
        /// The lab's own staff or monitoring.
        Internal = "internal",
        /// The attacker.
        Attacker = "attacker",
    }
}

words! {
    /// What a row of the ledger says.
    Decision {
        /// Something was heard.
        Signal = "signal",
        /// A short inquiry was begun.
        UnderInquiry = "under_inquiry",
        /// The controller was aware from this instant; in force.
        Aware = "aware",
        /// Proposed, later than the first candidate: waits for a second person.
        Proposed = "proposed",
        /// Was in force once; replaced.
        Replaced = "replaced",
    }
}

/// A new signal.
#[derive(Clone, Debug)]
pub struct NewSignal {
    /// When it happened, with the offset it was told in.
    pub at: DateTime<FixedOffset>,
    /// Where it came from.
    pub source: Source,
    /// What it was, in words; kept sealed.
    pub note: Text<1000>,
    /// SHA-256 of a piece of evidence kept elsewhere.
    pub evidence: Option<[u8; 32]>,
    /// Whether an inquiry was begun at once.
    pub inquiry: bool,
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwarenessEntry {
    /// Its id.
    pub id: AwarenessId,
    /// The instant.
    pub at: DateTime<Utc>,
    /// Seconds east of UTC in which the instant was told.
    pub offset_secs: i32,
    /// Where it came from.
    pub source: Source,
    /// What it was; none once the key of the case is destroyed.
    pub note: Option<String>,
    /// SHA-256 of the evidence, hexadecimal.
    pub evidence: Option<String>,
    /// What the row says.
    pub decision: Decision,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// Who wrote it, as in the journal.
    pub decided_by: String,
    /// Who signed second.
    pub approved_by: Option<String>,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
}
