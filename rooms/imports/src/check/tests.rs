//! Tests of the dry run: corpus of dialects, contract, counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::read::Encoding;

fn options() -> CheckOptions {
    CheckOptions::new(NaiveDate::from_ymd_opt(2021, 2, 25).unwrap())
}

fn quiet(_: &Progress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn check(bytes: &[u8]) -> CheckReport {
    check_file(bytes, &options(), Outputs::default(), &mut quiet).unwrap()
}

fn full(bytes: &[u8], options: &CheckOptions) -> (CheckReport, Vec<Value>, String) {
    let (mut rows, mut people) = (Vec::new(), Vec::new());
    let outputs = Outputs { rows_json: Some(&mut rows), people_csv: Some(&mut people) };
    let report = check_file(bytes, options, outputs, &mut quiet).unwrap();
    let rows = String::from_utf8(rows).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (report, rows, String::from_utf8(people).unwrap())
}

/// A small extract with what dialects get wrong: accents, a quoted delimiter and line break, a doubled quote.
fn extract(delimiter: char, end: &str, notes: &str) -> String {
    let rows = [
        ["Nom", "Prénom", "Date de naissance", "Adresse", "CP", "Ville", "N° SS", "Commentaire"],
        [
            "Trévidic",
            "Solenn",
            "31/03/1985",
            "\"4; rue, du\tPort | bat A\"",
            "56000",
            "Vannes",
            "1840756999001 62",
            "\"vu le 12\nrien \"\"à\"\" dire\"",
        ],
        ["LE GOFF", "Loïc", "01/02/1950", "12 bis, rue de l'Église", "1000", "Bourg", "", ""],
        ["Kervadec", "Anaïs", "31/02/1984", "", "", "", "NC", ""],
    ];
    let mut out = notes.replace('\n', end);
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| {
                let needs = cell.contains(delimiter) && !cell.starts_with('"');
                if needs { format!("\"{cell}\"") } else { (*cell).to_owned() }
            })
            .collect();
        out.push_str(&cells.join(&delimiter.to_string()));
        out.push_str(end);
    }
    out
}

fn encode(text: &str, encoding: &str) -> Vec<u8> {
    let utf16 = |swap: fn(u16) -> [u8; 2], mark: bool| {
        let mark = mark.then_some(0xfeff_u16);
        mark.into_iter().chain(text.encode_utf16()).flat_map(swap).collect::<Vec<u8>>()
    };
    match encoding {
        "utf-8" => text.as_bytes().to_vec(),
        "utf-8 bom" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "utf-16le" => utf16(u16::to_le_bytes, true),
        "utf-16be" => utf16(u16::to_be_bytes, true),
        "utf-16le bare" => utf16(u16::to_le_bytes, false),
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        "iso-8859-15" => encoding_rs::ISO_8859_15.encode(text).0.into_owned(),
        other => panic!("{other}"),
    }
}

#[test]
fn every_dialect_of_the_corpus_is_read_without_a_question() {
    let mut files = 0;
    for (encoding, name) in [
        ("utf-8", "utf-8"),
        ("utf-8 bom", "utf-8"),
        ("utf-16le", "utf-16le"),
        ("utf-16be", "utf-16be"),
        ("utf-16le bare", "utf-16le"),
        ("windows-1252", "windows-1252"),
        ("iso-8859-15", "iso-8859-15"),
    ] {
        for delimiter in [';', ',', '\t', '|'] {
            for end in ["\n", "\r\n", "\r"] {
                for notes in ["", "Extraction du 25/02/2021\n\nArmorbio, service; informatique\n"] {
                    // œ tells the two single-byte encodings apart.
                    let text = extract(delimiter, end, notes).replace("rien", "un œil, rien");
                    let file = encode(&text, encoding);
                    let (report, rows, people) = full(&file, &options());
                    let what = format!("{encoding} {delimiter:?} {end:?} {notes:?}");
                    assert_eq!(report.refused, None, "{what}");
                    assert_eq!(report.encoding, Some(name), "{what}");
                    assert_eq!(report.delimiter, Some(delimiter.to_string()), "{what}");
                    let header = if notes.is_empty() { 1 } else { 4 };
                    assert_eq!(report.header_row, Some(header), "{what}");
                    assert_eq!(
                        (report.rows, report.accepted, report.quarantined, report.people),
                        (3, 2, 1, 2),
                        "{what}"
                    );
                    assert_eq!(
                        report.causes,
                        [Cause { code: "birth_date_impossible", count: 1 }],
                        "{what}"
                    );
                    let numbers: Vec<_> =
                        rows.iter().map(|row| row["row"].as_u64().unwrap() - header).collect();
                    assert_eq!(numbers, [1, 2, 3], "{what}");
                    assert_eq!(rows[0]["nir"], "valid", "{what}");
                    assert_eq!(rows[1]["nir"], "absent", "{what}");
                    assert_eq!(rows[1]["warnings"][0]["code"], "postcode_zero_restored", "{what}");
                    assert_eq!(
                        people,
                        format!("row,person\n{},1\n{},2\n", header + 1, header + 2),
                        "{what}"
                    );
                    files += 1;
                }
            }
        }
    }
    assert_eq!(files, 168);
}

