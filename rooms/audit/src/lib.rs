//! The journal: who did what, when, in an order that cannot be rewritten unseen.
//!
//! Every change of the product writes an [`Event`] in its own transaction, as its
//! last statement. Events form hash chains: one for each lab in a case, one for the
//! platform. [`verify_db`] walks the chains and names the first event that was
//! altered, removed, inserted or moved; [`anchors`] keeps signed heads outside the
//! database, so that a tail cut off together with its head is found too.
//!
//! Invariants: an event holds ids, counts and digests, never a name, an address or
//! a health datum; nothing here updates or deletes an event; there is no foreign key
//! to what an event speaks of, so that history outlives what it describes.
//!
//! Tables: `audit_chain`, `audit_event`. Pages: journal (`app/pages/journal/src`). Command:
//! `concerne audit verify`.

pub mod anchors;
mod chain;
mod event;
mod export;
mod record;
mod store;
mod verify;

pub use chain::Chain;
pub use event::{Event, Recorded};
pub use export::{ExportError, export_jsonl, verify_jsonl};
pub use record::record;
pub use store::{Page, page};
pub use verify::{ChainReport, Damage, DamageKind, verify_db};
