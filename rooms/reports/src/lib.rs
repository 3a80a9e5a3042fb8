//! What authorities receive: the register entry of GDPR 33(5) and the preparation sheet
//! of the notification, for each lab of a case.
//!
//! Vocabulary. A *field* is one question of a form, named by a key `section.code` that is
//! the same for every authority; its *state* is a value with its *source* (which room,
//! which value), "does not apply", or missing, with the *place* where it is filled in. A
//! value is *presumed* when it follows from the kind of breach alone: somebody has to
//! confirm it. An *answer* is what somebody typed for a form because no other room holds
//! it; it wins over what was gathered.
//!
//! Invariants: a report is gathered for one lab's part of a case, after that lab admitted
//! the reader; values of closed lists are words of [`words`], never labels; a report holds
//! counts, dates, texts of the lab and its own staff's contact, no data subject; making a
//! file is recorded in the lab's journal with the hash of the file.
//!
//! Tables: `report_answers`. Pages: `app/pages/reports/src`.

mod answers;
mod derive;
mod error;
mod gather;
mod json;
mod model;
mod presume;
mod print;
mod service;
pub mod spec;
mod store;
#[cfg(test)]
mod tests;
pub mod words;

pub use answers::{Answers, FieldError};
pub use error::ReportError;
pub use model::{
    Body, Decided, Export, Field, Gap, Head, Logged, Media, PreparationSheet, RegisterEntry,
    Report, Room, Section, Sent, Source, State, Told, Value,
};
pub use print::{section_title, value_lines};
pub use service::Reports;
