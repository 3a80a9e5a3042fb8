//! The commands that compute: what they print, and the status they end with.

use std::fs;

use serde_json::{Value, json};

use crate::support::{pure, run, run_with};

#[test]
fn help_and_version_are_a_success_and_nonsense_is_usage() {
    assert!(pure(&["--help"], "").ok().stdout.contains("check-config"));
    assert!(pure(&["--version"], "").ok().stdout.starts_with("concerne "));
    assert!(pure(&["serve", "--help"], "").ok().stdout.contains("CONCERNE_DATABASE_URL"));
    pure(&[], "").usage();
    pure(&["frobnicate"], "").usage();
    pure(&["nir"], "").usage();
    pure(&["period", "--frobnicate"], "").usage();
}

#[test]
fn commands_that_compute_leave_no_trace_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    run_with(dir.path(), &["nir", "check"], &[], b"1\n").ok();
    run_with(dir.path(), &["duties", "preview", "--json"], &[], b"{}").ok();
    run_with(dir.path(), &["period"], &[], b"").ok();
    fs::write(dir.path().join("x.csv"), "nom;prenom\nKERDORVAL;Anne\n").unwrap();
    run(dir.path(), &["import", "check", "x.csv", "--json"]).ok();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn nir_check_answers_one_line_each() {
    let input = "2 69 05 56 999 001 77\n\n1\n";
    let ran = pure(&["nir", "check", "--json"], input).ok();
    let answers = ran.json_lines();
    assert_eq!(answers.len(), 3);
    for answer in &answers {
        let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["valid", "normalised", "reason"]);
    }
    assert_eq!(answers[1], json!({ "valid": false, "normalised": null, "reason": "blank" }));
    assert_eq!(answers[2]["reason"], "length");
    // 269055699900 and order 1: 13 characters are enough, and the key of 15 must fit.
    let key = 97 - 2_690_556_999_001_u64 % 97;
    let good = format!("2690556999001{key:02}\n2690556999001\n");
    for (answer, text) in
        pure(&["nir", "check", "--json"], &good).ok().json_lines().iter().zip(good.lines())
    {
        assert_eq!(*answer, json!({ "valid": true, "normalised": text, "reason": null }));
    }
    assert_eq!(pure(&["nir", "check"], &good).ok().stdout.lines().count(), 2);
}

#[test]
fn nir_check_reads_json_strings_and_names_lines_that_are_none() {
    let ran = pure(&["nir", "check", "--json", "--json-input"], "\"1\\u00a0\"\nnope\n7\n");
    assert!(ran.refused().ends_with(": 2"), "{ran:?}");
    let reasons: Vec<Value> = ran.json_lines().iter().map(|a| a["reason"].clone()).collect();
    assert_eq!(reasons, ["length", "not_a_json_string", "not_a_json_string"]);
}

#[test]
fn nir_check_keeps_its_count_with_bytes_that_are_no_text() {
    let ran = run_with(&std::env::temp_dir(), &["nir", "check", "--json"], &[], b"\xff\xfe\r\n1");
    assert_eq!(ran.ok().json_lines().len(), 2);
}

#[test]
fn duties_preview_says_what_follows_from_facts_and_refuses_what_it_cannot_read() {
    let facts = json!({
        "version": 1,
        "jurisdictions": ["FR"],
        "parties": ["controller"],
        "kinds": ["confidentiality"],
        "personal_data": true,
        "risk": "high",
        "awareness": "2026-03-04T10:17:00+01:00",
    });
    let preview = pure(&["duties", "preview", "--json"], &facts.to_string()).ok().json();
    // GDPR 33: 72 hours from awareness.
    let targets: Vec<&Value> = preview["triggered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|duty| &duty["deadline"]["target"])
        .collect();
    assert!(targets.contains(&&json!("2026-03-07T10:17:00+01:00")), "{targets:?}");
    let empty = pure(&["duties", "preview", "--json"], "{}").ok().json();
    for list in ["packs", "triggered", "undetermined", "not_triggered", "dormant"] {
        assert!(!empty[list].is_null(), "{list}");
    }
    for facts in ["", "[]", "{", r#"{"nonsense":1}"#] {
        let ran = pure(&["duties", "preview", "--json"], facts);
        assert_eq!(ran.json()["error"]["code"], "facts", "{facts}");
        ran.refused();
    }
}

const BOUNCE: &str = "From: MAILER-DAEMON@mx.example.net\r\nTo: retour@labo.example.org\r\n\
Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n\
--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
Final-Recipient: rfc822; nobody@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
Message-ID: <0123456789@labo.example.org>\r\nTo: nobody@example.net\r\n\r\n--b--\r\n";

#[test]
fn bounce_classify_gives_one_answer_for_each_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("bounce.eml"), BOUNCE).unwrap();
    fs::write(dir.path().join("person.eml"), "From: a@example.net\nSubject: Bonjour\n\nMerci.\n")
        .unwrap();
    fs::write(dir.path().join("empty.eml"), "").unwrap();
    let args = [
        "bounce",
        "classify",
        "bounce.eml",
        "person.eml",
        "empty.eml",
        "--domain",
        "labo.example.org",
        "--json",
    ];
    let answers = run(dir.path(), &args).ok().json_lines();
    assert_eq!(answers.len(), 3);
    let keys: Vec<&String> = answers[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["file", "class", "recipients", "original_message_id", "ours"]);
    assert_eq!(answers[0]["file"], "bounce.eml");
    assert_eq!(answers[0]["class"], "bounce");
    assert_eq!(answers[0]["ours"], true);
    assert_eq!(answers[0]["original_message_id"], "0123456789@labo.example.org");
    let recipient = &answers[0]["recipients"][0];
    assert_eq!(recipient["address"], "nobody@example.net");
    assert_eq!((&recipient["permanent"], &recipient["status"]), (&json!(true), &json!("5.1.1")));
    assert_ne!(answers[1]["class"], "bounce");
    assert_eq!(answers[2]["class"], "unknown");
    // Without a domain of its own the command takes that of the settings.
    let env = [("CONCERNE_PUBLIC_URL", "https://labo.example.org")];
    let args = ["bounce", "classify", "bounce.eml", "--json"];
    assert_eq!(run_with(dir.path(), &args, &env, b"").ok().json()["ours"], true);
    assert_eq!(run(dir.path(), &args).ok().json()["ours"], false);
}

