//! Words for what the room answers: titles, both instants, the state as a badge.

use chrono::{DateTime, FixedOffset, Utc};
use duties::{Due, DueAt, DutyView, Stage, State};
use i18n::{Lang, date_long, date_time_short, duration_left, t, tr};

use ui::BadgeKind;

/// An instant as tables show it.
pub(super) fn at(lang: Lang, at: DateTime<FixedOffset>) -> String {
    date_time_short(lang, at.to_utc())
}

/// The two instants of a duty, and what stands under the first.
pub(super) struct DueWords {
    pub(super) target: String,
    pub(super) note: Option<String>,
    pub(super) limit: String,
}

/// Says when a duty is due. `now` gives the time left, for an open one.
pub(super) fn due(lang: Lang, view: &DutyView, now: DateTime<Utc>) -> DueWords {
    let mut words = instants(lang, &view.due);
    let left = view.remaining(now).map(|left| duration_left(lang, left));
    let own = match &view.due {
        Due::At(DueAt { target: Some(_), legal_limit: None, .. }) => {
            Some(t(lang, "duties.list.own_target").to_owned())
        }
        _ => None,
    };
    let notes: Vec<String> = [left, own].into_iter().flatten().collect();
    if !notes.is_empty() {
        words.note = Some(notes.join(" "));
    }
    words
}

/// The two instants, without regard to the present.
pub(super) fn instants(lang: Lang, due: &Due) -> DueWords {
    let word = |key: &str| t(lang, &format!("duties.list.{key}")).to_owned();
    let dash = || t(lang, "common.page.dash").to_owned();
    let words = |target: String, limit: String| DueWords { target, note: None, limit };
    match due {
        Due::None => words(dash(), dash()),
        Due::Continuous => words(word("continuous"), word("no_date")),
        Due::Refused(_) => words(word("unclear"), dash()),
        Due::Pending(anchor) => {
            let what = t(lang, &format!("duties.anchor.{}", anchor.as_str()));
            words(tr(lang, "duties.list.waits_for", &[("what", what)]), dash())
        }
        Due::At(instant) => match (instant.last_day, instant.target, instant.legal_limit) {
            (Some(day), ..) => {
                let end = tr(lang, "duties.list.last_day", &[("day", &date_long(lang, day))]);
                words(end.clone(), end)
            }
            (None, Some(target), Some(limit)) if target == limit => {
                words(at(lang, target), word("same_limit"))
            }
            (None, Some(target), Some(limit)) => words(at(lang, target), at(lang, limit)),
            (None, Some(target), None) => words(at(lang, target), word("asap")),
            (None, None, _) => words(word("asap"), word("no_date")),
        },
    }
}

/// The state of a duty: shape and word.
pub(super) fn badge(view: &DutyView, now: DateTime<Utc>) -> (BadgeKind, &'static str) {
    match (view.stage, view.assessed) {
        (Stage::Closed, _) => (BadgeKind::Ok, "duties.progress.closed"),
        (Stage::SubmittedComplementary, _) => {
            (BadgeKind::Ok, "duties.progress.submitted_complementary")
        }
        (Stage::SubmittedInitial, _) => (BadgeKind::Ok, "duties.progress.submitted_initial"),
        (Stage::NotTriggered, _) => (BadgeKind::Plain, "duties.progress.justified"),
        (_, State::Dormant) => (BadgeKind::Prepared, "duties.state.dormant"),
        _ if view.is_overdue(now) => (BadgeKind::Danger, "duties.progress.late"),
        _ if view.is_open() && view.due == Due::Continuous => {
            (BadgeKind::Ok, "duties.progress.up_to_date")
        }
        _ if view.is_open() => (BadgeKind::Warn, "duties.progress.to_send"),
        (_, State::Undetermined) => (BadgeKind::Prepared, "duties.state.undetermined"),
        (_, State::Triggered) => (BadgeKind::Warn, "duties.state.triggered"),
        (_, State::NotTriggered) => (BadgeKind::Plain, "duties.state.not_triggered"),
    }
}
