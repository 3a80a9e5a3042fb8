//! The days of the story, and days drawn between two others.

use chrono::{Datelike, Days, NaiveDate};

use crate::random::Draws;
use crate::text::push_padded;

/// The day on which ages are counted unless the population says otherwise: the
/// day on which the laboratories of the story check the published file.
pub const REFERENCE_DAY: NaiveDate = day(2021, 2, 24);
/// The first day of the samples in the published file.
pub const FIRST_SAMPLE_DAY: NaiveDate = day(2015, 1, 2);
/// The last day of the samples in the published file.
pub const LAST_SAMPLE_DAY: NaiveDate = day(2020, 10, 30);
/// The day printed in the note above the header of a messy extract.
pub const EXPORT_DAY: NaiveDate = day(2020, 11, 14);

/// The last birth date: a child of the file was born before its sample.
pub(crate) const LAST_BIRTH: NaiveDate = day(2020, 6, 30);
/// Deaths came after the last samples.
pub(crate) const DEATHS_FROM: NaiveDate = day(2020, 11, 1);

/// A day of the calendar, for constants.
pub(crate) const fn day(year: i32, month: u32, of_month: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, of_month) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// A day from `first` to `last`, both possible; `first` when they are swapped.
pub(crate) fn between(draws: &mut Draws, first: NaiveDate, last: NaiveDate) -> NaiveDate {
    let span = u32::try_from((last - first).num_days()).unwrap_or(0);
    let offset = u64::from(draws.between(0, span));
    first.checked_add_days(Days::new(offset)).unwrap_or(first)
}

/// The same day `years` before; 28 February stands for a missing 29.
pub(crate) fn years_before(from: NaiveDate, years: u32) -> NaiveDate {
    let year = from.year() - i32::try_from(years).unwrap_or(0);
    from.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, from.month(), 28)).unwrap_or(from)
}

/// A sample day: 80 % in 2018 and 2019, the rest from January 2015 to October
/// 2020.
pub(crate) fn sample(draws: &mut Draws) -> NaiveDate {
    if draws.chance(8_000) {
        between(draws, day(2018, 1, 2), day(2019, 12, 31))
    } else if draws.chance(7_800) {
        between(draws, FIRST_SAMPLE_DAY, day(2017, 12, 30))
    } else {
        between(draws, day(2020, 1, 2), LAST_SAMPLE_DAY)
    }
}

/// Appends a day as `31/12/1999`.
pub(crate) fn push_french(out: &mut String, day: NaiveDate) {
    push_parts(out, [day.day(), day.month()], day.year().unsigned_abs(), "/");
}

/// Appends day, month and year with that separator.
pub(crate) fn push_parts(out: &mut String, [day, month]: [u32; 2], year: u32, separator: &str) {
    push_padded(out, u64::from(day), 2);
    out.push_str(separator);
    push_padded(out, u64::from(month), 2);
    out.push_str(separator);
    push_padded(out, u64::from(year), 2);
}
