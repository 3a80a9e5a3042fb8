//! Every embedded pack is checked; broken packs are refused.

use super::load::{FILES, load};
use super::*;
use crate::facts::Facts;
use crate::facts::Question::{HealthData, Incomplete, Ongoing};

const REGISTRY: &str = include_str!("../../packs/registry.toml");

fn packs() -> Packs {
    Packs::embedded().unwrap()
}

/// A pack with one rule, `extra` lines added to it.
fn one_rule(recipient: &str, sources: &str, trigger: &str, deadline: &str, extra: &str) -> String {
    format!(
        r#"
id = "t"
version = "1"
law = "FR"
title = {{ fr = "t", en = "t" }}
checked = "2026-11-21"
sources = ["s"]
zone = "Europe/Paris"
holidays = "FR"
[[rule]]
id = "t-1"
title = {{ fr = "t", en = "t" }}
article = "a"
sources = {sources}
owed_by = "controller"
recipient = "{recipient}"
when = {{ fr = "w", en = "w" }}
trigger = {trigger}
deadline = {deadline}
status = "in_force"
from = "2020-01-01"
confidence = "high"
{extra}
"#
    )
}

const HOURS: &str = r#"{ n = 72, unit = "hours", start = "awareness", calc = "reg1182" }"#;
const FACT: &str = r#"{ fact = "personal_data" }"#;

fn refusal(text: &str) -> String {
    load(REGISTRY, &[("t", text)]).unwrap_err().to_string()
}

