//! Spans of time, rounded down: a person is never told more time than there is.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Lang, plural, t, tr};

/// From this many hours on, a span is told in days.
const DAYS_FROM_HOURS: i64 = 72;

/// The length of a span, sign ignored: "40 min", "16 h 50" under 24 hours, "25 h"
/// above, "3 jours" from 72 hours on. Never seconds.
pub fn duration(lang: Lang, span: TimeDelta) -> String {
    let minutes = span.abs().num_minutes();
    let hours = minutes / 60;
    if minutes < 1 {
        t(lang, "common.duration.under_a_minute").to_owned()
    } else if hours < 1 {
        plural(lang, "common.duration.minutes", minutes, &[])
    } else if hours >= DAYS_FROM_HOURS {
        plural(lang, "common.duration.days", hours / 24, &[])
    } else if hours >= 24 || minutes % 60 == 0 {
        plural(lang, "common.duration.hours", hours, &[])
    } else {
        let rest = format!("{:02}", minutes % 60);
        tr(lang, "common.duration.hours_minutes", &[("h", &hours.to_string()), ("m", &rest)])
    }
}

/// What is left of a delay as a sentence: "Il reste 25 h.", or by how much it is
/// past: "Dépassé de 3 h."
pub fn duration_left(lang: Lang, left: TimeDelta) -> String {
    let length = duration(lang, left);
    if left > TimeDelta::zero() {
        tr(lang, "common.duration.left", &[("span", &length)])
    } else {
        tr(lang, "common.duration.over", &[("span", &length)])
    }
}

/// An instant told from now: "il y a 3 h", "dans 2 jours", "à l'instant".
pub fn relative(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let span = at - now;
    if span.num_minutes() == 0 {
        return t(lang, "common.relative.now").to_owned();
    }
    let length = duration(lang, span);
    if span > TimeDelta::zero() {
        tr(lang, "common.relative.future", &[("span", &length)])
    } else {
        tr(lang, "common.relative.past", &[("span", &length)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: Lang = Lang::FR;

    fn hm(hours: i64, minutes: i64) -> TimeDelta {
        TimeDelta::minutes(hours * 60 + minutes)
    }

    #[test]
    fn spans_are_rounded_down_to_what_a_person_needs() {
        for (span, expected) in [
            (TimeDelta::seconds(59), "moins d’une minute"),
            (hm(0, 40), "40\u{a0}min"),
            (hm(3, 0), "3\u{a0}h"),
            (hm(16, 50), "16\u{a0}h\u{a0}50"),
            (hm(23, 59), "23\u{a0}h\u{a0}59"),
            (hm(24, 59), "24\u{a0}h"),
            (hm(25, 18), "25\u{a0}h"),
            (hm(71, 59), "71\u{a0}h"),
            (hm(72, 0), "3\u{a0}jours"),
            (hm(-25, 0), "25\u{a0}h"),
        ] {
            assert_eq!(duration(FR, span), expected);
        }
    }

    #[test]
    fn a_past_delay_says_so() {
        assert_eq!(duration_left(FR, hm(25, 18)), "Il reste 25\u{a0}h.");
        assert_eq!(duration_left(FR, hm(-3, 0)), "Dépassé de 3\u{a0}h.");
        assert_eq!(duration_left(Lang::EN, hm(96, 0)), "4 days left.");
    }

    #[test]
    fn instants_are_told_from_now() {
        let now = "2026-03-03T09:42:00Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(relative(FR, now + TimeDelta::seconds(20), now), "à l’instant");
        assert_eq!(relative(FR, now - hm(3, 0), now), "il y a 3\u{a0}h");
        assert_eq!(relative(Lang::EN, now + hm(48, 0), now), "in 48 h");
    }
}
