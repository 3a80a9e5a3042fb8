//! What holds for any start from 1990 to 2100.

use chrono::{Datelike, Timelike, Weekday};
use proptest::prelude::*;

use super::holidays::easter;
use super::*;

/// Starts from 1990 to 2100, to the second.
fn starts() -> impl Strategy<Value = DateTime<Utc>> {
    (631_152_000_i64..4_133_980_800).prop_map(|s| DateTime::from_timestamp(s, 0).unwrap())
}

fn calendars() -> impl Strategy<Value = Calendar> {
    prop::sample::select(Calendar::ALL.into_iter().filter(|c| !c.is_american()).collect::<Vec<_>>())
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::Europe__Paris,
        Tz::Europe__London,
        Tz::Indian__Reunion,
        Tz::America__Los_Angeles,
        Tz::Asia__Kathmandu,
        Tz::Australia__Lord_Howe,
        Tz::America__Sao_Paulo,
    ])
}

fn hours(period: Period, start: DateTime<Utc>) -> HourDeadline {
    match period.deadline(start).unwrap() {
        Deadline::Hours(hours) => hours,
        Deadline::Days(_) => unreachable!("a period of hours"),
    }
}

fn days(period: Period, start: DateTime<Utc>) -> DayDeadline {
    match period.deadline(start).unwrap() {
        Deadline::Days(days) => days,
        Deadline::Hours(_) => unreachable!("a period of days"),
    }
}

