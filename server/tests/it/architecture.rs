//! Who may depend on whom, checked against the manifests.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::support::workspace;

/// The rooms, in order: each may use those before it.
const ROOMS: [&str; 9] = [
    "audit",
    "accounts",
    "incidents",
    "people",
    "imports",
    "duties",
    "campaigns",
    "portal",
    "reports",
];
/// Crates below the rooms, and which of each other they may use.
const CRATES: [(&str, &[&str]); 8] = [
    ("kernel", &[]),
    ("db", &["kernel"]),
    ("vault", &["kernel", "db"]),
    ("jobs", &["kernel", "db"]),
    ("mail", &["kernel"]),
    ("documents", &["kernel", "i18n"]),
    ("i18n", &["kernel"]),
    ("synthetic", &["kernel"]),
];
/// What a part of the pages may use.
#[derive(Clone, Copy)]
enum Front {
    /// Those of the list alone.
    Only(&'static [&'static str]),
    /// Those of the list, rooms, and crates below them.
    Page(&'static [&'static str]),
    /// Every other part.
    Whole,
}

/// The parts of the pages. The one of patients knows neither staff (`web`, `accounts`) nor
/// another page.
const FRONT: [(&str, Front); 6] = [
    ("ui", Front::Only(&["i18n"])),
    ("site", Front::Only(&["ui", "kernel", "i18n", "incidents"])),
    ("web", Front::Page(&["ui", "site"])),
    ("styleguide", Front::Only(&["ui", "site", "i18n"])),
    ("portal_pages", Front::Only(&["ui", "site", "kernel", "i18n", "incidents", "portal"])),
    ("app", Front::Whole),
];
/// What pages of staff may use beside rooms and crates below.
const STAFF_PAGE: Front = Front::Page(&["ui", "site", "web", "islands"]);

/// Which part of the pages a crate is.
fn front(name: &str) -> Option<(&str, Front)> {
    let listed = FRONT.iter().find(|(known, _)| *known == name).copied();
    listed.or_else(|| name.ends_with("_pages").then_some((name, STAFF_PAGE)))
}

/// What a room may not use: people who do not exist.
const NOT_FOR_ROOMS: &[&str] = &["synthetic"];
/// The two parts of one room's pages never depend on each other's neighbours.
const SEPARATE: [(&str, &str); 1] = [("reports", "portal")];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Code,
    Tests,
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every edge between members: who, whom, what for.
fn edges() -> Vec<(String, String, Use)> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let names: Vec<&str> = packages.iter().map(|p| p["name"].as_str().unwrap()).collect();
    let mut edges = Vec::new();
    for package in packages {
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["name"].as_str().unwrap();
            if !names.contains(&name) || dependency["path"].is_null() {
                continue;
            }
            let what = if dependency["kind"] == "dev" { Use::Tests } else { Use::Code };
            edges.push((package["name"].as_str().unwrap().to_owned(), name.to_owned(), what));
        }
    }
    edges
}

