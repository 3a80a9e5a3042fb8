//! Times typed in a form, in the zone of the French authority. They are read by the rules
//! of the duties, so that the same words mean the same instant on every page.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use duties::{facts::Moment, period::PeriodError};
use i18n::{Lang, PARIS, t};

use crate::ui::InputKind;

/// Why a typed time is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadTime {
    /// Empty, or no date.
    Unreadable,
    /// It happens twice: the clocks went back.
    Twice,
    /// It never happens: the clocks went forward.
    Never,
}

impl BadTime {
    /// The sentence for the field.
    pub(crate) fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Unreadable => t(lang, "common.invalid.time"),
            Self::Twice => t(lang, "common.invalid.time_ambiguous"),
            Self::Never => t(lang, "common.invalid.time_missing"),
        }
    }
}

impl From<&PeriodError> for BadTime {
    fn from(error: &PeriodError) -> Self {
        match error {
            PeriodError::Ambiguous { .. } => Self::Twice,
            PeriodError::NonExistent { .. } => Self::Never,
            _ => Self::Unreadable,
        }
    }
}

/// Reads a typed time; with an offset of its own where somebody wrote one. A day alone is
/// its first instant, the earliest and safest.
pub(crate) fn read(text: &str) -> Result<DateTime<FixedOffset>, BadTime> {
    let moment = moment(text)?;
    let at = moment.resolve(PARIS).map_err(|error| BadTime::from(&error))?;
    Ok(at.with_timezone(&PARIS).fixed_offset())
}

/// Reads a typed time as the facts of duties keep it.
pub(crate) fn moment(text: &str) -> Result<Moment, BadTime> {
    Moment::try_from(text.trim().to_owned()).map_err(|error| BadTime::from(&error))
}

/// Reads a day.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// The value of a date-and-time field.
pub(crate) fn shown(at: DateTime<Utc>) -> String {
    at.with_timezone(&PARIS).format("%Y-%m-%dT%H:%M").to_string()
}

/// The field in which a typed time comes back: what is no plain date and time would
/// vanish from a field of the browser's own, and a time that happens twice can only be
/// told in words.
pub(crate) fn kind(typed: &str) -> InputKind {
    let plain = |form| NaiveDateTime::parse_from_str(typed, form).is_ok();
    let plain = plain("%Y-%m-%dT%H:%M") || plain("%Y-%m-%dT%H:%M:%S");
    if typed.is_empty() || (plain && read(typed).is_ok()) {
        InputKind::DateTime
    } else {
        InputKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_happens_twice_is_accepted_once_it_has_its_offset() {
        assert_eq!(read("2026-10-25T02:30"), Err(BadTime::Twice));
        assert_eq!(read("2026-03-29T02:30"), Err(BadTime::Never));
        assert_eq!(read("hier"), Err(BadTime::Unreadable));
        assert_eq!(read(" "), Err(BadTime::Unreadable));
        let written = read("2026-10-25T02:30+01:00").unwrap();
        assert_eq!(written.to_rfc3339(), "2026-10-25T02:30:00+01:00");
        assert_eq!(shown(read("2026-07-01T09:30").unwrap().to_utc()), "2026-07-01T09:30");
    }

    #[test]
    fn a_day_alone_is_its_first_instant() {
        let first = read("2026-03-04").unwrap();
        assert_eq!(first.to_rfc3339(), "2026-03-04T00:00:00+01:00");
        assert_eq!(day(" 2026-03-04 "), Some(first.date_naive()));
        assert_eq!(day("04/03/2026"), None);
    }

    #[test]
    fn what_a_browser_cannot_show_again_comes_back_as_text() {
        assert_eq!(kind("2026-07-01T09:30"), InputKind::DateTime);
        assert_eq!(kind(""), InputKind::DateTime);
        for typed in ["hier", "2026-03-04", "2026-10-25T02:30", "2026-10-25T02:30+01:00"] {
            assert_eq!(kind(typed), InputKind::Text, "{typed}");
        }
    }
}
