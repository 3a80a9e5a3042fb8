//! The written file, read back and compared with the announced truth.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::text::push_plain;
use crate::{EXPORT_DAY, Lab};

fn extract(options: &ExtractOptions) -> (Vec<u8>, Truth) {
    let mut bytes = Vec::new();
    let truth = write_extract(&mut bytes, options).unwrap();
    (bytes, truth)
}

fn latin(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()
}

/// A reader of the format of its own: quotes, doubled quotes, line breaks in
/// cells; text after a closing quote is kept.
fn records(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut letters = text.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        let record = records.last_mut().unwrap();
        let cell = record.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' if !quoted => {}
            '\n' if !quoted => records.push(vec![String::new()]),
            other if other == delimiter && !quoted => record.push(String::new()),
            other => cell.push(other),
        }
    }
    records.pop();
    records
}

fn normal(name: &str) -> String {
    let mut plain = String::new();
    name.chars().for_each(|letter| push_plain(&mut plain, letter));
    let plain = plain.to_uppercase().replace(['-', '\'', '’'], " ");
    let words = plain.split_whitespace().map(|word| if word == "ST" { "SAINT" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// The day of a birth date in any of the written formats, or nothing.
fn read_date(text: &str) -> Option<chrono::NaiveDate> {
    let parse = |format| chrono::NaiveDate::parse_from_str(text, format).ok();
    let day = match text.len() {
        8 if text.contains('/') => parse("%d/%m/%y"),
        8 => parse("%Y%m%d"),
        _ => parse("%d/%m/%Y").or_else(|| parse("%d.%m.%Y")).or_else(|| parse("%Y-%m-%d")),
    }?;
    // A year of two digits that would be to come is of the last century.
    let day = if text.len() == 8 && text.contains('/') && day > EXPORT_DAY {
        crate::day::years_before(day, 100)
    } else {
        day
    };
    (day <= EXPORT_DAY).then_some(day)
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let options = ExtractOptions::new(7, 3_000, Lab::Armorbio);
    assert_eq!(extract(&options), extract(&options));
    let other = ExtractOptions::new(8, 3_000, Lab::Armorbio);
    assert_ne!(extract(&options).0, extract(&other).0);
}

#[test]
fn the_truth_is_what_a_reader_finds() {
    for lab in Lab::ALL {
        let options = ExtractOptions::new(11, 40_000, lab);
        let (bytes, truth) = extract(&options);
        let records = records(&latin(&bytes), ';');
        assert_eq!(records.len() as u64, truth.header_row + truth.rows);
        assert_eq!(truth.rows, 40_000);
        let above = usize::try_from(truth.header_row).unwrap();
        let header = &records[above - 1];
        assert_eq!(header.len(), truth.columns);
        let column = |field| {
            let place = fields::layout(lab).iter().position(|(known, _)| *known == field);
            place.expect("a column of every laboratory")
        };

        let bad: HashMap<u64, BadCause> =
            truth.bad_rows.iter().map(|bad| (bad.row, bad.cause)).collect();
        let mut by_key: HashMap<(String, String, chrono::NaiveDate), HashSet<String>> =
            HashMap::new();
        for (at, record) in records.iter().enumerate().skip(above) {
            let row = at as u64 + 1;
            let cell = |field| record.get(column(field)).map_or("", String::as_str);
            let names = [cell(fields::Field::BirthName), cell(fields::Field::UsedName)];
            let born = read_date(cell(fields::Field::BirthDate));
            let found = if record.len() != truth.columns {
                "unreadable"
            } else if names.iter().all(|name| name.trim().is_empty()) {
                "no name"
            } else if born.is_none() {
                "date"
            } else {
                "good"
            };
            let expected = match bad.get(&row) {
                None => "good",
                Some(BadCause::NoName) => "no name",
                Some(BadCause::ImpossibleBirthDate | BadCause::FutureBirthDate) => "date",
                Some(BadCause::Ragged | BadCause::BrokenQuotes) => "unreadable",
            };
            assert_eq!(found, expected, "row {row}: {record:?}");
            if let (None, Some(born)) = (bad.get(&row), born) {
                let name = names.into_iter().find(|name| !name.trim().is_empty()).unwrap();
                let key = (normal(name), normal(cell(fields::Field::FirstName)), born);
                let ipp = cell(fields::Field::PatientNumber).to_owned();
                by_key.entry(key).or_default().insert(ipp);
            }
        }
        // One person, one patient number: exact. And spelling variants of one
        // person give one key, apart from true homonyms with two numbers.
        let people: HashSet<&String> = by_key.values().flatten().collect();
        assert_eq!(people.len() as u64, truth.persons, "{lab:?}");
        let homonyms: usize = by_key.values().map(|numbers| numbers.len() - 1).sum();
        assert!(homonyms > 0, "homonyms with the same birth date");
        assert_eq!(by_key.len() + homonyms, people.len(), "spellings of one person differ");
    }
}

#[test]
fn a_file_of_visits_has_several_rows_for_some_people() {
    let (_, truth) = extract(&ExtractOptions::new(3, 20_000, Lab::Armorbio));
    let share = truth.persons as f64 / truth.rows as f64;
    assert!((0.82..0.95).contains(&share), "{share}");
}

#[test]
fn a_person_of_two_laboratories_is_in_both_files() {
    let person = Population::new(13, 2_000).find(|person| person.second_lab.is_some()).unwrap();
    for lab in [person.lab, person.second_lab.unwrap()] {
        let (bytes, _) = extract(&ExtractOptions::new(13, 2_000, lab));
        assert!(latin(&bytes).contains(&person.patient_number(lab)), "{lab:?}");
    }
}

#[test]
fn bad_rows_are_two_in_a_thousand_and_of_every_cause() {
    let (_, truth) = extract(&ExtractOptions::new(5, 100_000, Lab::Loirelab));
    let bad = truth.rows - truth.accepted();
    assert!((140..260).contains(&bad), "{bad}");
    assert!(BadCause::ALL.into_iter().all(|cause| truth.bad(cause) > 10), "{:?}", truth.bad_rows);
    assert_eq!(BadCause::ALL.into_iter().map(|cause| truth.bad(cause)).sum::<u64>(), bad);
}

#[test]
fn classes_have_the_shares_of_the_story() {
    let (_, truth) = extract(&ExtractOptions::new(1, 60_000, Lab::Armorbio));
    let expected = [
        ("NIR", 97.0, 0.5),
        ("DOCTOR", 95.0, 0.5),
        ("INSURER_AMC", 60.0, 1.0),
        ("BLOOD_GROUP", 30.0, 1.0),
        ("COMMENT", 4.0, 0.4),
        ("CREDENTIALS", 2.0, 0.3),
        ("PREGNANCY", 1.5, 0.3),
        ("HIV", 0.1, 0.06),
        ("EMAIL", 12.0, 0.7),
        ("IDENTITY", 100.0, 0.01),
    ];
    for (class, percent, tolerance) in expected {
        let found = truth.exposed(class) as f64 / truth.accepted() as f64 * 100.0;
        assert!((found - percent).abs() < tolerance, "{class}: {found}");
    }
    assert!(truth.nir.invalid > 0 && truth.nir.invalid < truth.nir.valid / 50);
    assert_eq!(truth.nir.absent + truth.nir.valid + truth.nir.invalid, truth.accepted());
    assert_eq!(truth.nir.valid + truth.nir.invalid, truth.exposed("NIR"));
}

#[test]
fn a_clean_file_has_no_note_no_bad_row_and_no_marker() {
    let mut options = ExtractOptions::new(2, 5_000, Lab::Eurebio);
    options.mess = Mess::Clean;
    options.encoding = Encoding::Utf8;
    let (bytes, truth) = extract(&options);
    let text = String::from_utf8(bytes).unwrap();
    let records = records(&text, ';');
    assert_eq!(truth.header_row, 1);
    assert!(truth.bad_rows.is_empty());
    assert!(records.iter().all(|record| record.len() == truth.columns));
    assert!(records.iter().flatten().all(|cell| cell != "NC" && cell != "NULL"));
}

#[test]
fn a_messy_file_shows_its_mess() {
    let (bytes, _) = extract(&ExtractOptions::new(4, 30_000, Lab::Armorbio));
    let text = latin(&bytes);
    assert!(text.starts_with("Export Mégaflux 4 - laboratoire Armorbio"));
    for expected in [
        "NOM;NOM JF;PRENOM;DDN;SEXE;N° SS",
        ";NC;",
        ";NULL;",
        "E+14",
        "(BELGIQUE)",
        ";CURATELLE",
        "\"\"toujours fatiguée\"\"",
        "bloc",
        ",\nappeler",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    // The ligature of Windows-1252.
    assert!(bytes.contains(&0x9C));
}

#[test]
fn every_encoding_holds_the_same_text() {
    let mut options = ExtractOptions::new(6, 2_000, Lab::Loirelab);
    options.encoding = Encoding::Utf8;
    let expected = String::from_utf8(extract(&options).0).unwrap();
    let decoders = [
        (Encoding::Windows1252, encoding_rs::WINDOWS_1252),
        (Encoding::Utf8Bom, encoding_rs::UTF_8),
        (Encoding::Utf16Le, encoding_rs::UTF_16LE),
        (Encoding::MacRoman, encoding_rs::MACINTOSH),
    ];
    for (encoding, decoder) in decoders {
        options.encoding = encoding;
        let (bytes, _) = extract(&options);
        let (text, _, failed) = decoder.decode(&bytes);
        assert!(!failed, "{encoding:?}");
        assert!(text == expected, "{encoding:?} differs");
    }
    // No curly apostrophe there, and no character reference in its place.
    options.encoding = Encoding::Iso8859_15;
    let (bytes, _) = extract(&options);
    let (text, _, _) = encoding_rs::ISO_8859_15.decode(&bytes);
    assert!(!text.contains("&#"));
    assert!(text.contains('É'));
}

#[test]
fn any_delimiter_can_be_read_back() {
    for delimiter in [Delimiter::Tab, Delimiter::Comma, Delimiter::Pipe] {
        let mut options = ExtractOptions::new(6, 2_000, Lab::Armorbio);
        options.delimiter = delimiter;
        options.mess = Mess::Clean;
        let (bytes, truth) = extract(&options);
        let records = records(&latin(&bytes), delimiter.as_char());
        assert!(records.iter().all(|record| record.len() == truth.columns), "{delimiter:?}");
    }
}
