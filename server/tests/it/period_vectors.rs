//! Every worked example of the period computation, through the command line.

use serde_json::{Map, Value, json};

use crate::support::pure;

/// Awareness, 72 h target, 72 h legal limit, contested reading, 24 h target.
const HOURS: [[&str; 6]; 15] = [
    [
        "V01",
        "2026-03-04T10:17:00+01:00",
        "2026-03-07T10:17:00+01:00",
        "2026-03-07T11:00:00+01:00",
        "",
        "2026-03-05T10:17:00+01:00",
    ],
    [
        "V02",
        "2026-03-04T10:00:00+01:00",
        "2026-03-07T10:00:00+01:00",
        "2026-03-07T11:00:00+01:00",
        "",
        "2026-03-05T10:00:00+01:00",
    ],
    [
        "V03",
        "2026-03-04T23:59:59+01:00",
        "2026-03-07T23:59:59+01:00",
        "2026-03-08T00:00:00+01:00",
        "",
        "2026-03-05T23:59:59+01:00",
    ],
    [
        "V04",
        "2026-02-27T16:30:00+01:00",
        "2026-03-02T16:30:00+01:00",
        "2026-03-02T17:00:00+01:00",
        "2026-03-04T00:00:00+01:00",
        "2026-02-28T16:30:00+01:00",
    ],
    [
        "V05",
        "2026-03-27T18:20:00+01:00",
        "2026-03-30T19:20:00+02:00",
        "2026-03-30T20:00:00+02:00",
        "2026-04-01T00:00:00+02:00",
        "2026-03-28T18:20:00+01:00",
    ],
    [
        "V06",
        "2026-10-23T17:45:00+02:00",
        "2026-10-26T16:45:00+01:00",
        "2026-10-26T17:00:00+01:00",
        "2026-10-28T00:00:00+01:00",
        "2026-10-24T17:45:00+02:00",
    ],
    [
        "V07",
        "2026-10-25T02:30:00+02:00",
        "2026-10-28T01:30:00+01:00",
        "2026-10-28T02:00:00+01:00",
        "",
        "2026-10-26T01:30:00+01:00",
    ],
    [
        "V08",
        "2026-10-25T02:30:00+01:00",
        "2026-10-28T02:30:00+01:00",
        "2026-10-28T03:00:00+01:00",
        "",
        "2026-10-26T02:30:00+01:00",
    ],
    [
        "V09",
        "2026-05-22T16:30:00+02:00",
        "2026-05-25T16:30:00+02:00",
        "2026-05-25T17:00:00+02:00",
        "2026-05-28T00:00:00+02:00",
        "2026-05-23T16:30:00+02:00",
    ],
    [
        "V10",
        "2026-04-30T09:05:00+02:00",
        "2026-05-03T09:05:00+02:00",
        "2026-05-03T10:00:00+02:00",
        "2026-05-06T00:00:00+02:00",
        "2026-05-01T09:05:00+02:00",
    ],
    [
        "V11",
        "2026-05-13T17:00:01+02:00",
        "2026-05-16T17:00:01+02:00",
        "2026-05-16T18:00:00+02:00",
        "2026-05-19T00:00:00+02:00",
        "2026-05-14T17:00:01+02:00",
    ],
    [
        "V12",
        "2026-12-23T11:12:00+01:00",
        "2026-12-26T11:12:00+01:00",
        "2026-12-26T12:00:00+01:00",
        "2026-12-29T00:00:00+01:00",
        "2026-12-24T11:12:00+01:00",
    ],
    [
        "V13",
        "2021-02-23T18:05:00+01:00",
        "2021-02-26T18:05:00+01:00",
        "2021-02-26T19:00:00+01:00",
        "",
        "2021-02-24T18:05:00+01:00",
    ],
    [
        "V14",
        "2027-03-26T20:10:00+01:00",
        "2027-03-29T21:10:00+02:00",
        "2027-03-29T22:00:00+02:00",
        "2027-04-01T00:00:00+02:00",
        "2027-03-27T20:10:00+01:00",
    ],
    [
        "V15",
        "2026-12-31T23:30:00+01:00",
        "2027-01-03T23:30:00+01:00",
        "2027-01-04T00:00:00+01:00",
        "2027-01-06T00:00:00+01:00",
        "2027-01-01T23:30:00+01:00",
    ],
];

