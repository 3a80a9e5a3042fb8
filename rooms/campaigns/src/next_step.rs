//! What follows from the state of a delivery: what the machine does, or a person.

use crate::DeliveryState;

/// What happens next, or what a person is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextStep {
    /// Nothing: it is settled.
    None,
    /// The machine tries again.
    Retry,
    /// A letter is on its way instead.
    Letter,
    /// A person decides whether it arrived.
    Settle,
    /// The lab looks for a fresher address, then the public notice (GDPR 34(3)(c)).
    FreshAddress,
    /// The desk or a named person tells them.
    Desk,
    /// Somebody corrects the record, and prepares again.
    Correct,
}

impl NextStep {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Retry => "retry",
            Self::Letter => "letter",
            Self::Settle => "settle",
            Self::FreshAddress => "fresh_address",
            Self::Desk => "desk",
            Self::Correct => "correct",
        }
    }
}

/// What follows from a state and its reason.
pub(crate) fn next_step(state: DeliveryState, reason: &str) -> NextStep {
    match (state, reason) {
        (DeliveryState::Queued | DeliveryState::Sending | DeliveryState::Deferred, _) => {
            NextStep::Retry
        }
        (DeliveryState::InDoubt, _) => NextStep::Settle,
        (DeliveryState::Returned, "deceased") => NextStep::Desk,
        (DeliveryState::Returned, _) => NextStep::FreshAddress,
        (
            DeliveryState::Unreachable,
            "name_too_long" | "address_too_long" | "unprintable" | "text_unprintable",
        ) => NextStep::Correct,
        (DeliveryState::Unreachable | DeliveryState::Failed, _) => NextStep::FreshAddress,
        (
            DeliveryState::Excluded,
            "at_risk" | "restricted" | "minor_secret" | "minor_objects" | "deceased",
        ) => NextStep::Desk,
        _ => NextStep::None,
    }
}
