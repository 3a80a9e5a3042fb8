//! Preparing: every person gets a place in the campaign before anybody approves it.

mod awkward;
mod decide;
mod guard;
pub(crate) mod walk;

pub(crate) use awkward::Awkwards;
pub(crate) use decide::{Decision, decide, email_of, letter_possible, stop_reason};
pub(crate) use guard::Guard;

#[cfg(test)]
mod tests;
