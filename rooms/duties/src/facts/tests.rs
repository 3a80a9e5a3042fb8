//! The form of facts: what it reads, what it refuses.

use super::*;

fn read(text: &str) -> Facts {
    Facts::parse(text).unwrap()
}

#[test]
fn an_empty_form_knows_nothing() {
    let facts = read("{}");
    assert!(Question::ALL.iter().all(|question| facts.answer(*question).is_none()));
    assert_eq!(facts.persons_total(), None);
    assert_eq!(facts.largest_us_state(), None);
    assert_eq!(facts.reference_day(), None);
}

#[test]
fn a_misspelt_key_or_word_is_refused() {
    for text in [
        r#"{"personnal_data": true}"#,
        r#"{"risk": "enormous"}"#,
        r#"{"parties": ["controler"]}"#,
        r#"{"jurisdictions": ["France"]}"#,
        r#"{"persons": {"fr": 3}}"#,
        r#"{"persons": {"FR": -3}}"#,
        r#"{"version": 2}"#,
        r#"{"awareness": "yesterday"}"#,
        r#"{"zone": "Paris"}"#,
        r#"{"holidays": "XX"}"#,
        "[]",
        "",
    ] {
        assert!(matches!(Facts::parse(text), Err(FactsError::Unreadable(_))), "{text}");
    }
}

#[test]
fn a_local_awareness_gets_its_offset_or_is_refused() {
    let facts = read(r#"{"awareness": "2026-03-04T10:17"}"#);
    let text = serde_json::to_value(&facts).unwrap();
    assert_eq!(text["awareness"], "2026-03-04T10:17:00+01:00");
    let facts = read(r#"{"awareness": "2026-03-04T10:17", "zone": "Indian/Reunion"}"#);
    let text = serde_json::to_value(&facts).unwrap();
    assert_eq!(text["awareness"], "2026-03-04T10:17:00+04:00");
    for (field, text) in [
        ("awareness", r#"{"awareness": "2026-03-29T02:30"}"#),
        ("awareness", r#"{"awareness": "2026-10-25T02:30"}"#),
        ("submissions.eu-gdpr-33-1", r#"{"submissions": {"eu-gdpr-33-1": "2026-10-25T02:30"}}"#),
    ] {
        let error = Facts::parse(text).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{field}: ")), "{error}");
    }
}

#[test]
fn facts_written_read_back_equal() {
    let mut facts = read(
        r#"{"awareness": "2026-03-04", "risk": "high", "persons": {"FR": 3, "US-CA": 501},
            "jurisdictions": ["FR", "US-CA"], "parties": ["controller"], "kinds": ["integrity"],
            "structure": "medical_laboratory", "persons_total": 600}"#,
    );
    for (n, question) in Question::ALL.iter().enumerate() {
        facts.set(*question, Some(n % 2 == 0));
    }
    let text = serde_json::to_string(&facts).unwrap();
    assert_eq!(read(&text), facts);
    for question in Question::ALL {
        let text = serde_json::to_value(&facts).unwrap();
        assert_eq!(text[question.as_str()].as_bool(), facts.answer(*question));
    }
}

#[test]
fn a_law_brings_those_above_it() {
    let facts = read(r#"{"jurisdictions": ["FR", "US-CA", "CA-QC"]}"#);
    let under = |code: &str| facts.under(&Jurisdiction::try_from(code).unwrap());
    for code in ["FR", "EU", "US-CA", "US", "CA-QC", "CA"] {
        assert!(under(code), "{code}");
    }
    for code in ["DE", "UK", "US-TX", "CH"] {
        assert!(!under(code), "{code}");
    }
}

#[test]
fn qualities_follow_from_other_facts() {
    let facts = read(r#"{"structure": "medical_laboratory", "nis2_entity": "important"}"#);
    assert!(facts.has_party(Party::HealthStructure) && facts.has_party(Party::Nis2Entity));
    assert!(!facts.has_party(Party::Controller));
    let facts = read(r#"{"structure": "practice", "nis2_entity": "none"}"#);
    assert!(!facts.has_party(Party::HealthStructure) && !facts.has_party(Party::Nis2Entity));
}

#[test]
fn counts_are_summed_and_compared_by_place() {
    let facts = read(
        r#"{"persons": {"FR": 10, "DE": 0, "BE": 2, "UK": 5, "US-CA": 7, "US-TX": 9},
            "persons_total": 20}"#,
    );
    assert_eq!(facts.persons_total(), Some(33));
    assert_eq!(facts.largest_us_state(), Some(9));
    assert_eq!(facts.eea_states(), Some(2));
    assert_eq!(facts.persons_in(&Territory::try_from("US-NY").unwrap()), Some(0));
}

#[test]
fn the_schema_has_every_field_of_the_form_and_no_other() {
    let form = serde_json::to_value(Facts::default()).unwrap();
    let schema = json_schema();
    let names = |value: &serde_json::Value| {
        value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>()
    };
    assert_eq!(names(&form), names(&schema["properties"]));
}
