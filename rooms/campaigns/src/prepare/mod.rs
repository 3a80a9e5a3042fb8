//! Preparing: every person gets a place in the campaign before anybody approves it.

mod awkward;
mod decide;
mod guard;
mod minors;
mod texts;
pub(crate) mod walk;

pub(crate) use awkward::Awkwards;
pub(crate) use decide::{Decision, decide, email_of, home_stop, letter_possible, stop_reason};
pub(crate) use guard::Guard;
pub(crate) use minors::SECRET_FROM;

#[cfg(test)]
mod tests;
