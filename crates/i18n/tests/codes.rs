//! Every stable code of the product has its texts.
//!
//! The codes are read in the sources of their owners, so that this crate depends on
//! none of them. A source that moved makes its line fail, never pass in silence.

#![expect(clippy::unwrap_used, reason = "a test helper fails its test")]

use std::{collections::BTreeSet, fs, path::Path};

/// The words of a source file between `start` and `end` that follow `before` and
/// stand in quotes.
fn codes(file: &str, start: &str, end: &str, before: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    let source = fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{file}: {fault}"));
    let (_, tail) = source.split_once(start).unwrap_or_else(|| panic!("{file}: no {start}"));
    let (part, _) = tail.split_once(end).unwrap_or_else(|| panic!("{file}: no {end}"));
    let code = part.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = code.filter_map(|line| {
        let word = line.trim().split_once(before)?.1.split_once('"')?.0;
        let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        (plain && !word.is_empty()).then(|| word.to_owned())
    });
    let found: BTreeSet<String> = words.collect();
    assert!(found.len() > 1, "{file}: no code between {start} and {end}");
    found
}

fn missing(codes: &BTreeSet<String>, tables: &[&str]) -> Vec<String> {
    let keys =
        codes.iter().flat_map(|code| tables.iter().map(move |table| format!("{table}.{code}")));
    keys.filter(|key| !i18n::has(key)).collect()
}

#[test]
fn import_codes_have_their_sentences() {
    let issues = codes("rooms/imports/src/row/issue.rs", "\ncodes! {", "impl Code", " \"");
    assert_eq!(missing(&issues, &["imports.cause", "imports.cause_hint"]), Vec::<String>::new());
    let refusals = codes("rooms/imports/src/refusal.rs", "fn code(self)", "fn format", "=> \"");
    assert_eq!(missing(&refusals, &["imports.refusal"]), Vec::<String>::new());
    let fields = codes("rooms/imports/src/mapping/field.rs", "\nfields! {", "\n}", " \"");
    assert_eq!(missing(&fields, &["imports.field"]), Vec::<String>::new());
}

#[test]
fn roles_and_verbs_have_their_names() {
    let roles = codes("crates/kernel/src/actor.rs", "fn as_str(self)", "fn parse", "=> \"");
    assert_eq!(missing(&roles, &["accounts.role", "accounts.role_hint"]), Vec::<String>::new());
    let source = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rooms/accounts/src/rules.rs"),
    )
    .unwrap();
    let (_, tail) = source.split_once("pub enum Verb {").unwrap();
    let (part, _) = tail.split_once("\n}").unwrap();
    let verbs: BTreeSet<String> = part
        .lines()
        .filter_map(|line| line.trim().strip_suffix(','))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .map(snake)
        .collect();
    assert!(verbs.len() > 10);
    assert_eq!(missing(&verbs, &["accounts.verb"]), Vec::<String>::new());
    let fields = codes("rooms/accounts/src/error.rs", "impl FieldCode", "\n}", "=> \"");
    assert_eq!(missing(&fields, &["accounts.invalid"]), Vec::<String>::new());
}

#[test]
fn words_of_a_case_have_their_names() {
    let word = |file: &str, name: &str| {
        codes(
            &format!("rooms/incidents/src/{file}.rs"),
            &format!("    {name} {{"),
            "\n    }",
            "= \"",
        )
    };
    let case = [
        (word("model", "Kind"), "incidents.kind"),
        (word("model", "Kind"), "incidents.kind_hint"),
        (word("model", "Cause"), "incidents.cause"),
        (word("model", "CauseStatus"), "incidents.cause_status"),
    ];
    for (codes, table) in case {
        assert_eq!(missing(&codes, &[table]), Vec::<String>::new());
    }
    let kinds = word("model", "Kind");
    let same = kinds.iter().filter(|kind| i18n::notice::Breach::parse(kind).is_some()).count();
    for kind in &kinds {
        for said in ["question", "yes", "no", "held", "not_held"] {
            assert!(i18n::has(&format!("portal.kind.{kind}.{said}")), "{kind} {said}");
        }
    }
    assert_eq!((same, i18n::notice::Breach::ALL.len()), (kinds.len(), kinds.len()));
    let prefixed = |codes: BTreeSet<String>, prefix: &str| -> Vec<String> {
        let keys = codes.into_iter().map(|code| format!("{prefix}{code}"));
        keys.filter(|key| !i18n::has(key)).collect()
    };
    for (file, name, prefix) in [
        ("awareness", "Source", "incidents.awareness.source_"),
        ("awareness", "Decision", "incidents.awareness.decision_"),
        ("timeline", "EntryKind", "incidents.timeline.kind_"),
    ] {
        assert_eq!(prefixed(word(file, name), prefix), Vec::<String>::new());
    }
}

#[test]
fn states_of_a_person_have_their_names_and_effects() {
    let states = codes("rooms/people/src/identity/state.rs", "fn code(self)", "\n    }", "=> \"");
    assert_eq!(missing(&states, &["people.state", "people.state_effect"]), Vec::<String>::new());
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Sources of the rooms and crates, test files left out.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !test {
            sources(&path, texts);
        } else if !test && path.extension().is_some_and(|ext| ext == "rs") {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn events_of_the_journal_have_their_names() {
    let rooms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rooms");
    let mut texts = Vec::new();
    sources(&rooms, &mut texts);
    let names: BTreeSet<String> = texts
        .iter()
        .flat_map(|text| text.split("Event::new(").skip(1))
        .filter_map(|call| Some(call.trim_start().strip_prefix('"')?.split_once('"')?.0.to_owned()))
        .filter(|name| !name.starts_with("tests."))
        .collect();
    assert!(names.len() > 10);
    assert_eq!(missing(&names, &["console.event"]), Vec::<String>::new());
}

#[test]
fn states_have_their_names() {
    let word = |file: &str, name: &str| codes(file, &format!("{name} {{"), "\n    }", "= \"");
    let campaign = "rooms/campaigns/src/model/words.rs";
    for (codes, table) in [
        (
            codes("rooms/imports/src/delivery/state.rs", "\nstates! {", "\n}", "= \""),
            "imports.state",
        ),
        (word(campaign, "    CampaignState"), "campaigns.state"),
        (word(campaign, "    CampaignState"), "campaigns.state_hint"),
        (word(campaign, "    DeliveryState"), "campaigns.delivery_short"),
        (word(campaign, "    Purpose"), "campaigns.purpose"),
        (word(campaign, "    Channels"), "campaigns.channels"),
        (word(campaign, "    Channel"), "campaigns.channel"),
        (word(campaign, "    Share"), "campaigns.share"),
        (word(campaign, "    Alert"), "campaigns.alert"),
        (word(campaign, "    ReturnReason"), "campaigns.return"),
        (codes(campaign, "impl BatchWord", "\n    }", "=> \""), "campaigns.batch_state"),
        (
            codes("rooms/duties/src/model.rs", "fn as_str(self)", "\n    }", "=> \""),
            "duties.progress",
        ),
    ] {
        assert_eq!(missing(&codes, &[table]), Vec::<String>::new());
    }
}
