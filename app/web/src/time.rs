//! Times typed in a form, in the zone of the laboratory, which stands beside the field.
//! They are read by the rules of the duties, so that the same words mean the same instant
//! on every page.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use duties::{
    facts::Moment,
    period::{PeriodError, Start},
};
use i18n::{Lang, t, tr, zone_name};

use ui::InputKind;

/// Why a typed time is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadTime {
    /// Nothing was typed.
    Empty,
    /// No date.
    Unreadable,
    /// It happens twice: the clocks went back.
    Twice,
    /// It never happens: the clocks went forward.
    Never,
    /// It is told for places whose hours differ.
    Zones,
}

impl BadTime {
    /// The sentence for the field.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Empty => t(lang, "common.invalid.required"),
            Self::Unreadable => t(lang, "common.invalid.time"),
            Self::Twice => t(lang, "common.invalid.time_ambiguous"),
            Self::Never => t(lang, "common.invalid.time_missing"),
            Self::Zones => t(lang, "common.invalid.time_zones"),
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
pub fn read(text: &str, zone: Tz) -> Result<DateTime<FixedOffset>, BadTime> {
    let at = parse(text)?.resolve(zone).map_err(|error| BadTime::from(&error))?;
    Ok(at.with_timezone(&zone).fixed_offset())
}

/// Reads a typed time as the facts of duties keep it: an instant, or a day alone.
pub fn moment(text: &str, zone: Tz) -> Result<Moment, BadTime> {
    let typed = parse(text)?;
    match typed.start() {
        Start::Local(_) => read(text, zone).map(|at| Moment::at(at.to_utc())),
        Start::Day(_) | Start::Instant(_) => Ok(typed),
    }
}

fn parse(text: &str) -> Result<Moment, BadTime> {
    if text.trim().is_empty() {
        return Err(BadTime::Empty);
    }
    Moment::try_from(text.trim().to_owned()).map_err(|error| BadTime::from(&error))
}

/// Whether somebody wrote the offset: then no zone is needed.
pub fn has_offset(text: &str) -> bool {
    parse(text).is_ok_and(|typed| matches!(typed.start(), Start::Instant(_)))
}

/// "À l'heure de La Réunion (UTC+4).", beside a field.
pub fn hint(lang: Lang, zone: Tz) -> String {
    tr(lang, "common.field.zone", &[("zone", &zone_name(lang, zone))])
}

/// Reads a day.
pub fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// Where the laboratory is not in Paris: that the times of a page are those of Paris.
pub fn in_paris(lang: Lang, zone: Tz) -> Option<String> {
    let paris = zone_name(lang, i18n::PARIS);
    (zone != i18n::PARIS).then(|| tr(lang, "common.field.page_zone", &[("zone", &paris)]))
}

/// The value of a date-and-time field.
pub fn shown(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// The field in which a typed time comes back: what is no plain date and time would
/// vanish from a field of the browser's own, and a time that happens twice can only be
/// told in words.
pub fn kind(typed: &str, zone: Tz) -> InputKind {
    let plain = |form| NaiveDateTime::parse_from_str(typed, form).is_ok();
    let plain = plain("%Y-%m-%dT%H:%M") || plain("%Y-%m-%dT%H:%M:%S");
    if typed.is_empty() || (plain && read(typed, zone).is_ok()) {
        InputKind::DateTime
    } else {
        InputKind::Text
    }
}

#[cfg(test)]
mod tests {
    use i18n::PARIS;

    use super::*;

    #[test]
    fn a_time_that_happens_twice_is_accepted_once_it_has_its_offset() {
        assert_eq!(read("2026-10-25T02:30", PARIS), Err(BadTime::Twice));
        assert_eq!(read("2026-03-29T02:30", PARIS), Err(BadTime::Never));
        assert_eq!(read("hier", PARIS), Err(BadTime::Unreadable));
        assert_eq!(read(" ", PARIS), Err(BadTime::Empty));
        let written = read("2026-10-25T02:30+01:00", PARIS).unwrap();
        assert_eq!(written.to_rfc3339(), "2026-10-25T02:30:00+01:00");
        assert_eq!(
            shown(read("2026-07-01T09:30", PARIS).unwrap().to_utc(), PARIS),
            "2026-07-01T09:30"
        );
    }

    #[test]
    fn a_day_alone_is_its_first_instant() {
        let first = read("2026-03-04", PARIS).unwrap();
        assert_eq!(first.to_rfc3339(), "2026-03-04T00:00:00+01:00");
        assert_eq!(day(" 2026-03-04 "), Some(first.date_naive()));
        assert_eq!(day("04/03/2026"), None);
    }

    #[test]
    fn what_a_browser_cannot_show_again_comes_back_as_text() {
        assert_eq!(kind("2026-07-01T09:30", PARIS), InputKind::DateTime);
        assert_eq!(kind("", PARIS), InputKind::DateTime);
        for typed in ["hier", "2026-03-04", "2026-10-25T02:30", "2026-10-25T02:30+01:00"] {
            assert_eq!(kind(typed, PARIS), InputKind::Text, "{typed}");
        }
    }

    #[test]
    fn the_hour_that_a_place_reads_on_its_clock_is_that_of_the_place() {
        let reunion = Tz::Indian__Reunion;
        let there = read("2026-03-04T10:17", reunion).unwrap();
        assert_eq!(there.to_rfc3339(), "2026-03-04T10:17:00+04:00");
        assert_eq!(there, read("2026-03-04T07:17", PARIS).unwrap());
        assert_eq!(shown(there.to_utc(), reunion), "2026-03-04T10:17");
        assert_eq!(moment("2026-03-04T10:17", reunion).unwrap(), Moment::at(there.to_utc()));
        // Nothing happens twice where the clocks never change.
        assert!(read("2026-10-25T02:30", reunion).is_ok());
        // An offset that somebody wrote wins over the zone of the place.
        let paris = read("2026-03-04T10:17+01:00", reunion).unwrap();
        assert_eq!(paris.to_utc(), read("2026-03-04T10:17", PARIS).unwrap().to_utc());
        assert!(has_offset("2026-03-04T10:17+01:00") && !has_offset("2026-03-04T10:17"));
        assert_eq!(hint(Lang::FR, reunion), "À l’heure de La Réunion (UTC+4).");
    }
}
