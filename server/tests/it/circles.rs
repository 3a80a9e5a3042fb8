//! No file of a crate depends on itself through others: a reader can begin at the bottom.
//!
//! What a file uses is read from its `use` lines and its paths, names that a module only
//! hands on are followed to where they are defined. Tests are left out; so are calls of
//! methods, whose types say what they need.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::support::workspace;

type Module = Vec<String>;

/// A source file, as far as it matters who uses whom.
#[derive(Default)]
struct File {
    /// What it defines.
    items: BTreeSet<String>,
    /// Names that it hands on, with the absolute path behind each.
    handed_on: BTreeMap<String, Module>,
    /// Absolute paths that it uses.
    used: Vec<Module>,
}

#[test]
fn no_circle_of_files() {
    let mut found = Vec::new();
    for folder in ["app", "app/pages", "rooms", "crates", "."] {
        for entry in fs::read_dir(workspace().join(folder)).unwrap() {
            let source = entry.unwrap().path().join("src");
            let tool = source.starts_with(workspace().join("./xtask"));
            if source.join("lib.rs").is_file() && !tool {
                let files = read(&source);
                found.extend(
                    circles(&files)
                        .into_iter()
                        .map(|circle| format!("{}: {circle:?}", source.display())),
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_circle_is_found() {
    let dir = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("lib.rs", "mod a;\nmod b;\nmod c;\npub use a::A;\n"),
        ("a.rs", "use crate::b::B;\npub struct A(B);\n"),
        ("b.rs", "pub struct B;\nfn f() {\n    crate::c::g();\n}\n"),
        ("c.rs", "use super::{A, b as other};\npub fn g() {\n    other::h();\n}\n"),
    ] {
        fs::write(dir.path().join(file), text).unwrap();
    }
    let found = circles(&read(dir.path()));
    assert_eq!(found, [["a", "b", "c"].map(String::from).to_vec()]);
    fs::write(dir.path().join("c.rs"), "pub fn g() {}\n").unwrap();
    assert!(circles(&read(dir.path())).is_empty());
}

fn read(source: &Path) -> BTreeMap<Module, File> {
    let mut texts = BTreeMap::new();
    collect(source, &mut Vec::new(), &mut texts);
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    texts.iter().map(|(module, text)| (module.clone(), File::of(module, text, &modules))).collect()
}

fn collect(folder: &Path, module: &mut Module, texts: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "tests" {
            continue;
        }
        module.push(name);
        if path.is_dir() {
            collect(&path, module, texts);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let own = match module.last().map(String::as_str) {
                Some("lib" | "mod" | "main") => module[..module.len() - 1].to_vec(),
                _ => module.clone(),
            };
            texts.insert(own, without_tests(&fs::read_to_string(&path).unwrap()));
        }
        module.pop();
    }
}

/// The text without comments and without the tests at its end.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let plain = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    code.lines().map(plain).collect()
}

impl File {
    fn of(module: &[String], text: &str, modules: &BTreeSet<Module>) -> Self {
        let mut file = Self::default();
        let mut names: BTreeMap<String, Module> = BTreeMap::new();
        let mut body = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let start = line.trim_start();
            let after_pub = start.strip_prefix("pub").map(|rest| match rest.strip_prefix('(') {
                Some(inner) => inner.split_once(')').map_or(inner, |(_, rest)| rest).trim_start(),
                None => rest.trim_start(),
            });
            let Some(tree) = after_pub.unwrap_or(start).strip_prefix("use ") else {
                body.push_str(line);
                body.push('\n');
                continue;
            };
            let mut tree = tree.to_owned();
            while !tree.contains(';') {
                tree.push_str(lines.next().unwrap_or(";"));
            }
            for leaf in leaves(tree.split(';').next().unwrap_or_default()) {
                let (path, name) = match leaf.split_once(" as ") {
                    Some((path, name)) => (path.trim(), name.trim().to_owned()),
                    None => (leaf.as_str(), String::new()),
                };
                let path = path.strip_suffix("::self").unwrap_or(path);
                let Some(path) = absolute(module, path, modules, &BTreeMap::new()) else {
                    continue;
                };
                let name =
                    if name.is_empty() { path.last().cloned().unwrap_or_default() } else { name };
                if after_pub.is_some() {
                    file.handed_on.insert(name, path);
                } else {
                    file.used.push(path.clone());
                    names.insert(name, path);
                }
            }
        }
        let words: Vec<&str> =
            body.split(|c: char| !c.is_alphanumeric() && !"_:".contains(c)).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            if ["fn", "struct", "enum", "trait", "type", "const", "static"].contains(&pair[0]) {
                file.items.insert(pair[1].trim_end_matches(':').to_owned());
            }
        }
        for path in words.into_iter().filter(|word| word.contains("::")) {
            file.used.extend(absolute(module, path.trim_matches(':'), modules, &names));
        }
        file
    }
}

