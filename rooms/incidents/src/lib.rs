//! The case: one breach, one or more labs.
//!
//! Vocabulary: an **incident** is the breach (kind, vendor, period); a **case lab**
//! is one lab's part of it, the unit of tenancy: its own clock, texts, register,
//! keys and counts. The **awareness ledger** lists every instant that may have been
//! the one at which the controller became aware (GDPR 33(1), EDPB 9/2022); exactly
//! one row is in force, and replacing it keeps the old one. The **timeline** is what
//! happened, in order.
//!
//! Invariants: nobody reads another lab's part; a row of the ledger or of the
//! timeline is never changed or deleted; awareness later than the first candidate
//! needs a second person.
//!
//! Upper rooms begin their verbs with [`Incidents::scope`]: it authorises, and gives
//! the [`Scope`] without which no tenant query runs.
//!
//! Tables: `incident`, `case_lab`, `awareness`, `timeline_entry`. Pages:
//! `app/pages/incidents/src`. State machine of awareness: `docs/state-machines/awareness.md`.

mod awareness;
mod error;
mod facts;
mod model;
mod scope;
mod service;
mod store;
mod timeline;

pub use awareness::{AwarenessEntry, Decision, NewSignal, Source};
pub use error::{CaseError, FieldError};
pub use facts::PublicFacts;
pub use model::{
    CaseChange, CaseLab, CaseSummary, Cause, CauseStatus, End, Incident, Kind, NewCase, Reference,
};
pub use scope::Scope;
pub use service::Incidents;
pub use timeline::{EntryKind, NewEntry, TimelineEntry};

#[cfg(test)]
mod tests;
