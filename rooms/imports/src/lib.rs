//! Lab extracts: receive, detect, map, check, store, quarantine.
//!
//! Vocabulary: a *record* is what a spreadsheet shows as one row, quoted line
//! breaks included; *row* is its number there (notes, blank lines and the header
//! counted); a *mapping* says for each column which [`mapping::Field`] it is and
//! what is done with it; a row is *accepted* or *quarantined*; a *defect* makes a
//! record unreadable; an *issue* is an error (quarantines the row) or a warning.
//!
//! The pure half, without SQL, keys or jobs:
//! [`detect`] (what is this file), [`read`] (records, streaming, resumable),
//! [`mapping`] (columns), [`row`] (one record to typed traits and flags), [`check`] (the
//! dry run and its report). Which rows are one person is decided by [`people::resolve`].
//!
//! The stored half is [`Imports`]: see `delivery/mod.rs`.
//!
//! Tables: `import`, `quarantine`. Pages: `app/pages/imports/src`. Jobs: check, load, purge.
//!
//! Invariants:
//! * a column that is not mapped, and the value of a flag-only column, never
//!   reach a type that leaves [`row`]; a password cell is only tested for "not blank";
//! * every record is counted once, as accepted or quarantined: one bad row never
//!   loses the file;
//! * memory does not grow with the file, but for at most 64 bytes a row in [`people::resolve`];
//! * messages never repeat the content of a cell.

pub mod check;
mod delivery;
pub mod detect;
mod lang;
mod limits;
pub mod mapping;
pub mod read;
mod refusal;
pub mod row;

pub use delivery::{
    Gaps, Import, ImportError, ImportProgress, ImportState, Imports, ImportsConfig, PathDigest,
    QuarantineState, QuarantinedEntry, Receiving, RunReport, Source, UploadLimits,
};
pub use lang::Lang;
pub use limits::Limits;
pub use refusal::Refusal;
