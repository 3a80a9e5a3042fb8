//! The worked examples of the legal study, and properties that hold for any start.

use chrono::{Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::holidays::easter;
use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ask(rule: &str, start: &str, n: u64, unit: &str) -> Value {
    answer(&json!({"rule": rule, "start": start, "n": n, "unit": unit})).unwrap()
}

/// Awareness, 72 h target, 72 h legal limit, contested reading, 24 h target.
const HOURS: [(&str, &str, &str, &str, Option<&str>, &str); 15] = [
    (
        "V01",
        "2026-03-04T10:17:00+01:00",
        "2026-03-07T10:17:00+01:00",
        "2026-03-07T11:00:00+01:00",
        None,
        "2026-03-05T10:17:00+01:00",
    ),
    (
        "V02",
        "2026-03-04T10:00:00+01:00",
        "2026-03-07T10:00:00+01:00",
        "2026-03-07T11:00:00+01:00",
        None,
        "2026-03-05T10:00:00+01:00",
    ),
    (
        "V03",
        "2026-03-04T23:59:59+01:00",
        "2026-03-07T23:59:59+01:00",
        "2026-03-08T00:00:00+01:00",
        None,
        "2026-03-05T23:59:59+01:00",
    ),
    (
        "V04",
        "2026-02-27T16:30:00+01:00",
        "2026-03-02T16:30:00+01:00",
        "2026-03-02T17:00:00+01:00",
        Some("2026-03-04T00:00:00+01:00"),
        "2026-02-28T16:30:00+01:00",
    ),
    (
        "V05",
        "2026-03-27T18:20:00+01:00",
        "2026-03-30T19:20:00+02:00",
        "2026-03-30T20:00:00+02:00",
        Some("2026-04-01T00:00:00+02:00"),
        "2026-03-28T18:20:00+01:00",
    ),
    (
        "V06",
        "2026-10-23T17:45:00+02:00",
        "2026-10-26T16:45:00+01:00",
        "2026-10-26T17:00:00+01:00",
        Some("2026-10-28T00:00:00+01:00"),
        "2026-10-24T17:45:00+02:00",
    ),
    (
        "V07",
        "2026-10-25T02:30:00+02:00",
        "2026-10-28T01:30:00+01:00",
        "2026-10-28T02:00:00+01:00",
        None,
        "2026-10-26T01:30:00+01:00",
    ),
    (
        "V08",
        "2026-10-25T02:30:00+01:00",
        "2026-10-28T02:30:00+01:00",
        "2026-10-28T03:00:00+01:00",
        None,
        "2026-10-26T02:30:00+01:00",
    ),
    (
        "V09",
        "2026-05-22T16:30:00+02:00",
        "2026-05-25T16:30:00+02:00",
        "2026-05-25T17:00:00+02:00",
        Some("2026-05-28T00:00:00+02:00"),
        "2026-05-23T16:30:00+02:00",
    ),
    (
        "V10",
        "2026-04-30T09:05:00+02:00",
        "2026-05-03T09:05:00+02:00",
        "2026-05-03T10:00:00+02:00",
        Some("2026-05-06T00:00:00+02:00"),
        "2026-05-01T09:05:00+02:00",
    ),
    (
        "V11",
        "2026-05-13T17:00:01+02:00",
        "2026-05-16T17:00:01+02:00",
        "2026-05-16T18:00:00+02:00",
        Some("2026-05-19T00:00:00+02:00"),
        "2026-05-14T17:00:01+02:00",
    ),
    (
        "V12",
        "2026-12-23T11:12:00+01:00",
        "2026-12-26T11:12:00+01:00",
        "2026-12-26T12:00:00+01:00",
        Some("2026-12-29T00:00:00+01:00"),
        "2026-12-24T11:12:00+01:00",
    ),
    (
        "V13",
        "2021-02-23T18:05:00+01:00",
        "2021-02-26T18:05:00+01:00",
        "2021-02-26T19:00:00+01:00",
        None,
        "2021-02-24T18:05:00+01:00",
    ),
    (
        "V14",
        "2027-03-26T20:10:00+01:00",
        "2027-03-29T21:10:00+02:00",
        "2027-03-29T22:00:00+02:00",
        Some("2027-04-01T00:00:00+02:00"),
        "2027-03-27T20:10:00+01:00",
    ),
    (
        "V15",
        "2026-12-31T23:30:00+01:00",
        "2027-01-03T23:30:00+01:00",
        "2027-01-04T00:00:00+01:00",
        Some("2027-01-06T00:00:00+01:00"),
        "2027-01-01T23:30:00+01:00",
    ),
];

#[test]
fn periods_of_hours_give_target_legal_limit_and_contested_reading() {
    for (case, start, target, limit, contested, day) in HOURS {
        let three_days = ask("reg1182", start, 72, "hours");
        assert_eq!(three_days["target"], target, "{case}");
        assert_eq!(three_days["legal_limit"], limit, "{case}");
        assert_eq!(three_days["contested_limit"], json!(contested), "{case}");
        assert_eq!(three_days["expiry"], limit, "{case}");
        for absent in ["last_day", "rolled", "extended"] {
            assert_eq!(three_days[absent], Value::Null, "{case} {absent}");
        }
        let one_day = ask("elapsed", start, 24, "hours");
        assert_eq!(one_day["target"], day, "{case}");
        assert_eq!(one_day["legal_limit"], Value::Null, "{case}");
        let one_day = ask("reg1182", start, 24, "hours");
        assert_eq!(one_day["target"], day, "{case}");
        assert_eq!(one_day["contested_limit"], Value::Null, "{case}");
    }
}

#[test]
fn periods_of_months_roll_to_a_working_day() {
    for (case, start, n, last, ends, rolled) in [
        ("M1", "2026-01-31", 1, "2026-03-02", "2026-03-03T00:00:00+01:00", true),
        ("M2", "2026-03-31", 1, "2026-04-30", "2026-05-01T00:00:00+02:00", false),
        ("M3", "2026-04-01", 1, "2026-05-04", "2026-05-05T00:00:00+02:00", true),
        ("M4", "2026-07-14", 1, "2026-08-14", "2026-08-15T00:00:00+02:00", false),
        ("M5", "2026-07-15", 1, "2026-08-17", "2026-08-18T00:00:00+02:00", true),
        ("M6", "2026-09-25", 1, "2026-10-26", "2026-10-27T00:00:00+01:00", true),
        ("M7", "2026-10-11", 1, "2026-11-12", "2026-11-13T00:00:00+01:00", true),
        ("M8", "2026-11-30", 3, "2027-03-01", "2027-03-02T00:00:00+01:00", true),
        ("M9", "2028-01-30", 1, "2028-02-29", "2028-03-01T00:00:00+01:00", false),
    ] {
        let got = ask("reg1182", start, n, "months");
        assert_eq!(got["last_day"], last, "{case}");
        assert_eq!(got["expiry"], ends, "{case}");
        assert_eq!(got["rolled"], rolled, "{case}");
        assert_eq!(got["extended"], false, "{case}");
        for absent in ["target", "legal_limit", "contested_limit"] {
            assert_eq!(got[absent], Value::Null, "{case} {absent}");
        }
    }
}

#[test]
fn periods_of_days_follow_their_own_rule() {
    for (case, rule, start, n, last, rolled, extended) in [
        ("D1", "reg1182", "2026-02-27", 2, "2026-03-03", true, true),
        ("D2", "reg1182", "2026-02-27", 3, "2026-03-03", false, true),
        ("D3", "reg1182", "2026-02-26", 3, "2026-03-02", true, false),
        ("D4", "reg1182", "2026-05-22", 3, "2026-05-27", true, true),
        ("D5", "reg1182", "2026-09-14", 14, "2026-09-28", false, false),
        ("D6", "calendar-days", "2026-03-04", 60, "2026-05-03", false, false),
        ("D7 2026", "calendar-days", "2026-12-31", 60, "2027-03-01", false, false),
        ("D7 2027", "calendar-days", "2027-12-31", 60, "2028-02-29", false, false),
        ("D8", "calendar-days", "2026-03-04", 30, "2026-04-03", false, false),
        ("D9", "us-business-days", "2026-03-04", 15, "2026-03-25", false, false),
        ("D9 bis", "us-business-days", "2026-05-18", 15, "2026-06-09", false, false),
    ] {
        let got = ask(rule, start, n, "days");
        assert_eq!(got["last_day"], last, "{case}");
        assert_eq!(got["rolled"], rolled, "{case}");
        assert_eq!(got["extended"], extended, "{case}");
    }
}

#[test]
fn working_days_weeks_and_years_are_counted() {
    assert_eq!(ask("reg1182", "2026-05-22", 2, "working-days")["last_day"], "2026-05-27");
    assert_eq!(ask("reg1182", "2026-05-18", 1, "weeks")["last_day"], "2026-05-26");
    assert_eq!(ask("reg1182", "2028-02-29", 1, "years")["last_day"], "2029-02-28");
    assert_eq!(ask("calendar-days", "2026-05-18", 1, "weeks")["last_day"], "2026-05-25");
    assert_eq!(ask("us-business-days", "2026-05-22", 1, "working-days")["last_day"], "2026-05-26");
}

#[test]
fn a_one_day_period_is_not_extended() {
    let got = ask("reg1182", "2026-02-27", 1, "days");
    assert_eq!(got["last_day"], "2026-03-02");
    assert_eq!((&got["rolled"], &got["extended"]), (&json!(true), &json!(false)));
}

#[test]
fn the_answer_is_in_the_zone_of_the_authority() {
    let question = json!({"rule": "us-business-days", "start": "2026-03-04T23:30:00-08:00",
        "n": 15, "unit": "days", "id": 7});
    let got = answer(&question).unwrap();
    assert_eq!(got["id"], 7);
    assert_eq!(got["last_day"], "2026-03-25");
    assert_eq!(got["expiry"], "2026-03-26T00:00:00-07:00");
    // Half-hour zones: the running hour is the local one.
    let question = json!({"rule": "reg1182", "start": "2026-03-04T10:17:00+05:30", "n": 1,
        "unit": "hours", "zone": "Asia/Kolkata"});
    assert_eq!(answer(&question).unwrap()["legal_limit"], "2026-03-04T12:00:00+05:30");
}

#[test]
fn a_time_without_offset_is_local_and_a_day_alone_is_midnight() {
    for start in ["2026-03-04T10:17", "2026-03-04 10:17:00", "2026-03-04T09:17:00Z"] {
        assert_eq!(ask("elapsed", start, 72, "hours")["target"], "2026-03-07T10:17:00+01:00");
    }
    let day = ask("elapsed", "2026-03-04", 1, "hours");
    assert_eq!(day["target"], "2026-03-04T01:00:00+01:00");
    let fraction = ask("elapsed", "2026-03-04T10:17:00.25+01:00", 1, "hours");
    assert_eq!(fraction["target"], "2026-03-04T11:17:00.250+01:00");
}

#[test]
fn local_times_that_happen_twice_or_never_are_refused() {
    let refused = |start: &str| {
        answer(&json!({"rule": "reg1182", "start": start, "n": 72, "unit": "hours"})).unwrap_err()
    };
    let never = refused("2026-03-29T02:30");
    assert!(matches!(never, PeriodError::NonExistent { .. }), "{never}");
    let twice = refused("2026-10-25T02:30");
    assert!(matches!(twice, PeriodError::Ambiguous { .. }), "{twice}");
    assert!(twice.to_string().contains("+02:00") && twice.to_string().contains("+01:00"));
    assert!(!never.is_usage() && !twice.is_usage());
}

#[test]
fn a_day_without_midnight_starts_after_the_gap() {
    // Beirut, 27 March 2022: clocks went from 00:00 to 01:00.
    let start = Start::parse("2022-03-27").unwrap().resolve(Tz::Asia__Beirut).unwrap();
    assert_eq!(in_zone(start, Tz::Asia__Beirut).to_rfc3339(), "2022-03-27T01:00:00+03:00");
    // Havana, 5 November 2023: midnight happens twice, the first is taken.
    let start = Start::parse("2023-11-05").unwrap().resolve(Tz::America__Havana).unwrap();
    assert_eq!(in_zone(start, Tz::America__Havana).to_rfc3339(), "2023-11-05T00:00:00-04:00");
}

#[test]
fn malformed_starts_are_refused_and_are_not_usage_errors() {
    for start in [
        "", "demain", "2026-02-30", "2026-3-4", "2026-03-04T", "2026-03-04T24:00:00",
        "2026-03-04T10", "2026-03-04T10:17:60+01:00", "2026-03-04T10:17:00.", "20260304",
        "2026-03-04T10:17:00+25:00", "2026-03-04T10:17:00+01", "2026-03-04T10:17:00 +01:00",
        "２026-03-04", "2026-03-04T10:17:00.1234567890Z", "2026-03-04T1:17", "+026-03-04",
    ] {
        let error = Start::parse(start).unwrap_err();
        assert!(matches!(error, PeriodError::BadStart(_)), "{start}");
        assert!(!error.is_usage());
    }
}

#[test]
fn impossible_pairs_and_unknown_words_are_usage_errors() {
    for question in [
        json!({"rule": "elapsed", "start": "2026-03-04", "n": 1, "unit": "months"}),
        json!({"rule": "elapsed", "start": "2026-03-04", "n": 1, "unit": "working-days"}),
        json!({"rule": "calendar-days", "start": "2026-03-04", "n": 1, "unit": "hours"}),
        json!({"rule": "us-business-days", "start": "2026-03-04", "n": 1, "unit": "hours"}),
        json!({"rule": "us-business-days", "start": "2026-03-04", "n": 1, "unit": "months"}),
        json!({"rule": "lunar", "start": "2026-03-04", "n": 1, "unit": "days"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 1, "unit": "fortnights"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 0, "unit": "days"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": -1, "unit": "days"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 1.5, "unit": "days"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": "1", "unit": "days"}),
        json!({"rule": "reg1182", "start": 5, "n": 1, "unit": "days"}),
        json!({"rule": "reg1182", "n": 1, "unit": "days"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 1, "unit": "days", "zone": "Paris"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 1, "unit": "days", "holidays": "XX"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 1, "unit": "days", "holidays": "US"}),
        json!({"rule": "reg1182", "start": "2026-03-04", "n": 1, "unit": "days", "holiday": "FR"}),
        json!(["reg1182"]),
    ] {
        let error = answer(&question).unwrap_err();
        assert!(error.is_usage(), "{question}: {error}");
        let written = refusal(&question, &error);
        assert_eq!(written["error"]["code"], error.code());
    }
}

#[test]
fn periods_that_leave_the_known_years_are_refused() {
    for (start, n, unit) in [
        ("1981-12-31", 1, "days"),
        ("2199-12-31", 1, "days"),
        ("2026-03-04", u32::MAX, "years"),
        ("2026-03-04", u32::MAX, "months"),
        ("2026-03-04", u32::MAX, "days"),
        ("2026-03-04", u32::MAX, "hours"),
        ("2026-03-04", u32::MAX, "working-days"),
        ("9999-12-31", 1, "hours"),
        ("0000-01-01", 1, "hours"),
    ] {
        let question = json!({"rule": "reg1182", "start": start, "n": n, "unit": unit});
        assert_eq!(answer(&question), Err(PeriodError::OutOfRange), "{start} {n} {unit}");
    }
}

#[test]
fn easter_is_right_in_known_years() {
    for text in [
        "1990-04-15", "2000-04-23", "2008-03-23", "2011-04-24", "2025-04-20", "2026-04-05",
        "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25", "2049-04-18",
        "2076-04-19", "2100-03-28",
    ] {
        let day = date(text);
        assert_eq!(easter(day.year()), Some(day));
    }
}

#[test]
fn french_calendars_differ_by_their_own_days() {
    let extra = |calendar: Calendar| {
        date("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|day| calendar.is_holiday(*day) && !Calendar::France.is_holiday(*day))
            .map(|day| day.to_string())
            .collect::<Vec<_>>()
    };
    let count = date("2026-01-01").iter_days().take(365);
    assert_eq!(count.filter(|day| Calendar::France.is_holiday(*day)).count(), 11);
    assert_eq!(extra(Calendar::AlsaceMoselle), ["2026-04-03", "2026-12-26"]);
    assert_eq!(extra(Calendar::Guadeloupe), ["2026-05-27"]);
    assert_eq!(extra(Calendar::Martinique), ["2026-05-22"]);
    assert_eq!(extra(Calendar::FrenchGuiana), ["2026-06-10"]);
    assert_eq!(extra(Calendar::Reunion), ["2026-12-20"]);
    assert_eq!(extra(Calendar::Mayotte), ["2026-04-27"]);
}

#[test]
fn american_holidays_are_moved_off_the_weekend() {
    for (calendar, day, off) in [
        (Calendar::UsFederal, "2026-07-03", true),
        (Calendar::UsCalifornia, "2026-07-03", false),
        (Calendar::UsFederal, "2021-12-31", true),
        (Calendar::UsFederal, "2022-12-26", true),
        (Calendar::UsCalifornia, "2022-12-26", true),
        (Calendar::UsFederal, "2026-06-19", true),
        (Calendar::UsFederal, "2020-06-19", false),
        (Calendar::UsFederal, "2026-10-12", true),
        (Calendar::UsCalifornia, "2026-10-12", false),
        (Calendar::UsCalifornia, "2026-03-31", true),
        (Calendar::UsCalifornia, "2023-11-10", true),
        (Calendar::UsCalifornia, "2026-11-27", true),
        (Calendar::UsFederal, "2026-11-27", false),
        (Calendar::UsFederal, "2026-11-26", true),
        (Calendar::UsFederal, "2026-05-25", true),
        (Calendar::UsFederal, "2026-05-18", false),
    ] {
        assert_eq!(calendar.is_holiday(date(day)), off, "{} {day}", calendar.as_str());
    }
}

#[test]
fn overseas_holidays_move_a_deadline() {
    let mut question =
        json!({"rule": "reg1182", "start": "2027-05-24", "n": 3, "unit": "days"});
    assert_eq!(answer(&question).unwrap()["last_day"], "2027-05-27");
    question["holidays"] = json!("FR-971");
    assert_eq!(answer(&question).unwrap()["last_day"], "2027-05-28");
}

#[test]
fn years_past_the_tables_keep_summer_time() {
    let got = ask("elapsed", "2150-07-01T12:00:00", 1, "hours");
    assert_eq!(got["target"], "2150-07-01T13:00:00+02:00");
    // Last Sunday of March 2100 is the 28th: the hour from two to three is skipped.
    let never = Start::parse("2100-03-28T02:30").unwrap().resolve(Tz::Europe__Paris);
    assert!(matches!(never, Err(PeriodError::NonExistent { .. })));
}

/// Starts from 1990 to 2100, to the second.
fn starts() -> impl Strategy<Value = DateTime<Utc>> {
    (631_152_000_i64..4_133_980_800).prop_map(|s| DateTime::from_timestamp(s, 0).unwrap())
}

fn calendars() -> impl Strategy<Value = Calendar> {
    prop::sample::select(
        Calendar::ALL.into_iter().filter(|c| !c.is_american()).collect::<Vec<_>>(),
    )
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
