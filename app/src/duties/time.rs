//! Times typed in a form of duties, read by the room's own rules, in the zone of the
//! French authority.

use chrono::{DateTime, FixedOffset, Utc};
use duties::{facts::Moment, period::PeriodError};
use i18n::{Lang, PARIS, t};

/// Why a typed time is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadTime {
    /// Empty, or no date.
    Unreadable,
    /// It happens twice: the clocks went back.
    Twice,
    /// It never happens: the clocks went forward.
    Never,
    /// In the future.
    Future,
}

impl BadTime {
    /// The sentence for the field.
    pub(super) fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Unreadable => t(lang, "common.invalid.time"),
            Self::Twice => t(lang, "duties.submit.ambiguous"),
            Self::Never => t(lang, "common.invalid.time_missing"),
            Self::Future => t(lang, "common.invalid.date_future"),
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

/// Reads a typed time; with an offset of its own where somebody wrote one.
pub(super) fn read(text: &str) -> Result<DateTime<FixedOffset>, BadTime> {
    let moment = moment(text)?;
    let at = moment.resolve(PARIS).map_err(|error| BadTime::from(&error))?;
    Ok(at.with_timezone(&PARIS).fixed_offset())
}

/// Reads a typed time as the facts keep it.
pub(super) fn moment(text: &str) -> Result<Moment, BadTime> {
    Moment::try_from(text.trim().to_owned()).map_err(|error| BadTime::from(&error))
}

/// The value of a date-and-time field.
pub(super) fn shown(at: DateTime<Utc>) -> String {
    at.with_timezone(&PARIS).format("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_happens_twice_is_accepted_once_it_has_its_offset() {
        assert_eq!(read("2026-10-25T02:30"), Err(BadTime::Twice));
        assert_eq!(read("2026-03-29T02:30"), Err(BadTime::Never));
        assert_eq!(read("hier"), Err(BadTime::Unreadable));
        let written = read("2026-10-25T02:30+01:00").unwrap();
        assert_eq!(written.to_rfc3339(), "2026-10-25T02:30:00+01:00");
        assert_eq!(shown(read("2026-07-01T09:30").unwrap().to_utc()), "2026-07-01T09:30");
    }
}
