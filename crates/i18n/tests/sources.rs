//! Every text that the sources ask for is in the catalogue.
//!
//! The scan reads all `.rs` files of `app`, `islands`, `rooms` and `server` and finds
//! the calls `t(..)`, `tr(..)` and `plural(..)` that hold a key as a literal.

#![expect(clippy::unwrap_used, reason = "a test helper fails its test")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use i18n::Lang;

/// The keys of the French catalogue.
fn keys() -> BTreeSet<String> {
    fn collect(prefix: &str, table: &toml::Table, keys: &mut BTreeSet<String>) {
        for (name, value) in table {
            let key = format!("{prefix}.{name}");
            if let toml::Value::Table(inner) = value {
                collect(&key, inner, keys);
            }
            keys.insert(key);
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/fr");
    let mut keys = BTreeSet::new();
    for area in areas() {
        let source = fs::read_to_string(folder.join(format!("{area}.toml"))).unwrap();
        collect(&area, &source.parse().unwrap(), &mut keys);
    }
    keys
}

struct Call {
    place: String,
    key: String,
    /// Names of the arguments, where the call writes them in place.
    args: Option<BTreeSet<String>>,
    verb: String,
}

fn areas() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/fr");
    fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}

/// The literals of a call, from its opening bracket to the closing one, each with
/// its depth.
fn literals(chars: &[char], open: usize) -> Vec<(usize, String)> {
    let (mut depth, mut at, mut found) = (0_usize, open, Vec::new());
    while let Some(&c) = chars.get(at) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 2,
            '"' => {
                let mut literal = String::new();
                at += 1;
                while let Some(&c) = chars.get(at).filter(|c| **c != '"') {
                    if c == '\\' {
                        at += 1;
                    }
                    literal.push(c);
                    at += 1;
                }
                found.push((depth, literal));
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn calls(place: &str, source: &str, areas: &BTreeSet<String>) -> Vec<Call> {
    let code: String = source
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n");
    let chars: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    for open in (0..chars.len()).filter(|at| chars[*at] == '(') {
        let word: String = chars[..open]
            .iter()
            .rev()
            .take_while(|c| c.is_alphanumeric() || **c == '_')
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if !["t", "tr", "plural"].contains(&word.as_str()) {
            continue;
        }
        let literals = literals(&chars, open);
        let key = literals.iter().find(|(depth, text)| {
            *depth == 1
                && text.split('.').next().is_some_and(|area| areas.contains(area))
                && text.contains('.')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
        });
        // `format!("area.table.{code}")` as the key: the part before the brace must begin one.
        let built = literals.iter().find_map(|(depth, text)| {
            let (head, _) = text.split_once('{')?;
            let area = head.split_once('.')?.0;
            (*depth == 2 && areas.contains(area) && !head.contains(' ')).then(|| head.to_owned())
        });
        let key = match (key, built) {
            (Some((_, key)), _) => key.clone(),
            (None, Some(head)) => head + "*",
            (None, None) => continue,
        };
        let end = (open..chars.len()).find(|at| chars[*at] == ';').unwrap_or(chars.len());
        let in_place = chars[open..end].iter().collect::<String>().contains("&[");
        let args: BTreeSet<String> = literals
            .iter()
            .filter(|(depth, _)| *depth == 3)
            .map(|(_, text)| text.clone())
            .collect();
        found.push(Call {
            place: format!("{place}:{}", 1 + chars[..open].iter().filter(|c| **c == '\n').count()),
            key,
            args: in_place.then_some(args),
            verb: word,
        });
    }
    found
}

fn wanted(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(n, _)| n.to_owned())
        .collect()
}

fn faults(call: &Call) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(head) = call.key.strip_suffix('*') {
        if !keys().iter().any(|key| key.starts_with(head)) {
            faults.push(format!("{} asks for {}", call.place, call.key));
        }
        return faults;
    }
    for lang in [Lang::FR, Lang::EN] {
        let text = i18n::t(lang, &call.key);
        if text.starts_with('⟦') {
            faults.push(format!("{} asks for {} ({lang})", call.place, call.key));
        } else if call.verb != "t"
            && let Some(args) = &call.args
        {
            let missing =
                wanted(text).into_iter().filter(|name| name != "n" && !args.contains(name));
            faults.extend(missing.map(|name| format!("{} {} needs {name}", call.place, call.key)));
        }
    }
    faults
}

#[test]
fn every_key_of_the_sources_is_in_both_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["app", "islands", "rooms", "server", "crates/documents", "crates/mail"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(!files.is_empty(), "the source tree is where it was");
    let areas = areas();
    let faults: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let place = file.strip_prefix(&root).unwrap_or(file).display().to_string();
            calls(&place, &fs::read_to_string(file).unwrap(), &areas)
        })
        .flat_map(|call| faults(&call))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_scan_sees_a_missing_key_and_a_missing_argument() {
    let areas = areas();
    let of =
        |source: &str| calls("x.rs", source, &areas).iter().flat_map(faults).collect::<Vec<_>>();
    assert!(of(r#"t(lang, "common.button.save")"#).is_empty());
    assert_eq!(of(r#"t(lang, "common.button.nothing")"#).len(), 2);
    assert_eq!(of("// t(lang, \"common.button.nothing\")").len(), 0);
    assert_eq!(of(r#"tr(lang, "common.duration.left", &[]);"#).len(), 2);
    assert!(of(r#"tr(lang, "common.duration.left", &[("span", &x)]);"#).is_empty());
    assert!(of(r#"tr(lang, "common.duration.left", &args);"#).is_empty());
    assert!(of("i18n::plural(\n lang,\n \"common.count.rows\",\n n,\n &[],\n);").is_empty());
    assert_eq!(of(r#"page.t("portal.no.such")"#).len(), 2);
    assert!(of(r#"t(lang, &format!("imports.cause.{code}"))"#).is_empty());
    assert_eq!(of(r#"t(lang, &format!("imports.causes.{code}"))"#).len(), 1);
}
