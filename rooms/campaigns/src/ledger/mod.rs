//! What an outcome does to a delivery. Pure.

mod backoff;
mod outcome;

pub(crate) use backoff::{Backoff, not_sent_delay};
pub(crate) use outcome::{Fate, bounce_word, fate_of, said_of};

use crate::DeliveryState;

/// The catalogue's key for a reason of the ledger: why an e-mail failed, a letter came
/// back, a person was left out.
pub fn reason_key(state: DeliveryState, reason: &str) -> String {
    match state {
        DeliveryState::Returned => format!("campaigns.return.{reason}"),
        DeliveryState::Failed | DeliveryState::Deferred | DeliveryState::InDoubt => {
            format!("campaigns.bounce.{}", listed(reason))
        }
        _ => format!("campaigns.reason.{reason}"),
    }
}

/// Reasons of ours in the catalogue's words.
fn listed(reason: &str) -> &str {
    match reason {
        "server" | "sender" => "unreachable",
        "objects" | "no_email" | "unwritable" => "other",
        "" | "lost" | "timed_out" | "unreadable" | "stopped" | "worker_lost" | "capture" => "other",
        other => other,
    }
}