#[test]
fn the_report_has_exactly_the_keys_of_the_contract() {
    let report = serde_json::to_value(check(extract(';', "\n", "").as_bytes())).unwrap();
    let keys: Vec<_> = report.as_object().unwrap().keys().cloned().collect();
    let mut expected = [
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
    ];
    let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    keys.sort_unstable();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(report["format"], "csv");
    assert_eq!(report["refused"], Value::Null);
    let column = &report["columns"][6];
    assert_eq!(column["header"], "N° SS");
    assert_eq!((&column["field"], &column["action"]), (&Value::from("nir"), &Value::from("flag")));
    assert_eq!(column["non_empty"], 1);
    assert_eq!(report["columns"][0]["action"], "store");
    if cfg!(target_os = "linux") {
        assert!(report["peak_rss_bytes"].as_u64().unwrap() > 0);
    }
}

#[test]
fn the_rows_have_exactly_the_keys_of_the_contract() {
    let (_, rows, _) = full(extract(';', "\n", "").as_bytes(), &options());
    let row = rows[2].as_object().unwrap();
    let mut keys: Vec<_> = row.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["errors", "flags", "nir", "row", "status", "warnings"]);
    assert_eq!(row["status"], "quarantined");
    let error = &row["errors"][0];
    assert_eq!(error["column"], "Date de naissance");
    assert_eq!(error["code"], "birth_date_impossible");
    assert!(
        error["message"].as_str().unwrap().starts_with("Ligne 4, colonne « Date de naissance »")
    );
    assert_eq!(row["flags"], serde_json::json!(["IDENTITY", "BIRTH_DATE"]));
    assert_eq!(rows[0]["status"], "accepted");
}

#[test]
fn refused_files_still_have_a_report() {
    for (bytes, code, format) in [
        (b"".as_slice(), "empty_file", None),
        (b"%PDF-1.7", "is_pdf", Some("pdf")),
        (b"nom;prenom\n", "no_rows", Some("csv")),
        (b"ddn;ville\n01/01/1950;Vannes\n", "no_usable_column", Some("csv")),
        (b"\x1f\x8b\x08", "is_archive", Some("archive")),
    ] {
        let report = check(bytes);
        assert_eq!(report.refused.map(|refused| refused.code), Some(code));
        assert_eq!(report.format, format);
        assert_eq!((report.rows, report.people), (0, 0));
    }
}

#[test]
fn one_bad_row_never_loses_the_file() {
    let mut file = String::from("nom;prenom;ddn\n");
    for n in 0..5_000 {
        let line = if n == 2_500 {
            "A;\"B;01/01/1950\n".to_owned()
        } else {
            format!("NOM{n};P;01/01/1950\n")
        };
        file.push_str(&line);
    }
    let report = check(file.as_bytes());
    assert_eq!((report.rows, report.accepted, report.quarantined), (5_000, 4_999, 1));
    assert_eq!(report.causes, [Cause { code: "quote_unterminated", count: 1 }]);
}

#[test]
fn an_empty_column_and_duplicated_headers_are_no_obstacle() {
    let mut file = String::from("nom;;prenom;;nom;ddn\n");
    for n in 0..40_000 {
        writeln_row(&mut file, n);
    }
    let report = check(file.as_bytes());
    assert_eq!((report.rows, report.accepted, report.people), (40_000, 40_000, 40_000));
    assert_eq!(report.columns[1].non_empty, 0);
    assert_eq!(report.columns[1].action, crate::mapping::Action::Ignored);
}

fn writeln_row(file: &mut String, n: usize) {
    let letters: String =
        n.to_string().chars().map(|c| char::from(b'a' + (c as u8 - b'0'))).collect();
    let _ = writeln!(file, "{letters};;P;;autre;01/01/1950");
}