/// Event, months, last day, first instant after.
const MONTHS: [(&str, &str, u32, &str, &str); 9] = [
    ("M1", "2026-01-31", 1, "2026-03-02", "2026-03-03T00:00:00+01:00"),
    ("M2", "2026-03-31", 1, "2026-04-30", "2026-05-01T00:00:00+02:00"),
    ("M3", "2026-04-01", 1, "2026-05-04", "2026-05-05T00:00:00+02:00"),
    ("M4", "2026-07-14", 1, "2026-08-14", "2026-08-15T00:00:00+02:00"),
    ("M5", "2026-07-15", 1, "2026-08-17", "2026-08-18T00:00:00+02:00"),
    ("M6", "2026-09-25", 1, "2026-10-26", "2026-10-27T00:00:00+01:00"),
    ("M7", "2026-10-11", 1, "2026-11-12", "2026-11-13T00:00:00+01:00"),
    ("M8", "2026-11-30", 3, "2027-03-01", "2027-03-02T00:00:00+01:00"),
    ("M9", "2028-01-30", 1, "2028-02-29", "2028-03-01T00:00:00+01:00"),
];

/// Rule, event, number, unit, last day.
const DAYS: [(&str, &str, &str, u32, &str, &str); 11] = [
    ("D1", "reg1182", "2026-02-27", 2, "days", "2026-03-03"),
    ("D2", "reg1182", "2026-02-27", 3, "days", "2026-03-03"),
    ("D3", "reg1182", "2026-02-26", 3, "days", "2026-03-02"),
    ("D4", "reg1182", "2026-05-22", 3, "days", "2026-05-27"),
    ("D5", "reg1182", "2026-09-14", 14, "days", "2026-09-28"),
    ("D6", "calendar-days", "2026-03-04", 60, "days", "2026-05-03"),
    ("D7a", "calendar-days", "2026-12-31", 60, "days", "2027-03-01"),
    ("D7b", "calendar-days", "2027-12-31", 60, "days", "2028-02-29"),
    ("D8", "calendar-days", "2026-03-04", 30, "days", "2026-04-03"),
    ("D9a", "us-business-days", "2026-03-04", 15, "working-days", "2026-03-25"),
    ("D9b", "us-business-days", "2026-05-18", 15, "working-days", "2026-06-09"),
];

/// A question, and what its answer must hold.
fn vectors() -> Vec<(Value, Map<String, Value>)> {
    let ask = |id: &str, rule: &str, start: &str, n: u32, unit: &str| json!({ "id": id, "rule": rule, "start": start, "n": n, "unit": unit });
    let expect = |pairs: &[(&str, &str)]| -> Map<String, Value> {
        pairs
            .iter()
            .map(|(key, text)| {
                let value = if text.is_empty() { Value::Null } else { json!(text) };
                ((*key).to_owned(), value)
            })
            .collect()
    };
    let mut all = Vec::new();
    for [id, start, target, limit, contested, day] in HOURS {
        let hours = [("target", target), ("legal_limit", limit), ("contested_limit", contested)];
        all.push((ask(id, "reg1182", start, 72, "hours"), expect(&hours)));
        let elapsed = [("target", day), ("legal_limit", ""), ("last_day", "")];
        all.push((ask(id, "elapsed", start, 24, "hours"), expect(&elapsed)));
    }
    for (id, start, n, last, expiry) in MONTHS {
        let months = [("last_day", last), ("expiry", expiry), ("target", "")];
        all.push((ask(id, "reg1182", start, n, "months"), expect(&months)));
    }
    for (id, rule, start, n, unit, last) in DAYS {
        all.push((ask(id, rule, start, n, unit), expect(&[("last_day", last), ("target", "")])));
    }
    all
}

fn holds(answer: &Value, expected: &Map<String, Value>, about: &str) {
    for (key, value) in expected {
        assert_eq!(&answer[key], value, "{about}, {key}: {answer}");
    }
}

#[test]
fn every_worked_example_holds_as_json_lines() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 50);
    let lines: Vec<String> = vectors.iter().map(|(question, _)| question.to_string()).collect();
    let input = lines.join("\n");
    let answers = pure(&["period"], &input).ok().json_lines();
    assert_eq!(answers.len(), vectors.len());
    for ((question, expected), answer) in vectors.iter().zip(&answers) {
        assert_eq!(answer["id"], question["id"]);
        holds(answer, expected, &question.to_string());
    }
}

