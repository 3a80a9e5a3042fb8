//! Reading the form of facts, and showing facts in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use duties::Packs;
use duties::facts::{
    Anchor, Facts, Jurisdiction, Kind, Moment, Nis2, Party, Question, Risk, Severity, Structure,
    Territory,
};
use i18n::{Lang, t};

use super::super::groups::GROUPS;
use web::{Typed, VERSION, time, whole};

/// The facts as the form shows them.
pub(super) fn shown(facts: &Facts, version: i64, zone: Tz) -> Typed {
    let mut typed = Typed::default();
    typed.put(VERSION, version.to_string());
    for kind in facts.kinds.iter().flatten() {
        typed.put("kinds", kind.as_str());
    }
    for law in &facts.jurisdictions {
        typed.put("jurisdictions", law.as_str());
    }
    for party in &facts.parties {
        typed.put("parties", party.as_str());
    }
    typed.put("structure", facts.structure.map_or("", Structure::as_str));
    typed.put("nis2", facts.nis2_entity.map_or("", Nis2::as_str));
    typed.put("risk", facts.risk.map_or("", Risk::as_str));
    typed.put("severity", facts.severity.map_or("", Severity::as_str));
    typed.put("persons_total", facts.persons_total.map_or(String::new(), |n| n.to_string()));
    let places: Vec<String> =
        facts.persons.iter().map(|(place, n)| format!("{} {n}", place.as_str())).collect();
    typed.put("persons", places.join("\n"));
    for anchor in GROUPS.iter().flat_map(|group| group.moments) {
        let at = facts.moment(*anchor).and_then(|moment| moment.resolve(zone).ok());
        typed.put(anchor.as_str(), at.map_or(String::new(), |at| time::shown(at, zone)));
    }
    for question in Question::ALL {
        let answer = match facts.answer(*question) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        typed.put(question.as_str(), answer);
    }
    typed
}

/// Writes what was typed into the facts; what the form does not show stays. Says at each
/// field what cannot be read.
pub(super) fn write(
    lang: Lang,
    typed: &mut Typed,
    facts: &mut Facts,
    offered: &[String],
    zone: Tz,
) {
    if let Ok(kinds) = typed.words(lang, "kinds", Kind::parse) {
        facts.kinds = (!kinds.is_empty()).then(|| kinds.into_iter().collect());
    }
    let law = |code: &str| Jurisdiction::try_from(code.to_owned()).ok();
    if let Ok(chosen) = typed.words(lang, "jurisdictions", law) {
        facts.jurisdictions.retain(|law| !offered.iter().any(|code| code == law.as_str()));
        facts.jurisdictions.extend(chosen);
    }
    if let Ok(parties) = typed.words(lang, "parties", Party::parse) {
        facts.parties = parties.into_iter().collect();
    }
    read_word(lang, typed, "structure", Structure::parse, &mut facts.structure);
    read_word(lang, typed, "nis2", Nis2::parse, &mut facts.nis2_entity);
    read_word(lang, typed, "risk", Risk::parse, &mut facts.risk);
    read_word(lang, typed, "severity", Severity::parse, &mut facts.severity);
    for question in Question::ALL {
        if !typed.sent(question.as_str()) {
            continue;
        }
        let yes_or_no = |word: &str| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        if let Ok(answer) = typed.word(lang, question.as_str(), yes_or_no) {
            facts.set(*question, answer);
        }
    }
    match typed.get("persons_total") {
        "" => facts.persons_total = None,
        total => match count(total) {
            Some(n) => facts.persons_total = Some(n),
            None => typed.refuse("persons_total", t(lang, "common.invalid.number")),
        },
    }
    match places(typed.get("persons")) {
        Some(persons) => facts.persons = persons,
        None => typed.refuse("persons", t(lang, "duties.facts.persons_bad")),
    }
    for anchor in GROUPS.iter().flat_map(|group| group.moments) {
        let name = anchor.as_str();
        let moment = match typed.get(name) {
            "" => Ok(None),
            typed => time::moment(typed, zone).map(Some),
        };
        match moment {
            Ok(moment) => *slot(facts, *anchor) = moment,
            Err(bad) => typed.refuse(name, bad.words(lang)),
        }
    }
}

/// The word of a choice that may stay open.
fn read_word<T>(
    lang: Lang,
    typed: &mut Typed,
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    into: &mut Option<T>,
) {
    if let Ok(word) = typed.word(lang, field, parse) {
        *into = word;
    }
}

/// A number of persons.
fn count(typed: &str) -> Option<u64> {
    u64::try_from(whole(typed)?).ok()
}