#[test]
fn a_correct_pack_loads() {
    let text = one_rule("cnil", r#"["s"]"#, FACT, HOURS, "");
    let packs = load(REGISTRY, &[("t", &text)]).unwrap();
    assert_eq!(packs.find("t-1").unwrap().1.recipient.label.fr, "CNIL");
}

#[test]
fn broken_packs_are_refused_with_the_reason() {
    let source = r#"["s"]"#;
    for (why, text) in [
        ("unknown field", one_rule("cnil", source, FACT, HOURS, "colour = \"red\"")),
        ("unknown recipient", one_rule("cnli", source, FACT, HOURS, "")),
        ("needs at least one source", one_rule("cnil", "[]", FACT, HOURS, "")),
        ("needs at least one source", one_rule("cnil", "[\" \"]", FACT, HOURS, "")),
        ("unknown fact", one_rule("cnil", source, r#"{ fact = "personel_data" }"#, HOURS, "")),
        ("unknown field", one_rule("cnil", source, r#"{ facts = "personal_data" }"#, HOURS, "")),
        ("unknown variant", one_rule("cnil", source, r#"{ risk = ["huge"] }"#, HOURS, "")),
        ("empty condition", one_rule("cnil", source, "{}", HOURS, "")),
        ("empty list", one_rule("cnil", source, "{ all = [] }", HOURS, "")),
        (
            "two tests",
            one_rule("cnil", source, r#"{ fact = "ordered", risk = ["high"] }"#, HOURS, ""),
        ),
        ("exactly one of", one_rule("cnil", source, r#"{ count = "persons_total" }"#, HOURS, "")),
        (
            "exactly one of",
            one_rule("cnil", source, r#"{ fact = "ordered", above = 3 }"#, HOURS, ""),
        ),
        ("unknown count", one_rule("cnil", source, r#"{ count = "cats", above = 3 }"#, HOURS, "")),
        ("needs its start", one_rule("cnil", source, FACT, "{ n = 1 }", "")),
        ("needs n, or asap", one_rule("cnil", source, FACT, r#"{ start = "awareness" }"#, "")),
        (
            "does not count in",
            one_rule(
                "cnil",
                source,
                FACT,
                r#"{ n = 1, unit = "months", start = "awareness", calc = "elapsed" }"#,
                "",
            ),
        ),
        (
            "goes with start",
            one_rule("cnil", source, FACT, r#"{ asap = true, start = "submission" }"#, ""),
        ),
        (
            "no earlier rule",
            one_rule(
                "cnil",
                source,
                FACT,
                r#"{ asap = true, start = "submission", of = "t-1" }"#,
                "",
            ),
        ),
        ("no earlier rule", one_rule("cnil", source, r#"{ late = "t-9" }"#, HOURS, "")),
        ("no earlier rule", one_rule("cnil", source, FACT, HOURS, "refines = \"t-9\"")),
        ("unknown content", one_rule("cnil", source, FACT, HOURS, "content = \"C-99\"")),
        ("unknown proof", one_rule("cnil", source, FACT, HOURS, "proof = [\"oath\"]")),
        ("ends before", one_rule("cnil", source, FACT, HOURS, "to = \"2019-01-01\"")),
        ("used twice", {
            let rule = one_rule("cnil", source, FACT, HOURS, "");
            let again = rule.split_once("[[rule]]").unwrap().1.to_owned();
            format!("{rule}\n[[rule]]{again}")
        }),
    ] {
        let got = refusal(&text);
        assert!(got.contains(why), "expected {why:?} in {got:?}");
    }
}

#[test]
fn every_embedded_pack_loads_and_is_complete() {
    let packs = packs();
    assert_eq!(packs.iter().count(), FILES.len());
    let mut rules = 0;
    for pack in packs.iter() {
        assert!(!pack.rules.is_empty() && !pack.version.is_empty(), "{}", pack.id);
        for rule in &pack.rules {
            rules += 1;
            assert!(rule.id.starts_with(pack.id.split('-').next().unwrap()), "{}", rule.id);
            for text in [&rule.title, &rule.when] {
                assert_ne!(text.fr, text.en, "{} is not translated", rule.id);
            }
            if rule.force == Force::Duty && !matches!(rule.term, Term::None) {
                assert!(!rule.proof.is_empty(), "{} keeps no proof", rule.id);
            }
        }
    }
    // A rule that is lost while editing a file is noticed here.
    assert_eq!(rules, 67);
}

#[test]
fn every_row_of_the_legal_study_is_there() {
    let packs = packs();
    for id in [
        "eu-gdpr-33-1",
        "eu-gdpr-33-1-delay",
        "eu-gdpr-33-2",
        "eu-gdpr-33-4",
        "eu-gdpr-33-5",
        "eu-gdpr-34-1",
        "eu-gdpr-34-3c",
        "eu-gdpr-34-4",
        "eu-gdpr-12-3",
        "eu-gdpr-xborder",
        "eu-nis2-24h",
        "eu-nis2-72h",
        "eu-nis2-interim",
        "eu-nis2-final",
        "eu-nis2-recipients",
        "eu-cra-14-24h",
        "eu-cra-14-72h",
        "eu-cra-14-final-vuln",
        "eu-cra-14-final-incident",
        "eu-cra-14-users",
        "eu-telecom-611",
        "eu-omnibus-33",
        "fr-lil-58",
        "fr-csp-1111-8-2",
        "fr-csp-resolution",
        "fr-hds-contract",
        "fr-def-2321-4-1",
        "fr-def-users",
        "fr-assur-12-10-1",
        "fr-plainte",
        "fr-cpp-40",
        "fr-nis1-ose",
        "fr-nis2",
        "uk-gdpr-33",
        "uk-gdpr-34",
        "de-dsgvo-33",
        "de-bdsg-29",
        "de-bdsg-43-4",
        "de-bsig-32",
        "be-gdpr-33",
        "be-nis2",
        "ch-lpd-24",
        "ch-lpd-24-3",
        "ch-lpd-24-4",
        "ch-lsi-74",
        "us-hipaa-404",
        "us-hipaa-406",
        "us-hipaa-408b",
        "us-hipaa-408c",
        "us-hipaa-410",
        "us-hipaa-412",
        "us-hipaa-414",
        "us-ca-1798-82",
        "us-ca-1798-82-ag",
        "us-ca-1280-15",
        "ca-pipeda-10-1",
        "ca-pipeda-10-2",
        "ca-pipeda-10-3",
        "ca-qc-25",
    ] {
        assert!(packs.find(id).is_some(), "{id} is missing");
    }
}

#[test]
fn only_dormant_rules_can_be_switched_on() {
    let mut packs = packs();
    let day = "2027-01-01".parse().unwrap();
    packs.in_force_from("fr-nis2", day).unwrap();
    for id in ["fr-nis2", "fr-nis2-72h", "fr-nis2-final"] {
        let rule = packs.find(id).unwrap().1;
        assert_eq!((rule.status, rule.from), (Status::InForce, Some(day)));
    }
    assert_eq!(packs.find("eu-nis2-24h").unwrap().1.status, Status::Dormant);
    assert!(packs.in_force_from("eu-gdpr", day).is_err());
    assert!(packs.in_force_from("nothing", day).is_err());
}

struct Plain(Facts);

impl Context for Plain {
    fn facts(&self) -> &Facts {
        &self.0
    }
    fn late(&self, _: &str) -> Option<bool> {
        None
    }
}

#[test]
fn unknown_facts_are_neither_true_nor_false() {
    let is =
        |question| Predicate::Leaf { test: predicate::Test::Is(question), unknown: Tri::Unknown };
    let context = Plain(Facts::parse(r#"{"health_data": true, "ongoing": false}"#).unwrap());
    let (yes, no, maybe) = (is(HealthData), is(Ongoing), is(Incomplete));
    let all = |parts: &[&Predicate]| {
        Predicate::All(parts.iter().copied().cloned().collect()).eval(&context)
    };
    let any = |parts: &[&Predicate]| {
        Predicate::Any(parts.iter().copied().cloned().collect()).eval(&context)
    };
    assert_eq!(all(&[&yes, &maybe]), Tri::Unknown);
    assert_eq!(all(&[&maybe, &no]), Tri::False);
    assert_eq!(any(&[&maybe, &yes]), Tri::True);
    assert_eq!(any(&[&maybe, &no]), Tri::Unknown);
    assert_eq!(Predicate::Not(Box::new(maybe.clone())).eval(&context), Tri::Unknown);
    let mut names = Vec::new();
    Predicate::All(vec![yes, maybe]).decisive(&context, Tri::Unknown, &mut names);
    assert_eq!(names, [FactName::Question(Incomplete)]);
}