#[test]
fn every_worked_example_holds_as_options() {
    for (question, expected) in vectors() {
        let n = question["n"].to_string();
        let text = |key: &str| question[key].as_str().unwrap();
        let args = [
            "period",
            "--rule",
            text("rule"),
            "--start",
            text("start"),
            "--n",
            &n,
            "--unit",
            text("unit"),
            "--json",
        ];
        holds(&pure(&args, "").ok().json(), &expected, &question.to_string());
    }
}

#[test]
fn a_rolled_and_an_extended_period_say_so() {
    let ask = |start: &str, n: &str| {
        let args =
            ["period", "--rule", "reg1182", "--start", start, "--n", n, "--unit", "days", "--json"];
        pure(&args, "").ok().json()
    };
    let both = ask("2026-02-27", "2");
    assert_eq!((&both["rolled"], &both["extended"]), (&json!(true), &json!(true)));
    let plain = ask("2026-02-26", "1");
    assert_eq!((&plain["rolled"], &plain["extended"]), (&json!(false), &json!(false)));
}

#[test]
fn questions_that_have_no_answer_are_refused_with_the_right_status() {
    let ask = |rule: &str, start: &str, unit: &str| {
        pure(
            &["period", "--rule", rule, "--start", start, "--n", "1", "--unit", unit, "--json"],
            "",
        )
    };
    let twice = ask("reg1182", "2026-10-25T02:30:00", "hours");
    assert!(twice.refused().contains("happens twice"));
    assert_eq!(twice.json()["error"]["code"], "ambiguous_local_time");
    let never = ask("reg1182", "2026-03-29T02:30:00", "hours");
    assert_eq!(never.json()["error"]["code"], "nonexistent_local_time");
    never.refused();
    let pair = ask("elapsed", "2026-03-04", "months");
    pair.usage();
    assert_eq!(pair.json()["error"]["code"], "impossible_pair");
    assert_eq!(ask("elapsed", "yesterday", "hours").status, 1);
    assert_eq!(ask("gut-feeling", "2026-03-04", "hours").status, 2);
    pure(&["period", "--rule", "elapsed"], "").usage();
    pure(&["period", "--n", "0", "--rule", "elapsed"], "").usage();
}

#[test]
fn a_refused_line_does_not_hide_the_answers_of_the_others() {
    let input = concat!(
        r#"{"rule":"elapsed","start":"2026-03-04T10:17:00+01:00","n":24,"unit":"hours","id":1}"#,
        "\n",
        r#"{"rule":"reg1182","start":"2026-10-25T02:30:00","n":72,"unit":"hours","id":2}"#,
        "\n\n",
        r#"{"rule":"elapsed","start":"2026-03-05T10:17:00+01:00","n":24,"unit":"hours","id":3}"#,
    );
    let ran = pure(&["period"], input);
    assert!(ran.refused().starts_with("1 of 3 refused; line 2: "), "{ran:?}");
    let lines = ran.json_lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1]["id"], 2);
    assert_eq!(lines[1]["error"]["code"], "ambiguous_local_time");
    assert_eq!(lines[2]["target"], "2026-03-06T10:17:00+01:00");
    assert_eq!(pure(&["period"], "{\n").status, 2);
}

#[test]
fn the_zone_and_the_holidays_may_be_those_of_another_authority() {
    let ask = |more: &[&str]| {
        let mut args = vec![
            "period",
            "--rule",
            "reg1182",
            "--start",
            "2026-12-18",
            "--n",
            "2",
            "--unit",
            "days",
            "--json",
        ];
        args.extend(more);
        pure(&args, "").ok().json()["last_day"].clone()
    };
    // 20 December is a holiday of La Réunion alone, and a Sunday in 2026: nothing moves.
    assert_eq!(ask(&["--holidays", "FR-974"]), ask(&[]));
    let good_friday = [
        "period",
        "--rule",
        "reg1182",
        "--start",
        "2026-04-01",
        "--n",
        "2",
        "--unit",
        "days",
        "--json",
    ];
    let metropolitan = pure(&good_friday, "").ok().json();
    assert_eq!(metropolitan["last_day"], "2026-04-03");
    let mut alsace = good_friday.to_vec();
    alsace.extend(["--holidays", "FR-AM"]);
    assert_eq!(pure(&alsace, "").ok().json()["last_day"], "2026-04-07");
}
