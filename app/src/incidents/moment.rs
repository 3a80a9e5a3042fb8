//! Local times typed in a form, in the zone of the French authority.

use chrono::{
    DateTime, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _,
};
use chrono_tz::Europe::Paris;

/// Why a typed time is refused, as a code of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadTime {
    /// Empty or not a date.
    Required,
    /// It never was, or was twice: the clocks changed.
    Invalid,
}

impl BadTime {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Invalid => "invalid",
        }
    }
}

/// Reads the value of a date-and-time field. A day alone is its first instant, the
/// earliest and safest.
pub(super) fn read(text: &str) -> Result<DateTime<FixedOffset>, BadTime> {
    let text = text.trim();
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .or_else(|_| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN))
        })
        .map_err(|_| BadTime::Required)?;
    match Paris.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(at.fixed_offset()),
        LocalResult::Ambiguous(..) | LocalResult::None => Err(BadTime::Invalid),
    }
}

/// Reads an optional day.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_never_was_or_was_twice_is_refused() {
        assert_eq!(read("2026-03-29T02:30"), Err(BadTime::Invalid));
        assert_eq!(read("2026-10-25T02:30"), Err(BadTime::Invalid));
        assert_eq!(read(""), Err(BadTime::Required));
        let day = read("2026-03-04").unwrap();
        assert_eq!(day.to_rfc3339(), "2026-03-04T00:00:00+01:00");
    }
}