#[test]
fn bounce_receive_leaves_alone_what_is_not_ours() {
    let dir = tempfile::tempdir().unwrap();
    let piped = run_with(dir.path(), &["bounce", "receive", "--json"], &[], BOUNCE.as_bytes());
    assert_eq!(piped.ok().json(), json!({ "file": "-", "recorded": false }));
    fs::write(dir.path().join("person.eml"), "From: a@example.net\n\nMerci.\n").unwrap();
    let args = ["bounce", "receive", "person.eml", "missing.eml", "--json"];
    let read = run(dir.path(), &args);
    let answers = read.json_lines();
    assert_eq!(answers[0], json!({ "file": "person.eml", "recorded": false }));
    assert_eq!(answers[1]["file"], "missing.eml");
    assert_eq!(answers[1]["error"]["code"], "unreadable");
    assert!(read.refused_at_end().contains("missing.eml"));
}

#[test]
fn bounce_receive_asks_the_mail_server_to_try_again_while_nothing_can_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    let gone = ("CONCERNE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    let wrong = ("CONCERNE_LOG_FORMAT", "verse");
    for setting in [gone, wrong] {
        let env = [setting, ("CONCERNE_DATABASE_WAIT_SECONDS", "1")];
        let ran = run_with(dir.path(), &["bounce", "receive", "--json"], &env, BOUNCE.as_bytes());
        assert_eq!(ran.status, 75, "{ran:?}");
        assert_eq!(ran.json()["error"]["code"], "later");
    }
}

#[test]
fn bounce_classify_reads_the_other_files_when_one_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("bounce.eml"), BOUNCE).unwrap();
    let ran = run(dir.path(), &["bounce", "classify", "no.eml", "bounce.eml", "--json"]);
    assert_eq!(ran.refused(), "no.eml cannot be read");
    let answers = ran.json_lines();
    assert_eq!(answers[0]["error"]["code"], "unreadable");
    assert_eq!(answers[1]["class"], "bounce");
    pure(&["bounce", "classify"], "").usage();
    pure(&["bounce", "classify", "x", "--domain", "a b"], "").usage();
}

#[test]
fn demo_writes_the_same_bytes_for_the_same_seed_with_as_many_people_as_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let write = |file: &str, seed: &str| {
        let args = [
            "demo",
            "--extract",
            file,
            "--people",
            "300",
            "--seed",
            seed,
            "--lab",
            "loirelab",
            "--json",
        ];
        run(dir.path(), &args).ok().json()
    };
    let truth = write("a.csv", "5");
    assert_eq!((&truth["people"], &truth["lab"]), (&json!(300), &json!("Loirelab")));
    assert!(truth["rows"].as_u64().unwrap() >= 300);
    write("b.csv", "5");
    write("c.csv", "6");
    let read = |file: &str| fs::read(dir.path().join(file)).unwrap();
    assert_eq!(read("a.csv"), read("b.csv"));
    assert_ne!(read("a.csv"), read("c.csv"));
    run(dir.path(), &["demo", "--extract", "x", "--lab", "Nobody"]).usage();
    run(dir.path(), &["demo", "--extract", "x", "--people", "0"]).usage();
    run(dir.path(), &["demo", "--extract", "no/such/folder.csv"]).refused();
}