/// Each path of a tree of `use`.
fn leaves(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, inner)) = tree.split_once('{') else {
        return vec![tree.to_owned()];
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut depth, mut part, mut all) = (0, String::new(), Vec::new());
    for c in inner.chars().chain([',']) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            if !part.trim().is_empty() {
                all.extend(leaves(&part).into_iter().map(|leaf| format!("{}{leaf}", head.trim())));
            }
            part.clear();
        } else {
            part.push(c);
        }
    }
    all
}

/// A path from the crate's root; none for one of another crate.
fn absolute(
    module: &[String],
    path: &str,
    modules: &BTreeSet<Module>,
    names: &BTreeMap<String, Module>,
) -> Option<Module> {
    let mut base = module.to_vec();
    let mut parts = path.split("::").map(str::trim).peekable();
    let first = *parts.peek()?;
    match first {
        "crate" => {
            base.clear();
            parts.next();
        }
        "self" | "super" => {
            while let Some(step) = parts.next_if(|part| ["self", "super"].contains(part)) {
                if step == "super" {
                    base.pop();
                }
            }
        }
        _ if names.contains_key(first) => {
            base.clone_from(&names[first]);
            parts.next();
        }
        _ => {
            let mut child = base.clone();
            child.push(first.to_owned());
            modules.contains(&child).then_some(())?;
        }
    }
    base.extend(parts.map(str::to_owned));
    Some(base)
}

/// The file in which a path is defined.
fn home(path: &[String], files: &BTreeMap<Module, File>, depth: usize) -> Option<Module> {
    let length = (0..=path.len()).rev().find(|n| files.contains_key(&path[..*n]))?;
    let (module, rest) = path.split_at(length);
    let file = &files[module];
    match rest.first() {
        Some(name)
            if depth < 8 && !file.items.contains(name) && file.handed_on.contains_key(name) =>
        {
            let further = [&file.handed_on[name][..], &rest[1..]].concat();
            home(&further, files, depth + 1)
        }
        _ => Some(module.to_vec()),
    }
}

/// Files that reach themselves, as groups of names.
fn circles(files: &BTreeMap<Module, File>) -> Vec<Vec<String>> {
    let edges: BTreeMap<&Module, BTreeSet<Module>> = files
        .iter()
        .map(|(module, file)| {
            let homes = file.used.iter().filter_map(|path| home(path, files, 0));
            (module, homes.filter(|other| other != module).collect())
        })
        .collect();
    let reach = |from: &Module| {
        let mut seen: BTreeSet<&Module> = BTreeSet::new();
        let mut next: Vec<&Module> = edges[from].iter().collect();
        while let Some(at) = next.pop() {
            if seen.insert(at) {
                next.extend(&edges[at]);
            }
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        files.keys().map(|module| (module, reach(module))).collect();
    let mut groups = BTreeSet::new();
    for (module, seen) in &reached {
        if seen.contains(module) {
            let group = seen.iter().filter(|other| reached[*other].contains(module));
            groups.insert(group.map(|one| one.join("/")).collect::<Vec<_>>());
        }
    }
    groups.into_iter().collect()
}
