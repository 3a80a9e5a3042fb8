//! Both languages say the same things, in the right marks.

#![expect(clippy::unwrap_used, reason = "a test helper fails its test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Every text of a language, with its plural form after `#`.
fn texts(tag: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(tag);
    let mut all = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let area = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let table = fs::read_to_string(&path)
            .unwrap()
            .parse::<toml::Table>()
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        collect(&area, table, &mut all);
    }
    all
}

fn collect(prefix: &str, table: toml::Table, all: &mut BTreeMap<String, String>) {
    let category = |name: &String| CATEGORIES.contains(&name.as_str());
    let plural = table.keys().all(category);
    assert!(
        if plural { table.contains_key("other") } else { !table.contains_key("one") },
        "{prefix}: a plural has `one`, `other` and nothing but categories"
    );
    for (name, value) in table {
        match value {
            toml::Value::String(text) if plural => {
                all.insert(format!("{prefix}#{name}"), text);
            }
            toml::Value::String(text) => drop(all.insert(format!("{prefix}.{name}"), text)),
            toml::Value::Table(inner) => collect(&format!("{prefix}.{name}"), inner, all),
            other => panic!("{prefix}.{name} is neither a text nor a table: {other}"),
        }
    }
}

fn arguments(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| {
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
        .collect()
}

#[test]
fn french_and_english_hold_the_same_keys() {
    let (fr, en) = (texts("fr"), texts("en"));
    let missing = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
        a.keys().filter(|key| !b.contains_key(*key)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(missing(&fr, &en), Vec::<String>::new(), "missing in English");
    assert_eq!(missing(&en, &fr), Vec::<String>::new(), "missing in French");
}

#[test]
fn french_and_english_take_the_same_arguments() {
    let (fr, en) = (texts("fr"), texts("en"));
    // The shape of a date differs by nature.
    for (key, text) in fr.iter().filter(|(key, _)| !key.starts_with("common.format.")) {
        if let Some(english) = en.get(key) {
            assert_eq!(arguments(text), arguments(english), "{key}");
        }
    }
}

#[test]
fn every_other_language_holds_known_keys_only() {
    let fr = texts("fr");
    let strip = |key: &String| key.split('#').next().unwrap().to_owned();
    let known: BTreeSet<String> = fr.keys().map(strip).collect();
    for lang in i18n::Lang::all() {
        for key in texts(lang.tag()).keys() {
            assert!(known.contains(&strip(key)), "{lang}: {key}");
        }
    }
}

#[test]
fn no_text_is_empty_or_padded() {
    for tag in ["fr", "en"] {
        for (key, text) in texts(tag) {
            if !key.starts_with("common.format.") && !key.starts_with("common.list.") {
                assert!(!text.is_empty() && text == text.trim(), "{tag} {key}: {text:?}");
            }
        }
    }
}

#[test]
fn printed_marks_are_right() {
    for tag in ["fr", "en"] {
        let lang = i18n::Lang::parse(tag).unwrap();
        for key in texts(tag).keys() {
            let text = match key.split_once('#') {
                Some((base, "one")) => i18n::plural(lang, base, 1, &[]),
                Some((base, _)) => i18n::plural(lang, base, 1200, &[]),
                None => i18n::t(lang, key).to_owned(),
            };
            let bad = |what: &str| panic!("{tag} {key} has {what}: {text}");
            if text.contains('·') || text.contains('•') {
                bad("a middle dot");
            }
            if text.contains('—') {
                bad("a dash as a stop");
            }
            let chars: Vec<char> = text.chars().collect();
            for pair in chars.windows(2) {
                match pair {
                    [a, '\''] if a.is_alphanumeric() => bad("a straight apostrophe"),
                    [' ' | '\u{a0}', ';' | ':' | '!' | '?' | '»'] if tag == "fr" => {
                        bad("a wide space");
                    }
                    ['«', c] if *c != '\u{202f}' => {
                        bad("a wide space");
                    }
                    [c, '!' | '?' | ';' | '»'] if tag == "fr" && *c != '\u{202f}' => {
                        bad("no narrow space");
                    }
                    [' ', ':' | ';' | '!' | '?'] if tag == "en" => bad("a space before a mark"),
                    _ => {}
                }
            }
            if text.contains("  ") || text.contains('"') {
                bad("two spaces or a straight quote");
            }
        }
    }
}

#[test]
fn nobody_is_called_by_two_endings() {
    for (key, text) in texts("fr") {
        for ending in ["(e)", "(s)", "/e ", "é/e", "-e-"] {
            assert!(!text.contains(ending), "{key}: {text}");
        }
    }
}
