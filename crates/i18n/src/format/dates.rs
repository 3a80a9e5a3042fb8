//! Days and hours. Law is in days and hours of a place: an instant is always shown
//! in a zone, Europe/Paris unless another is named.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use crate::{Lang, t, tr};

/// The zone of a French controller and of the CNIL.
pub const PARIS: Tz = Tz::Europe__Paris;

/// "3 mars 2026", "1er mars 2026", "3 March 2026".
pub fn date_long(lang: Lang, day: NaiveDate) -> String {
    dated(lang, "common.format.date_long", "common.month", day)
}

/// "3 mars 2026" with the month cut where it is long: "24 févr. 2026".
pub fn date_short(lang: Lang, day: NaiveDate) -> String {
    dated(lang, "common.format.date_short", "common.month_short", day)
}

/// "mardi 3 mars 2026".
pub fn date_weekday(lang: Lang, day: NaiveDate) -> String {
    dated(lang, "common.format.date_weekday", "common.month", day)
}

/// Figures alone, as forms take them: "24/02/2026" in French. English readers
/// disagree on the order of day and month, so they get "2026-02-24".
pub fn date_numeric(lang: Lang, day: NaiveDate) -> String {
    dated(lang, "common.format.date_numeric", "common.month", day)
}

/// "mars 2018".
pub fn month_year(lang: Lang, day: NaiveDate) -> String {
    dated(lang, "common.format.month_year", "common.month", day)
}

/// "3 mars 2026, 10 h 42", in Paris.
pub fn date_time(lang: Lang, at: DateTime<Utc>) -> String {
    date_time_in(lang, at, PARIS)
}

/// "3 mars 2026, 10 h 42", in the zone.
pub fn date_time_in(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let date = date_long(lang, at.with_timezone(&zone).date_naive());
    let args = [("date", date.as_str()), ("time", &time_in(lang, at, zone))];
    tr(lang, "common.format.date_time", &args)
}

/// "24 févr. 2026, 9 h 30", in Paris, for tables.
pub fn date_time_short(lang: Lang, at: DateTime<Utc>) -> String {
    date_time_short_in(lang, at, PARIS)
}

/// "24 févr. 2026, 9 h 30", in the zone, for tables.
pub fn date_time_short_in(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let date = date_short(lang, at.with_timezone(&zone).date_naive());
    let args = [("date", date.as_str()), ("time", &time_in(lang, at, zone))];
    tr(lang, "common.format.date_time", &args)
}

/// "3 mars 2026 à 10 h 42", in Paris, for the middle of a sentence.
pub fn date_time_text(lang: Lang, at: DateTime<Utc>) -> String {
    let date = date_long(lang, at.with_timezone(&PARIS).date_naive());
    tr(lang, "common.format.date_time_text", &[("date", &date), ("time", &time(lang, at))])
}

/// "mercredi 4 mars, 12 h 00", in Paris, for what is near: the deadline bar, to-dos.
pub fn weekday_time(lang: Lang, at: DateTime<Utc>) -> String {
    let day = at.with_timezone(&PARIS).date_naive();
    let date = dated(lang, "common.format.weekday_day", "common.month", day);
    tr(lang, "common.format.date_time", &[("date", &date), ("time", &time(lang, at))])
}

/// "24 févr.", for axes and narrow tables.
pub fn day_month(lang: Lang, day: NaiveDate) -> String {
    dated(lang, "common.format.day_month", "common.month_short", day)
}

/// A text that begins a sentence: "mardi 3 mars" is "Mardi 3 mars".
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// "10 h 42", in Paris.
pub fn time(lang: Lang, at: DateTime<Utc>) -> String {
    time_in(lang, at, PARIS)
}

/// "10 h 42", in the zone.
pub fn time_in(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let (hour, minute) = (local.hour().to_string(), format!("{:02}", local.minute()));
    tr(lang, "common.format.time", &[("hour", &hour), ("minute", &minute)])
}

fn dated(lang: Lang, pattern: &str, months: &str, day: NaiveDate) -> String {
    let first = t(lang, "common.format.first_of_month");
    let number = day.day().to_string();
    let args = [
        ("weekday", t(lang, &format!("common.weekday.{}", day.weekday().number_from_monday()))),
        ("day", if day.day() == 1 { first } else { &number }),
        ("day2", &format!("{:02}", day.day())),
        ("month", t(lang, &format!("{months}.{}", day.month()))),
        ("month2", &format!("{:02}", day.month())),
        ("year", &day.year().to_string()),
    ];
    tr(lang, pattern, &args)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    const FR: Lang = Lang::FR;
    const EN: Lang = Lang::EN;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_written_in_words() {
        assert_eq!(date_long(FR, day(2026, 3, 3)), "3 mars 2026");
        assert_eq!(date_long(FR, day(2026, 3, 1)), "1er mars 2026");
        assert_eq!(date_long(EN, day(2026, 3, 1)), "1 March 2026");
        assert_eq!(date_short(FR, day(2026, 2, 24)), "24 févr. 2026");
        assert_eq!(date_short(EN, day(2026, 2, 24)), "24 Feb 2026");
        assert_eq!(date_weekday(FR, day(2026, 3, 3)), "mardi 3 mars 2026");
        assert_eq!(date_numeric(FR, day(2026, 2, 4)), "04/02/2026");
        assert_eq!(date_numeric(EN, day(2026, 2, 4)), "2026-02-04");
        assert_eq!(month_year(FR, day(2018, 3, 1)), "mars 2018");
        assert_eq!(day_month(FR, day(2026, 2, 24)), "24 févr.");
        assert_eq!(capitalised(&date_weekday(FR, day(2026, 3, 3))), "Mardi 3 mars 2026");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn hours_are_those_of_paris_through_the_clock_change() {
        assert_eq!(date_time(FR, at("2026-03-03T09:42:59Z")), "3 mars 2026, 10\u{a0}h\u{a0}42");
        assert_eq!(time(FR, at("2026-07-01T10:05:00Z")), "12\u{a0}h\u{a0}05");
        assert_eq!(date_time(EN, at("2026-03-02T23:30:00Z")), "3 March 2026, 0:30");
        let cayenne = chrono_tz::America::Cayenne;
        assert_eq!(time_in(FR, at("2026-03-03T09:42:00Z"), cayenne), "6\u{a0}h\u{a0}42");
        let noon = PARIS.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap().to_utc();
        assert_eq!(weekday_time(FR, noon), "mercredi 4 mars, 12\u{a0}h\u{a0}00");
        assert_eq!(date_time_text(FR, noon), "4 mars 2026 à 12\u{a0}h\u{a0}00");
        assert_eq!(date_time_text(EN, noon), "4 March 2026 at 12:00");
        assert_eq!(date_time_short(FR, noon), "4 mars 2026, 12\u{a0}h\u{a0}00");
    }
}
