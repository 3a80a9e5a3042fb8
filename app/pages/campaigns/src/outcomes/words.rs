//! Words for what the ledger holds: reasons, states, next steps.

use campaigns::{BatchState, DeliveryState, DeliveryView, NextStep};
use i18n::{Lang, capitalised, date_long, date_time_short, t, tr};

use crate::words::follows;
use ui::BadgeKind;

/// The states that the failures page lists, in the order of their urgency.
pub(super) const IN_TROUBLE: [DeliveryState; 6] = [
    DeliveryState::InDoubt,
    DeliveryState::Failed,
    DeliveryState::Returned,
    DeliveryState::Unreachable,
    DeliveryState::Deferred,
    DeliveryState::Excluded,
];

/// Why, in a few words; none without a reason. The ledger's own reasons come first: the
/// list of servers' refusals knows them as "other" only. Why a letter came back has its
/// own list, in which some words mean something else.
pub(super) fn reason(lang: Lang, state: DeliveryState, word: &str) -> Option<&'static str> {
    if word.is_empty() {
        return None;
    }
    let own = format!("campaigns.reason.{word}");
    if state != DeliveryState::Returned && i18n::has(&own) {
        return Some(t(lang, &own));
    }
    let key = campaigns::reason_key(state, word);
    let key = if i18n::has(&key) { key.as_str() } else { "campaigns.bounce.other" };
    Some(t(lang, key))
}

/// The same as the heading of a line.
pub(super) fn cause(lang: Lang, state: DeliveryState, word: &str) -> String {
    capitalised(
        reason(lang, state, word).unwrap_or_else(|| t(lang, "campaigns.failures.no_reason")),
    )
}

/// A state in one or two words.
pub(super) fn state_word(lang: Lang, state: DeliveryState) -> &'static str {
    t(lang, &format!("campaigns.delivery_short.{}", state.as_str()))
}

/// Where a delivery stands, as a sentence.
pub(super) fn state_sentence(lang: Lang, delivery: &DeliveryView) -> String {
    let why = reason(lang, delivery.state, &delivery.reason)
        .unwrap_or_else(|| t(lang, "campaigns.failures.no_reason"));
    let said = |key: &str| tr(lang, &format!("campaigns.delivery.{key}"), &[("reason", why)]);
    match (delivery.state, delivery.next_at, delivery.ended_at) {
        (DeliveryState::Deferred, Some(at), _) => {
            tr(lang, "campaigns.delivery.deferred", &[("time", &date_time_short(lang, at))])
        }
        (DeliveryState::Returned, _, Some(at)) => {
            let date = date_long(lang, at.with_timezone(&i18n::PARIS).date_naive());
            tr(lang, "campaigns.delivery.returned", &[("date", &date), ("reason", why)])
        }
        (DeliveryState::InDoubt, ..) => t(lang, "campaigns.delivery.in_doubt").to_owned(),
        (DeliveryState::Failed, ..) if delivery.next == NextStep::Letter => said("bounced"),
        (DeliveryState::Failed, ..) => said("failed"),
        (DeliveryState::Excluded, ..) => said("excluded"),
        (DeliveryState::Unreachable, ..) => said("unreachable"),
        (state, ..) => state_word(lang, state).to_owned(),
    }
}

/// What happens next, or what a person is to do.
pub(super) fn step(lang: Lang, next: NextStep, reason: &str) -> &'static str {
    t(lang, &format!("campaigns.failures.step_{}", follows(next, reason)))
}

/// The same for one delivery, with the instant of the next try.
pub(super) fn step_of(lang: Lang, delivery: &DeliveryView) -> String {
    match (delivery.next, delivery.next_at) {
        (NextStep::Retry, Some(at)) => {
            let at = date_time_short(lang, at);
            tr(lang, "campaigns.failures.step_retry_at", &[("at", &at)])
        }
        (next, _) => step(lang, next, &delivery.reason).to_owned(),
    }
}

/// The shape of a batch's state.
pub(super) const fn batch_badge(state: BatchState) -> BadgeKind {
    match state {
        BatchState::Rendering | BatchState::Downloaded => BadgeKind::Doing,
        BatchState::Ready => BadgeKind::Warn,
        BatchState::Posted => BadgeKind::Ok,
        BatchState::Cancelled => BadgeKind::Plain,
    }
}

/// A batch's state in words.
pub(super) fn batch_word(lang: Lang, state: BatchState) -> &'static str {
    t(lang, &format!("campaigns.batch_state.{}", state.as_str()))
}

#[cfg(test)]
mod tests {
    use campaigns::ReturnReason;

    use super::*;

    /// What the room writes beside the words of servers' refusals: at the preparation, at
    /// the sending, at the printing, after a crash, at a settlement, at a cancellation.
    const WRITTEN: [(DeliveryState, &[&str]); 7] = [
        (
            DeliveryState::Excluded,
            &[
                "deceased",
                "at_risk",
                "restricted",
                "minor_secret",
                "minor_objects",
                "already_informed",
                "withdrawn",
            ],
        ),
        (
            DeliveryState::Unreachable,
            &[
                "email_only",
                "no_address",
                "no_name",
                "name_too_long",
                "address_incomplete",
                "address_too_long",
                "unprintable",
                "text_unprintable",
                "unwritable",
            ],
        ),
        (DeliveryState::Failed, &["objects", "no_email", "unwritable"]),
        (DeliveryState::Deferred, &["server"]),
        (
            DeliveryState::InDoubt,
            &["lost", "timed_out", "unreadable", "stopped", "capture", "worker_lost"],
        ),
        (DeliveryState::Accepted, &["settled"]),
        (DeliveryState::Cancelled, &["cancelled"]),
    ];

    #[test]
    fn every_reason_of_ours_has_its_own_words() {
        let unknown = t(Lang::FR, "campaigns.bounce.other");
        for (state, words) in WRITTEN {
            for word in words {
                assert!(i18n::has(&format!("campaigns.reason.{word}")), "{word}");
                assert_ne!(reason(Lang::FR, state, word), Some(unknown), "{word}");
            }
        }
    }

    #[test]
    fn a_refusal_of_a_server_keeps_its_words() {
        for word in ["no_such_mailbox", "mailbox_full", "policy", "expired", "too_large", "other"] {
            for state in [DeliveryState::Failed, DeliveryState::Deferred] {
                let listed = t(Lang::FR, &format!("campaigns.bounce.{word}"));
                assert_eq!(reason(Lang::FR, state, word), Some(listed));
            }
        }
    }

    #[test]
    fn a_returned_letter_has_the_words_of_returns() {
        for why in ReturnReason::ALL {
            let listed = t(Lang::FR, &format!("campaigns.return.{}", why.as_str()));
            assert_eq!(reason(Lang::FR, DeliveryState::Returned, why.as_str()), Some(listed));
        }
    }

    #[test]
    fn every_step_and_every_state_has_its_words() {
        for next in [
            NextStep::None,
            NextStep::Retry,
            NextStep::Letter,
            NextStep::Settle,
            NextStep::FreshAddress,
            NextStep::Desk,
            NextStep::Correct,
        ] {
            for reason in ["", "deceased"] {
                let word = follows(next, reason);
                assert!(i18n::has(&format!("campaigns.failures.step_{word}")));
                assert!(i18n::has(&format!("campaigns.resists.next_{word}")));
            }
        }
        for state in [
            BatchState::Rendering,
            BatchState::Ready,
            BatchState::Downloaded,
            BatchState::Posted,
            BatchState::Cancelled,
        ] {
            assert!(i18n::has(&format!("campaigns.batch_state.{}", state.as_str())));
        }
    }
}
