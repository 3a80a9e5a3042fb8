//! Public holidays and years past the tables.

use chrono::Datelike;

use super::holidays::easter;
use super::*;

#[test]
fn easter_is_right_in_known_years() {
    for text in [
        "1990-04-15",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2029-04-01",
        "2030-04-21",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2100-03-28",
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
    let mut question = json!({"rule": "reg1182", "start": "2027-05-24", "n": 3, "unit": "days"});
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
