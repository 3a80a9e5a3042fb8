//! Background work kept in the database: queue, claims, retries, schedules.
//!
//! A room enqueues a **job** in the transaction of the change that asks for it
//! ([`enqueue`]): both are there after a crash, or neither. A [`Runner`] in any
//! process **claims** a due job by a lease, calls the [`Handler`] of its name, and
//! writes down how it ended. A job whose worker died is claimed again when the lease
//! runs out. A **schedule** is a row that exactly one worker moves on each time.
//!
//! Invariants:
//! - a payload holds ids, counts and words of the product's own vocabulary, never
//!   what a person typed ([`NewJob`] takes nothing else);
//! - a job is never run twice at once: a worker that cannot renew its lease stops
//!   the work before the lease runs out;
//! - a job may be run again after a crash: handlers are idempotent;
//! - this crate knows no job by name and writes no audit event: the room's verb that
//!   a handler calls does.
//!
//! Tables: `job`, `job_schedule`. Clocks of several machines must agree within a few
//! seconds; leases last [`Options::lease`].

mod backoff;
mod console;
mod error;
mod execute;
mod handler;
mod model;
mod queue;
mod runner;
mod schedule;
mod store;
mod wakeup;

pub use console::{Backlog, Count, Failed, backlog, counts, failed, is_due, retry};
pub use error::JobError;
pub use handler::{Context, Handler};
pub use model::{Job, JobState, NewJob, Payload};
pub use queue::enqueue;
pub use runner::{Options, Runner};

#[cfg(test)]
mod tests;
