//! The command line as scripts see it: the help of every command, the status that each
//! ends with, the shape of its JSON. All of it stands in `snapshots`, and a change of it
//! is a change of the contract of `docs/cli.md`.
//!
//! `INSTA_UPDATE=always cargo nextest run -p server -E 'test(contract)'` writes them anew.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Map, Value, json};

use crate::support::{Ran, pure, run, run_with};

/// Lines that tell the sub-commands of a help text.
fn below(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    lines
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Every command with its help, the commands below it included.
fn helps(command: &[String], all: &mut Vec<(Vec<String>, String)>) {
    let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
    args.push("--help");
    let help = pure(&args, "").ok().stdout;
    for name in below(&help) {
        helps(&[command, &[name]].concat(), all);
    }
    all.push((command.to_vec(), help));
}

/// The name of a command's snapshot.
fn snapshot(command: &[String]) -> String {
    format!("help-{}", [&["concerne".to_owned()], command].concat().join("-"))
}

#[test]
fn the_help_of_every_command_is_as_agreed() {
    let mut all = Vec::new();
    helps(&[], &mut all);
    assert!(all.len() >= 20, "{} commands", all.len());
    for (command, help) in &all {
        assert!(help.contains("Usage: concerne"), "{command:?}");
        insta::assert_snapshot!(snapshot(command), help);
    }
    // A command that is gone leaves no text behind.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    let kept: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let name = name.strip_prefix("it__contract__")?.strip_suffix(".snap")?;
            name.starts_with("help-").then(|| name.to_owned())
        })
        .collect();
    let known: BTreeSet<String> = all.iter().map(|(command, _)| snapshot(command)).collect();
    assert_eq!(kept, known);
}

/// The value with each leaf replaced by its kind: what varies varies unseen.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!(null),
        Value::Bool(_) => json!("bool"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("text"),
        Value::Array(items) => {
            let mut shapes: Vec<Value> = Vec::new();
            for item in items.iter().map(shape) {
                if !shapes.contains(&item) {
                    shapes.push(item);
                }
            }
            Value::Array(shapes)
        }
        Value::Object(fields) => {
            let shaped = fields.iter().map(|(name, value)| (name.clone(), shape(value)));
            Value::Object(shaped.collect::<Map<String, Value>>())
        }
    }
}

/// Status, shape of each line of JSON, and whether a sentence was said.
fn told(ran: &Ran) -> String {
    let answers: Vec<Value> = match serde_json::from_str::<Value>(&ran.stdout) {
        Ok(one) => vec![one],
        Err(_) => ran.json_lines(),
    };
    let shapes: Vec<String> =
        answers.iter().map(|one| serde_json::to_string_pretty(&shape(one)).unwrap()).collect();
    let said = if ran.stderr.is_empty() { "nothing" } else { "a sentence" };
    format!("status {}, standard error: {said}\n{}\n", ran.status, shapes.join("\n"))
}

const PERIOD: [&str; 10] = [
    "period",
    "--rule",
    "elapsed",
    "--start",
    "2026-03-04T10:17:00+01:00",
    "--n",
    "72",
    "--unit",
    "hours",
    "--json",
];

#[test]
fn commands_that_compute_answer_in_the_agreed_shape() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path();
    fs::write(here.join("good.csv"), "nom;prenom;ddn\nKERDORVAL;Anne;01/02/1980\n").unwrap();
    fs::write(here.join("empty.csv"), "").unwrap();
    fs::write(here.join("one.eml"), "From: a@example.net\nSubject: Bonjour\n\nMerci.\n").unwrap();
    let facts = json!({
        "version": 1, "jurisdictions": ["FR"], "parties": ["controller"],
        "kinds": ["confidentiality"], "personal_data": true, "risk": "high",
        "awareness": "2026-03-04T10:17:00+01:00",
    });
    let ask = |args: &[&str], stdin: &str| run_with(here, args, &[], stdin.as_bytes());
    let cases = [
        ("period", ask(&PERIOD, "")),
        ("period-refused", ask(&["period", "--json"], "{\"rule\":\"elapsed\"}\n")),
        ("nir-check", ask(&["nir", "check", "--json"], "1\n")),
        ("duties-preview", ask(&["duties", "preview", "--json"], &facts.to_string())),
        ("duties-preview-refused", ask(&["duties", "preview", "--json"], "[]")),
        ("bounce-classify", ask(&["bounce", "classify", "one.eml", "--json"], "")),
        ("bounce-classify-missing", ask(&["bounce", "classify", "no.eml", "--json"], "")),
        ("import-check", ask(&["import", "check", "good.csv", "--json"], "")),
        ("import-check-refused", ask(&["import", "check", "empty.csv", "--json"], "")),
        ("import-check-missing", ask(&["import", "check", "no.csv", "--json"], "")),
        ("demo-extract", ask(&["demo", "--extract", "x.csv", "--people", "20", "--json"], "")),
    ];
    for (name, ran) in &cases {
        insta::assert_snapshot!(format!("json-{name}"), told(ran));
    }
}

#[test]
fn commands_of_operators_answer_in_the_agreed_shape() {
    let dir = tempfile::tempdir().unwrap();
    let free = [("CONCERNE_LISTEN", "127.0.0.1:0")];
    let ask = |args: &[&str]| run_with(dir.path(), args, &free, b"");
    for (name, args) in [
        ("migrate", ["migrate", "--json"].as_slice()),
        ("check-config", &["check-config", "--json"]),
        ("create-admin", &["create-admin", "a@example.org", "--json"]),
        ("create-admin-refused", &["create-admin", "nobody", "--json"]),
        ("audit-verify", &["audit", "verify", "--json"]),
        ("audit-verify-missing", &["audit", "verify", "no.jsonl", "--json"]),
        ("demo", &["demo", "--people", "12", "--json"]),
        ("demo-again", &["demo", "--people", "12", "--json"]),
        ("keys-rotate", &["keys", "rotate", "--new-file", "new.key", "--json"]),
    ] {
        insta::assert_snapshot!(format!("json-{name}"), told(&ask(args)));
    }
}

/// What a command line that is not right ends with, for every command.
#[test]
fn an_unknown_option_is_usage_for_every_command() {
    let mut all = Vec::new();
    helps(&[], &mut all);
    let dir = tempfile::tempdir().unwrap();
    for (mut command, _) in all {
        command.push("--frobnicate".to_owned());
        let args: Vec<&str> = command.iter().map(String::as_str).collect();
        run(dir.path(), &args).usage();
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}
