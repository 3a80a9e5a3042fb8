//! Legal periods: from a start, a number and a rule to a deadline.
//!
//! Vocabulary. A *rule* says how time is counted ([`Rule`]); a *zone* is that of
//! the authority which receives the act; a *calendar* holds its public holidays.
//! For periods of hours two instants are given: `target`, exact elapsed time,
//! which commands alarms, and `legal_limit`, the reading of Regulation (EEC,
//! Euratom) 1182/71, at most one hour later. `contested_limit` is a third reading
//! (article 3(5) applied to hours) that two German authorities refuse: a note,
//! never an alarm.
//!
//! Invariants: arithmetic on hours is done on UTC instants, so that a change of
//! clocks never lengthens or shortens a period; a local time that happens twice
//! or never is refused, never guessed; nothing here reads a clock, a file or a
//! database.

mod count;
mod deadline;
mod error;
mod holidays;
mod json;
mod local;
mod parse;
mod rule;
mod start;
#[cfg(test)]
mod tests;
mod unit;
mod years;

pub use count::Period;
pub use deadline::{DayDeadline, Deadline, HourDeadline};
pub use error::PeriodError;
pub use holidays::Calendar;
pub use json::{answer, refusal, rfc3339};
pub use local::{in_zone, start_of_day};
pub use rule::Rule;
pub use start::{Start, parse_zone};
pub use unit::Unit;
