//! Preparing: every person gets a place in the campaign before anybody approves it.

mod awkward;
mod build_ledger;
mod checkpoint;
mod decide;
mod draft;
mod minors;
mod place;
mod plausibility;
mod texts;

pub(crate) use awkward::Awkwards;
pub(crate) use checkpoint::Walk;
pub(crate) use decide::{Decision, decide, email_of, home_stop, letter_possible, stop_reason};
pub(crate) use minors::SECRET_FROM;
pub(crate) use plausibility::PlausibilityCheck;

#[cfg(test)]
mod tests;