/// The field of a moment that the form shows.
fn slot(facts: &mut Facts, anchor: Anchor) -> &mut Option<Moment> {
    match anchor {
        Anchor::Determination => &mut facts.determination,
        Anchor::ListKnown => &mut facts.list_known,
        Anchor::Request => &mut facts.request,
        Anchor::FixAvailable => &mut facts.fix_available,
        Anchor::Resolution => &mut facts.resolution,
        Anchor::OrderDue => &mut facts.order_due,
        Anchor::UserNoticeDue => &mut facts.user_notice_due,
        // Awareness has its ledger, the others follow from it and from submissions.
        Anchor::Awareness | Anchor::YearEnd | Anchor::Submission => &mut facts.awareness,
    }
}

/// Lines of a place and a number.
fn places(text: &str) -> Option<BTreeMap<Territory, u64>> {
    text.split(['\n', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (place, count) = line.split_once([' ', '\t', ':'])?;
            let place = Territory::try_from(place.trim().to_uppercase()).ok()?;
            Some((place, self::count(count)?))
        })
        .collect()
}

/// The questions that can matter under the laws that are ticked; all while none is.
pub(super) fn asked(packs: &Packs, typed: &Typed) -> BTreeSet<Question> {
    let ticked = typed.all("jurisdictions").into_iter().map(str::to_owned);
    let jurisdictions: BTreeSet<_> =
        ticked.filter_map(|code| Jurisdiction::try_from(code).ok()).collect();
    if jurisdictions.is_empty() {
        return Question::ALL.iter().copied().collect();
    }
    packs.asked(&Facts { jurisdictions, ..Facts::default() })
}

/// The laws that the rule packs know, the Union's aside: it follows from its states.
pub(super) fn laws(packs: &Packs) -> Vec<String> {
    let rules = packs.iter().flat_map(|pack| &pack.rules);
    let codes: BTreeSet<&str> = rules.map(|rule| rule.law.as_str()).collect();
    codes.into_iter().filter(|code| *code != "EU").map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_the_facts_that_it_shows() {
        let packs = Packs::embedded().unwrap();
        let offered = laws(&packs);
        let mut facts = Facts::parse(
            r#"{"jurisdictions":["FR","JP"],"parties":["controller"],"kinds":["confidentiality"],
                "risk":"high","severity":"serious","structure":"medical_laboratory",
                "nis2_entity":"none","persons":{"FR":489736,"US-CA":12},"persons_total":489748,
                "personal_data":true,"published":false,"list_known":"2026-03-01T10:00+01:00"}"#,
        )
        .unwrap();
        let mut typed = shown(&facts, 3, i18n::PARIS);
        assert_eq!(typed.version(), 3);
        let before = facts.clone();
        write(Lang::FR, &mut typed, &mut facts, &offered, i18n::PARIS);
        assert!(!typed.is_refused());
        let moment = |facts: &Facts| facts.list_known.map(|m| m.resolve(i18n::PARIS).unwrap());
        assert_eq!(moment(&facts), moment(&before));
        facts.list_known = before.list_known;
        assert_eq!(facts, before);
    }

    #[test]
    fn questions_of_other_countries_are_not_asked_and_their_answers_stay() {
        let packs = Packs::embedded().unwrap();
        let french = asked(&packs, &Typed::starting(&[("jurisdictions", "FR")]));
        assert!(french.contains(&Question::SecrecyDecree));
        assert!(!french.contains(&Question::LegalSecrecy));
        assert_eq!(asked(&packs, &Typed::default()).len(), Question::ALL.len());
        let mut facts = Facts { legal_secrecy: Some(true), ..Facts::default() };
        let mut typed = Typed::starting(&[("jurisdictions", "FR"), ("published", "yes")]);
        write(Lang::FR, &mut typed, &mut facts, &laws(&packs), i18n::PARIS);
        assert_eq!((facts.legal_secrecy, facts.published), (Some(true), Some(true)));
    }

    #[test]
    fn what_cannot_be_read_is_named_and_keeps_what_was_typed() {
        let pairs = [("persons", "France 12"), ("persons_total", "beaucoup"), ("request", "hier")];
        let mut typed = Typed::starting(&pairs);
        write(Lang::EN, &mut typed, &mut Facts::default(), &[], i18n::PARIS);
        assert!(pairs.iter().all(|(name, _)| typed.error(name).is_some()));
        assert_eq!(typed.summary().len(), pairs.len());
        assert_eq!(typed.get("persons"), "France 12");
        let unknown =
            ["kinds", "jurisdictions", "parties", "structure", "nis2", "risk", "severity"];
        let pairs: Vec<_> = unknown.iter().map(|name| (*name, "emperor")).collect();
        let mut typed = Typed::starting(&pairs);
        let before = Facts { risk: Some(Risk::High), ..Facts::default() };
        let mut facts = before.clone();
        write(Lang::EN, &mut typed, &mut facts, &[], i18n::PARIS);
        assert!(unknown.iter().all(|name| typed.error(name).is_some()));
        assert_eq!(facts, before, "an unknown word is not the absence of one");
        assert_eq!(places("FR 489 736\nus-ca: 12;").unwrap().len(), 2);
    }
}