#[test]
fn a_saved_mapping_is_followed() {
    let mut options = options();
    options.mapping = Some(
        Mapping::parse(
            r#"{"version":1,"columns":[
                {"header":"alpha","field":"used_name","action":"store"},
                {"header":"beta","field":"comment","action":"flag"}]}"#,
        )
        .unwrap(),
    );
    let (report, rows, _) = full(b"alpha;beta\nKervadec;note\n", &options);
    assert_eq!((report.refused, report.accepted), (None, 1));
    assert_eq!(rows[0]["flags"], serde_json::json!(["IDENTITY", "COMMENT"]));
}

#[test]
fn the_caller_sees_progress_and_may_stop() {
    let file = format!("nom;ddn\n{}", "Kervadec;31/02/1984\n".repeat(10_000));
    let mut seen = Vec::new();
    let result = check_file(file.as_bytes(), &options(), Outputs::default(), &mut |progress| {
        seen.push((
            progress.rows,
            progress.quarantined,
            progress.causes.first().map(|cause| cause.count),
        ));
        if progress.rows >= 4_096 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(result, Err(CheckError::Stopped)));
    assert_eq!(seen, [(2_048, 2_048, Some(2_048)), (4_096, 4_096, Some(4_096))]);
}

#[test]
fn no_sensitive_cell_reaches_any_output() {
    let secrets = ["184075699900162", "Secret1", "cancer", "FR7612345", "positif", "zzz9"];
    let file = format!(
        "nom;prenom;ddn;nir;mdp;commentaire;iban;vih;zz_tmp\nTrévidic;Solenn;31/02/1985;{}\nTrévidic;Solenn;31/03/1985;{}\n",
        secrets.join(";"),
        secrets.join(";"),
    );
    let (report, rows, people) = full(file.as_bytes(), &options());
    let all = format!("{} {rows:?} {people} {report:?}", serde_json::to_string(&report).unwrap());
    for secret in secrets {
        assert!(!all.contains(secret), "{secret}");
    }
    assert_eq!(rows[1]["flags"].as_array().unwrap().len(), 7);
}

#[test]
fn a_person_in_several_rows_is_one() {
    let file = "nom;nom jf;prenom;ddn;ipp;mail\n\
        Trévidic;Le Goff;Solenn;31/03/1985;1;\n\
        TREVIDIC;;SOLENN;1985-03-31;1;\n\
        LE-GOFF;;solenn;31.03.85;;\n\
        Trévidic;;Solenn;31/03/1985;2;s@example.org\n\
        Trévidic;;Gwenn;31/03/1985;1;\n";
    let (report, _, people) = full(file.as_bytes(), &options());
    assert_eq!(report.people, 3);
    assert_eq!(people, "row,person\n2,1\n3,1\n4,1\n5,2\n6,3\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_record_is_counted_once(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let file = [b"nom;prenom;ddn;nir\nA;B;01/01/1950;\n".as_slice(), &body].concat();
        let mut rows = Vec::new();
        let outputs = Outputs { rows_json: Some(&mut rows), people_csv: None };
        let report = check_file(file.as_slice(), &options(), outputs, &mut quiet).unwrap();
        let mut status: BTreeMap<String, u64> = BTreeMap::new();
        let mut last = 0;
        for line in String::from_utf8(rows).unwrap().lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let number = row["row"].as_u64().unwrap();
            prop_assert!(number > last);
            last = number;
            prop_assert_eq!(row["status"] == "accepted", row["errors"].as_array().unwrap().is_empty());
            *status.entry(row["status"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        prop_assert_eq!(report.accepted + report.quarantined, report.rows);
        prop_assert_eq!(status.get("accepted").copied().unwrap_or(0), report.accepted);
        prop_assert_eq!(status.get("quarantined").copied().unwrap_or(0), report.quarantined);
        prop_assert!(report.people <= report.accepted);
    }

    #[test]
    fn text_of_any_encoding_gives_the_same_counts(
        names in proptest::collection::vec("[A-Za-zéèïôç][a-zéèœ]{1,9}", 1..20),
    ) {
        let mut text = String::from("nom;prénom;ddn\n");
        for name in &names {
            let _ = writeln!(text, "{name};Solenn;31/03/1985");
        }
        let expected = check(text.as_bytes());
        for encoding in ["utf-8 bom", "utf-16le", "utf-16be", "windows-1252", "iso-8859-15"] {
            let report = check(&encode(&text, encoding));
            prop_assert_eq!((report.accepted, report.people), (expected.accepted, expected.people), "{}", encoding);
        }
        prop_assert!(Encoding::parse(expected.encoding.unwrap()).is_some());
    }
}
