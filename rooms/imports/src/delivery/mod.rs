//! The stored half: a delivery from its first byte to a visible wave.
//!
//! A file is **received** (sealed on disk while it streams in, hashed), **mapped**
//! (columns proposed, corrected by a person), **checked** (dry run), **loading** (chunks,
//! each committed with its checkpoint), **ready** (index written) and **active** (visible).
//! A crash leaves a checkpoint: the work goes on from there. The same content twice:
//! an unfinished delivery is taken up again, a finished one is refused.
//! State machine: `docs/state-machines/import.md`.

mod error;
mod files;
mod gaps;
mod jobs;
mod model;
mod progress;
mod quarantine;
mod run;
mod service;
mod state;
mod store;

pub use error::ImportError;
pub use files::UploadLimits;
pub use gaps::Gaps;
pub use model::{Import, PathDigest, Source};
pub use progress::ImportProgress;
pub use quarantine::{QuarantineState, QuarantinedEntry};
pub use run::RunReport;
pub use service::{Imports, ImportsConfig, Receiving};
pub use state::ImportState;

#[cfg(test)]
mod tests;
