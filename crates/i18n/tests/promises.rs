//! Nothing is promised to patients that does not exist, and nothing is denied that nobody
//! knows: phrases that wait for their function stand in `promises.toml`.

#![expect(clippy::unwrap_used, reason = "a test helper fails its test")]

use std::{fs, path::Path};

/// What patients read, on the site and on paper.
const READ_BY_PATIENTS: [&str; 4] = ["portal", "notices", "actions", "classes"];

fn plain(text: &str) -> String {
    text.to_lowercase().replace(['’', 'ʼ'], "'").replace(['\u{a0}', '\u{202f}'], " ")
}

/// Each phrase with what it needs.
fn promises() -> Vec<(String, String)> {
    let table: toml::Table = include_str!("../promises.toml").parse().unwrap();
    let entries = table["promise"].as_array().unwrap();
    let mut all = Vec::new();
    for entry in entries {
        let needs = entry["needs"].as_str().unwrap();
        for phrase in entry["phrases"].as_array().unwrap() {
            let phrase = phrase.as_str().unwrap();
            assert_eq!(plain(phrase), phrase, "written as it is compared");
            all.push((phrase.to_owned(), needs.to_owned()));
        }
    }
    all
}

fn texts(place: &str, value: &toml::Value, out: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => out.push((place.to_owned(), text.clone())),
        toml::Value::Table(table) => {
            for (name, value) in table {
                texts(&format!("{place}.{name}"), value, out);
            }
        }
        other => panic!("{place}: {other}"),
    }
}

#[test]
fn no_text_promises_what_does_not_exist_or_denies_what_nobody_knows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    let mut read = |path: String| {
        let source = fs::read_to_string(root.join(&path)).unwrap();
        texts(&path, &toml::Value::Table(source.parse().unwrap()), &mut all);
    };
    for lang in ["fr", "en"] {
        for area in READ_BY_PATIENTS {
            read(format!("locales/{lang}/{area}.toml"));
        }
        read(format!("../documents/labels/{lang}.toml"));
    }
    assert!(all.len() > 500);
    let mut wrong = Vec::new();
    for (phrase, needs) in promises() {
        for (place, text) in &all {
            if plain(text).contains(&phrase) {
                wrong.push(format!("{place}: \"{phrase}\" needs {needs}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