proptest! {
    #[test]
    fn the_legal_limit_is_at_most_one_hour_after_the_target(
        start in starts(), n in 1_u32..2000, zone in zones()
    ) {
        let got = hours(Period::new(Rule::Reg1182, n, Unit::Hours).unwrap().in_zone(zone), start);
        let gap = got.legal_limit.unwrap() - got.target;
        prop_assert!(gap > TimeDelta::zero() && gap <= TimeDelta::hours(1), "{gap}");
        prop_assert_eq!(got.target.to_utc() - start, TimeDelta::hours(i64::from(n)));
        if let Some(contested) = got.contested_limit {
            prop_assert!(contested > got.legal_limit.unwrap());
            prop_assert!(n >= 48);
        }
    }

    #[test]
    fn in_paris_the_legal_limit_falls_on_a_whole_hour(start in starts(), n in 1_u32..2000) {
        let got = hours(Period::new(Rule::Reg1182, n, Unit::Hours).unwrap(), start);
        let limit = got.legal_limit.unwrap();
        prop_assert_eq!((limit.minute(), limit.second(), limit.nanosecond()), (0, 0, 0));
    }

    #[test]
    fn holidays_never_move_the_target_or_the_limit_of_hours(
        start in starts(), n in 1_u32..2000, calendar in calendars()
    ) {
        let plain = Period::new(Rule::Reg1182, n, Unit::Hours).unwrap();
        let other = plain.with_calendar(calendar).unwrap();
        let (plain, other) = (hours(plain, start), hours(other, start));
        prop_assert_eq!(plain.target, other.target);
        prop_assert_eq!(plain.legal_limit, other.legal_limit);
    }

    #[test]
    fn a_later_start_or_a_longer_period_never_ends_earlier(
        start in starts(),
        wait in 0_i64..10_000_000,
        n in 1_u32..400,
        more in 0_u32..50,
        pair in prop::sample::select(vec![
            (Rule::Elapsed, Unit::Hours),
            (Rule::Reg1182, Unit::Hours),
            (Rule::Reg1182, Unit::Days),
            (Rule::Reg1182, Unit::Weeks),
            (Rule::Reg1182, Unit::Months),
            (Rule::Reg1182, Unit::WorkingDays),
            (Rule::CalendarDays, Unit::Days),
            (Rule::UsBusinessDays, Unit::Days),
        ]),
    ) {
        let (rule, unit) = pair;
        let shorter = Period::new(rule, n, unit).unwrap().deadline(start).unwrap().expiry();
        let longer = Period::new(rule, n + more, unit).unwrap().deadline(start).unwrap().expiry();
        prop_assert!(longer >= shorter);
        let later = start + TimeDelta::seconds(wait);
        let later = Period::new(rule, n, unit).unwrap().deadline(later).unwrap().expiry();
        prop_assert!(later >= shorter);
    }

    #[test]
    fn a_period_of_days_ends_on_a_working_day_and_holds_two(
        start in starts(),
        n in 1_u32..800,
        unit in prop::sample::select(vec![Unit::Days, Unit::WorkingDays]),
        calendar in calendars(),
    ) {
        let period = Period::new(Rule::Reg1182, n, unit).unwrap().with_calendar(calendar).unwrap();
        let got = days(period, start);
        prop_assert!(calendar.is_working_day(got.last_day));
        let first = in_zone(start, period.zone()).date_naive();
        let inside = first.iter_days().skip(1).take_while(|day| *day <= got.last_day);
        let working = inside.filter(|day| calendar.is_working_day(*day)).count();
        let least = if n == 1 { 1 } else { 2 };
        prop_assert!(working >= least);
        if unit == Unit::Days {
            let raw = first + Days::new(u64::from(n));
            prop_assert_eq!(got.rolled || got.extended, got.last_day > raw);
        }
    }

    #[test]
    fn months_keep_the_day_or_take_the_last_of_the_month(
        start in starts(), n in 1_u32..120, calendar in calendars()
    ) {
        let period = Period::new(Rule::Reg1182, n, Unit::Months).unwrap();
        let period = period.with_calendar(calendar).unwrap();
        let got = days(period, start);
        let first = in_zone(start, period.zone()).date_naive();
        let raw = first.checked_add_months(Months::new(n)).unwrap();
        prop_assert!(raw.day() == first.day() || raw.succ_opt().unwrap().day() == 1);
        prop_assert!(got.last_day >= raw && got.last_day <= raw + Days::new(6));
        prop_assert!(calendar.is_working_day(got.last_day));
    }

    #[test]
    fn the_expiry_is_the_midnight_after_the_last_day_and_reads_back(
        start in starts(), n in 1_u32..800, zone in zones()
    ) {
        let got = days(Period::new(Rule::CalendarDays, n, Unit::Days).unwrap().in_zone(zone), start);
        prop_assert_eq!(in_zone(got.expiry.to_utc(), zone), got.expiry);
        prop_assert_eq!(got.expiry.date_naive(), got.last_day.succ_opt().unwrap());
        let before = in_zone(got.expiry.to_utc() - TimeDelta::seconds(1), zone);
        prop_assert_eq!(before.date_naive(), got.last_day);
        let written = json::rfc3339(got.expiry);
        prop_assert_eq!(Start::parse(&written).unwrap(), Start::Instant(got.expiry));
    }

    #[test]
    fn an_offset_written_reads_back_to_the_same_instant(start in starts(), zone in zones()) {
        let written = json::rfc3339(in_zone(start, zone));
        let read = Start::parse(&written).unwrap().resolve(Tz::UTC).unwrap();
        prop_assert_eq!(read, start);
    }

    #[test]
    fn easter_agrees_with_an_independent_computation(year in 1600_i32..4000) {
        // The moon's age by counting: the paschal full moon by the published
        // anonymous method of 1876, written with other intermediate values.
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let (d, e) = (b / 4, b % 4);
        let g = (b - (b + 8) / 25 + 1) / 3;
        let h = (19 * a + b - d - g + 15) % 30;
        let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
        let m = (a + 11 * h + 22 * l) / 451;
        let sum = h + l - 7 * m + 114;
        let day = NaiveDate::from_ymd_opt(
            year, u32::try_from(sum / 31).unwrap(), u32::try_from(sum % 31 + 1).unwrap());
        prop_assert_eq!(easter(year), day);
        prop_assert_eq!(day.unwrap().weekday(), Weekday::Sun);
    }

    #[test]
    fn no_text_makes_the_reader_of_starts_panic(text in "\\PC*") {
        let _ = Start::parse(&text).map(|start| start.resolve(Tz::Europe__Paris));
    }

    #[test]
    fn texts_close_to_a_date_are_read_or_refused_without_panic(
        text in "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,10})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
    ) {
        if let Ok(start) = Start::parse(&text) {
            let resolved = start.resolve(Tz::Europe__Paris);
            if let Ok(instant) = resolved {
                let period = Period::new(Rule::Reg1182, 72, Unit::Hours).unwrap();
                prop_assert!(period.deadline(instant).is_ok() || instant.year() < 1983 || instant.year() > 2198);
            }
        }
    }
}
