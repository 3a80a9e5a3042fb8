//! Local time in a zone, for every year that the product computes with.
//!
//! The tz tables end with 2099. Later years borrow the offset of an earlier year
//! with the same calendar (same length, same first weekday): daylight-saving
//! rules are written in weekdays, so they fall on the same dates.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;

use super::{
    PeriodError,
    years::{FIRST_YEAR, LAST_YEAR},
};

/// Last year with complete tz tables.
const LAST_TABLE_YEAR: i32 = 2098;

/// Refuses days outside the known years.
pub(super) fn check_year(day: NaiveDate) -> Result<(), PeriodError> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&day.year()) {
        Ok(())
    } else {
        Err(PeriodError::OutOfRange)
    }
}

/// The instant as the clocks of `zone` show it.
pub fn in_zone(instant: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    let shown = borrowed(instant.naive_utc());
    let offset = zone.offset_from_utc_datetime(&shown).fix();
    instant.with_timezone(&offset)
}

/// The same date and time in a year that the tables cover.
fn borrowed(time: NaiveDateTime) -> NaiveDateTime {
    if time.year() <= LAST_TABLE_YEAR {
        return time;
    }
    let first =
        |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| (day.leap_year(), day.weekday()));
    (LAST_TABLE_YEAR - 39..=LAST_TABLE_YEAR)
        .rev()
        .find(|year| first(*year) == first(time.year()))
        .and_then(|year| time.with_year(year))
        .unwrap_or(time)
}

/// The offsets that `zone` has at a local time: none, one or two.
pub(super) fn offsets(local: NaiveDateTime, zone: Tz) -> Vec<FixedOffset> {
    match zone.offset_from_local_datetime(&borrowed(local)) {
        chrono::LocalResult::None => Vec::new(),
        chrono::LocalResult::Single(offset) => vec![offset.fix()],
        chrono::LocalResult::Ambiguous(one, two) => {
            // The larger offset is the earlier instant.
            let (one, two) = (one.fix(), two.fix());
            if one.local_minus_utc() >= two.local_minus_utc() {
                vec![one, two]
            } else {
                vec![two, one]
            }
        }
    }
}

/// The first instant of a local day: midnight, or the earlier of two midnights,
/// or the end of the gap where clocks go forward at midnight.
///
/// # Errors
/// A day outside the known years.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Result<DateTime<FixedOffset>, PeriodError> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Gaps are at most a few hours and end on a quarter of an hour.
    for quarter in 0..=24_i64 * 4 {
        let local = midnight + TimeDelta::minutes(15 * quarter);
        if let Some(offset) = offsets(local, zone).first() {
            return offset.from_local_datetime(&local).single().ok_or(PeriodError::OutOfRange);
        }
    }
    Err(PeriodError::OutOfRange)
}

/// The first instant after a local day.
pub(super) fn end_of_day(day: NaiveDate, zone: Tz) -> Result<DateTime<FixedOffset>, PeriodError> {
    check_year(day)?;
    start_of_day(day.succ_opt().ok_or(PeriodError::OutOfRange)?, zone)
}

/// The instant `length` later, in the zone's clocks.
pub(super) fn later(
    start: DateTime<Utc>,
    length: TimeDelta,
    zone: Tz,
) -> Result<DateTime<FixedOffset>, PeriodError> {
    let end = start.checked_add_signed(length).ok_or(PeriodError::OutOfRange)?;
    let end = in_zone(end, zone);
    check_year(end.date_naive())?;
    Ok(end)
}

/// How long the local hour in which `instant` falls has been running.
pub(super) fn into_the_hour(instant: DateTime<Utc>, zone: Tz) -> TimeDelta {
    let local = in_zone(instant, zone);
    TimeDelta::seconds(i64::from(local.minute() * 60 + local.second()))
        + TimeDelta::nanoseconds(i64::from(local.nanosecond()))
}
