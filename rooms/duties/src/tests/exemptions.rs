//! Exemptions from telling the persons: each bound to its country and its conditions.

use serde_json::{Value, json};

use crate::facts::{Facts, Question};
use crate::{
    State::{NotTriggered as Off, Triggered as On},
    *,
};

/// What rule `eu-gdpr-34-1` becomes for a high risk under these laws, with these answers.
fn told(laws: &[&str], answers: &Value) -> State {
    let mut facts = json!({
        "jurisdictions": laws,
        "parties": ["controller"],
        "personal_data": true,
        "kinds": ["confidentiality"],
        "risk": "high",
        "awareness": "2026-02-24T09:30:00+01:00",
    });
    facts.as_object_mut().unwrap().extend(answers.as_object().unwrap().clone());
    let packs = Packs::embedded().unwrap();
    let facts = Facts::parse(&facts.to_string()).unwrap();
    let all = evaluate(&packs, &facts);
    all.iter().find(|one| one.rule.id == "eu-gdpr-34-1").unwrap().state
}

#[test]
fn the_german_secret_frees_german_controllers_alone_and_only_where_it_prevails() {
    let secret = json!({"legal_secrecy": true});
    let weighed = json!({
        "legal_secrecy": true, "interests_prevail": false, "land_or_church_body": false,
    });
    let damage = json!({
        "legal_secrecy": true, "interests_prevail": true, "land_or_church_body": false,
    });
    let clinic = json!({
        "legal_secrecy": true, "interests_prevail": false, "land_or_church_body": true,
    });
    for (laws, answers, state) in [
        (vec!["FR"], &secret, On),
        (vec!["FR"], &weighed, On),
        (vec!["BE"], &weighed, On),
        (vec!["DE"], &secret, On),
        (vec!["DE"], &weighed, Off),
        (vec!["DE", "US-CA"], &weighed, Off),
        (vec!["DE"], &damage, On),
        (vec!["DE"], &clinic, On),
        (vec!["DE", "FR"], &weighed, On),
    ] {
        assert_eq!(told(&laws, answers), state, "{laws:?} {answers}");
    }
}

#[test]
fn the_french_exemption_needs_its_three_conditions_and_france() {
    let all = json!({
        "secrecy_decree": true, "legal_or_public_task": true, "telling_endangers_security": true,
    });
    assert_eq!(told(&["FR"], &all), Off);
    for law in ["DE", "BE", "EU"] {
        assert_eq!(told(&[law], &all), On, "{law}");
    }
    assert_eq!(told(&["FR", "DE"], &all), On);
    for one in ["secrecy_decree", "legal_or_public_task", "telling_endangers_security"] {
        for answer in [json!(false), Value::Null] {
            let mut answers = all.clone();
            answers[one] = answer;
            assert_eq!(told(&["FR"], &answers), On, "without {one}");
        }
    }
}

#[test]
fn a_question_is_asked_only_where_its_answer_can_matter() {
    let packs = Packs::embedded().unwrap();
    let asked = |laws: &[&str]| {
        let facts = Facts::parse(&json!({"jurisdictions": laws}).to_string()).unwrap();
        packs.asked(&facts)
    };
    let french =
        [Question::SecrecyDecree, Question::LegalOrPublicTask, Question::TellingEndangersSecurity];
    let german = [Question::LegalSecrecy, Question::InterestsPrevail, Question::LandOrChurchBody];
    let (in_france, in_germany) = (asked(&["FR"]), asked(&["DE"]));
    assert!(french.iter().all(|q| in_france.contains(q) && !in_germany.contains(q)));
    assert!(german.iter().all(|q| in_germany.contains(q) && !in_france.contains(q)));
    assert!(!in_france.contains(&Question::UnlawfulMedicalAccess));
    assert!(asked(&["US-CA"]).contains(&Question::UnlawfulMedicalAccess));
    let everywhere = ["FR", "DE", "BE", "CH", "UK", "US-CA", "CA", "CA-QC"];
    let somewhere: std::collections::BTreeSet<_> =
        everywhere.iter().flat_map(|law| asked(&[law])).collect();
    let never: Vec<_> = Question::ALL.iter().filter(|q| !somewhere.contains(q)).collect();
    // No rule reads it yet.
    assert_eq!(never, [&Question::EeaEstablishment]);
}
