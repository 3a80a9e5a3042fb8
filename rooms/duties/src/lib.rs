//! Legal notification duties: rule packs, periods, deadlines, submissions.
//!
//! Vocabulary. A *rule* is one duty as the law states it ([`rules::DutyRule`]); a
//! *pack* is a dated file of rules; *facts* are what is known of a breach
//! ([`Facts`]); an *assessment* says of each rule whether the facts trigger it,
//! why, and by when ([`evaluate`]). `target` is the instant that commands alarms
//! (exact elapsed time), `legal_limit` the last one under Regulation (EEC,
//! Euratom) 1182/71.
//!
//! A *duty* is a rule applied to one lab of a case; its life is
//! `not_assessed → not_triggered | triggered → submitted_initial →
//! submitted_complementary* → closed` ([`Stage`]). What was sent is a *submission*.
//!
//! Invariants: "overdue" is computed when somebody looks, never stored; a rule
//! that is not law yet produces no deadline; deadlines are computed in one place,
//! [`period`], with the zone and the holidays of the authority that receives;
//! awareness is read from the ledger of the case, so that another decision moves
//! every deadline; steps and submissions are added, never changed; their texts
//! are sealed under the key of the evidence, which outlives the persons.
//!
//! Tables: `duty`, `duty_decision`, `submission`, `law_switch`. Pages:
//! `app/pages/duties/src`. Commands: `concerne period`, `concerne duties preview`.

mod acts;
mod assess;
mod error;
pub mod facts;
mod model;
pub mod period;
mod presumed;
mod preview;
mod reason;
pub mod rules;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod view;

pub use assess::{ALARM_HOURS, Assessed, Due, DueAt, Reason, State, due_of, evaluate};
pub use error::DutyError;
pub use facts::{Facts, FactsError};
pub use model::{
    Debtor, DutyDetail, DutyView, NearestDeadline, NewSubmission, PastDeadline, Refinement, Stage,
    Step, Submission, Switch, Verdict,
};
pub use preview::{PreviewError, describe, preview, preview_json};
pub use rules::{PackError, Packs};
pub use service::Duties;