#[test]
fn import_check_reports_as_promised() {
    let dir = tempfile::tempdir().unwrap();
    let args = ["demo", "--extract", "x.csv", "--people", "400", "--seed", "3", "--json"];
    let truth = run(dir.path(), &args).ok().json();
    let args = [
        "import",
        "check",
        "x.csv",
        "--lab",
        "Armorbio",
        "--json",
        "--rows-json",
        "rows.jsonl",
        "--people-csv",
        "people.csv",
    ];
    let report = run(dir.path(), &args).ok().json();
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "format",
            "encoding",
            "delimiter",
            "header_row",
            "rows",
            "accepted",
            "quarantined",
            "people",
            "in_doubt",
            "refused",
            "columns",
            "causes",
            "seconds",
            "peak_rss_bytes",
        ]
    );
    assert_eq!(report["rows"], truth["rows"]);
    assert_eq!(report["header_row"], truth["header_row"]);
    assert_eq!(report["encoding"], "windows-1252");
    let rows = fs::read_to_string(dir.path().join("rows.jsonl")).unwrap();
    assert_eq!(rows.lines().count() as u64, report["rows"].as_u64().unwrap());
    let first: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["row", "status", "errors", "warnings", "flags", "nir"]);
    let people = fs::read_to_string(dir.path().join("people.csv")).unwrap();
    assert_eq!(people.lines().next(), Some("row,person"));
    assert_eq!(people.lines().count() as u64 - 1, report["accepted"].as_u64().unwrap());
}

#[test]
fn import_check_ends_well_with_bad_rows_and_refuses_a_bad_file_with_its_json() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("rows.csv"), "nom;prenom;ddn\nKERDORVAL;Anne;31/02/1980\n").unwrap();
    let report = run(dir.path(), &["import", "check", "rows.csv", "--json"]).ok().json();
    assert_eq!((&report["rows"], &report["quarantined"]), (&json!(1), &json!(1)));
    fs::write(dir.path().join("empty.csv"), "").unwrap();
    let ran = run(dir.path(), &["import", "check", "empty.csv", "--json"]);
    assert!(ran.refused().starts_with("Le fichier est vide"));
    assert_eq!(ran.json()["refused"]["code"], "empty_file");
    let ran = run(dir.path(), &["import", "check", "empty.csv", "--lang", "en"]);
    assert!(ran.refused().starts_with("The file is empty"));
    let ran = run(dir.path(), &["import", "check", "missing.csv", "--json"]);
    assert_eq!(ran.json()["error"]["code"], "unreadable");
    ran.refused();
    fs::write(dir.path().join("map.json"), "{").unwrap();
    let ran = run(dir.path(), &["import", "check", "rows.csv", "--mapping", "map.json", "--json"]);
    assert_eq!(ran.json()["error"]["code"], "mapping");
    ran.refused();
    run(dir.path(), &["import", "check"]).usage();
    run(dir.path(), &["import", "check", "x", "--encoding", "ebcdic"]).usage();
    run(dir.path(), &["import", "check", "x", "--delimiter", "ab"]).usage();
}

#[test]
fn import_check_believes_what_the_sender_knows_better() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("x.txt"), "note\nnom|prenom\nKERDORVAL|Anne\n").unwrap();
    let args = [
        "import",
        "check",
        "x.txt",
        "--delimiter",
        "|",
        "--header-row",
        "2",
        "--encoding",
        "utf-8",
        "--json",
    ];
    let report = run(dir.path(), &args).ok().json();
    assert_eq!((&report["delimiter"], &report["header_row"]), (&json!("|"), &json!(2)));
    assert_eq!(report["rows"], 1);
}

#[test]
fn limits_of_a_file_are_settings() {
    let dir = tempfile::tempdir().unwrap();
    let text = "nom;prenom\nKERDORVAL;Anne\nKERDORVAL;Yann\n";
    fs::write(dir.path().join("x.csv"), text).unwrap();
    let size = text.len().to_string();
    let check = |flag: &str, value: &str| {
        run(dir.path(), &["import", "check", "x.csv", "--json", flag, value])
    };
    check("--import-file-bytes", &size).ok();
    let over = check("--import-file-bytes", &(text.len() - 1).to_string());
    assert_eq!(over.json()["refused"]["code"], "file_too_large");
    over.refused();
    check("--import-rows", "2").ok();
    assert_eq!(check("--import-rows", "1").json()["refused"]["code"], "too_many_rows");
    check("--import-columns", "2").ok();
    assert_eq!(check("--import-columns", "1").json()["refused"]["code"], "too_many_columns");
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let dir = tempfile::tempdir().unwrap();
    let status = crate::support::program(
        dir.path(),
        &[
            "period",
            "--rule",
            "elapsed",
            "--start",
            "2026-03-04",
            "--n",
            "1",
            "--unit",
            "hours",
            "--json",
        ],
    )
    .stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
    .stderr(std::process::Stdio::null())
    .status()
    .unwrap();
    assert_eq!(status.code(), Some(1));
}