/// Why an edge is not allowed.
fn fault(from: &str, to: &str, what: Use) -> Option<&'static str> {
    let room = |name: &str| ROOMS.iter().position(|room| *room == name);
    let crate_below = |name: &str| CRATES.iter().find(|(known, _)| *known == name);
    if from == to && what == Use::Tests {
        return None;
    }
    match from {
        "server" => return (to == "frontend").then_some("the program is not the browser's part"),
        "islands" => {
            let allowed = to == "ui" || to == "kernel" || room(to).is_some();
            return (!allowed)
                .then_some("islands use components, the kernel, and rooms on the server");
        }
        "frontend" => return (to != "islands").then_some("the browser's entry uses islands alone"),
        "xtask" => return Some("tools use no part of the product"),
        _ => {}
    }
    if let Some((_, allowed)) = front(from) {
        let rooms_and_below = room(to).is_some() || crate_below(to).is_some();
        // The tests of a page build the rooms that it shows.
        if what == Use::Tests && rooms_and_below {
            return None;
        }
        return match allowed {
            Front::Only(list) => (!list.contains(&to))
                .then_some("this part of the pages uses those of its list alone"),
            Front::Page(list) => (!list.contains(&to) && !rooms_and_below)
                .then_some("a page uses rooms and what is around pages, never another page"),
            Front::Whole => (front(to).is_none() && to != "islands" && !rooms_and_below)
                .then_some("the router uses pages, rooms, crates and islands"),
        };
    }
    if front(to).is_some() || ["server", "islands", "frontend", "xtask"].contains(&to) {
        return Some("nothing below uses the pages or the program");
    }
    if let Some(own) = room(from) {
        if SEPARATE.contains(&(from, to)) {
            return Some("these two rooms know nothing of each other");
        }
        return match room(to) {
            Some(other) => (other >= own).then_some("a room uses the rooms to its left alone"),
            None => (what == Use::Code && NOT_FOR_ROOMS.contains(&to))
                .then_some("synthetic people are for tests and the demo"),
        };
    }
    let Some((_, allowed)) = crate_below(from) else { return Some("this crate is in no list") };
    (!allowed.contains(&to)).then_some("a crate below the rooms uses those of its list alone")
}

#[test]
fn every_edge_between_crates_is_allowed() {
    let edges = edges();
    assert!(edges.len() > 40, "the manifests were read");
    let wrong: Vec<String> = edges
        .iter()
        .filter_map(|(from, to, what)| {
            fault(from, to, *what).map(|reason| format!("{from} -> {to}: {reason}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_list_refuses_what_it_must() {
    for (from, to) in [
        ("audit", "accounts"),
        ("duties", "campaigns"),
        ("reports", "portal"),
        ("db", "vault"),
        ("people", "app"),
        ("kernel", "db"),
        ("imports", "synthetic"),
        ("frontend", "app"),
        ("app", "server"),
        ("portal_pages", "accounts"),
        ("portal_pages", "web"),
        ("duties_pages", "incidents_pages"),
        ("ui", "kernel"),
        ("incidents", "incidents_pages"),
        ("unheard-of", "kernel"),
    ] {
        assert!(fault(from, to, Use::Code).is_some(), "{from} -> {to}");
    }
    for (from, to) in [
        ("campaigns", "duties"),
        ("app", "portal_pages"),
        ("duties_pages", "duties"),
        ("vault", "db"),
    ] {
        assert_eq!(fault(from, to, Use::Code), None, "{from} -> {to}");
    }
    assert_eq!(fault("imports", "synthetic", Use::Tests), None);
}

#[test]
fn nothing_of_the_server_reaches_the_browser() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--offline",
            "--format",
            "{p}",
        ])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let in_tree: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(in_tree.contains(&"islands"), "{tree}");
    let below = CRATES.iter().map(|(name, _)| *name).filter(|name| *name != "kernel");
    for name in ROOMS.into_iter().chain(below).chain(["app", "web", "site", "server", "tokio"]) {
        assert!(!in_tree.contains(&name), "{name} is in the browser's bundle");
    }
    assert!(!in_tree.iter().any(|name| name.starts_with("sqlx")), "{tree}");
}

#[test]
fn every_member_has_the_lints_of_the_workspace() {
    for package in metadata()["packages"].as_array().unwrap() {
        let path = package["manifest_path"].as_str().unwrap();
        let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let inherits = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"))
            .and_then(toml::Value::as_bool);
        assert_eq!(inherits, Some(true), "{path}");
    }
}

#[test]
fn statements_with_two_texts_are_few() {
    let mut uses = Vec::new();
    for folder in ["crates", "rooms", "app", "server/src"] {
        visit(&workspace().join(folder), &mut |path, text| {
            let count = text.matches(concat!("fork", "!(")).count();
            if count > 0 {
                uses.push((path.display().to_string(), count));
            }
        });
    }
    let total: usize = uses.iter().map(|(_, count)| count).sum();
    assert!(total <= 10, "{total} statements are written once for each engine: {uses:?}");
}

fn visit(folder: &Path, see: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, see);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            see(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
