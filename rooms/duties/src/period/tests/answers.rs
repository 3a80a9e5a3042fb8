//! Worked examples: hours, months, days, zones.

use super::*;

/// Name, awareness, 72 h target, 72 h legal limit, contested reading, 24 h target.
type HourCase =
    (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, &'static str);

const HOURS: [HourCase; 15] = [
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
