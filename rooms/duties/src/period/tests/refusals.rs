//! What is refused, and how.

use super::*;

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
        "",
        "demain",
        "2026-02-30",
        "2026-3-4",
        "2026-03-04T",
        "2026-03-04T24:00:00",
        "2026-03-04T10",
        "2026-03-04T10:17:60+01:00",
        "2026-03-04T10:17:00.",
        "20260304",
        "2026-03-04T10:17:00+25:00",
        "2026-03-04T10:17:00+01",
        "2026-03-04T10:17:00 +01:00",
        "２026-03-04",
        "2026-03-04T10:17:00.1234567890Z",
        "2026-03-04T1:17",
        "+026-03-04",
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
