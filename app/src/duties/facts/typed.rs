//! Reading the form of facts, and showing facts in it.

use std::collections::{BTreeMap, BTreeSet};

use duties::Packs;
use duties::facts::{
    Anchor, Facts, Jurisdiction, Kind, Moment, Nis2, Party, Question, Risk, Severity, Structure,
    Territory,
};
use i18n::{Lang, t};

use super::{
    super::{groups::GROUPS, time},
    Pairs,
};
use crate::ui::Text;

/// The field of the version that is changed.
pub(super) const VERSION: &str = "version";

/// The form as typed, or as the facts stand.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) pairs: Pairs,
    /// What cannot be read: the field and a sentence.
    pub(super) errors: Vec<(String, String)>,
    /// Somebody else saved first.
    pub(super) conflict: bool,
}

impl Typed {
    /// The first value of a field; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field.
    pub(super) fn all(&self, name: &str) -> Vec<Text> {
        let mine = self.pairs.iter().filter(|(n, _)| n == name);
        mine.map(|(_, value)| value.clone().into()).collect()
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone())
    }

    /// Puts the present version in place of the sent one: the form may then be sent again.
    pub(super) fn set_version(&mut self, present: i64) {
        for (_, value) in self.pairs.iter_mut().filter(|(name, _)| name == VERSION) {
            *value = present.to_string();
        }
    }

    fn put(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// The facts as the form shows them.
    pub(super) fn of(facts: &Facts, version: i64) -> Self {
        let mut typed = Self::default();
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
        let zone = facts.zone.unwrap_or_default().tz();
        for anchor in GROUPS.iter().flat_map(|group| group.moments) {
            let at = facts.moment(*anchor).and_then(|moment| moment.resolve(zone).ok());
            typed.put(anchor.as_str(), at.map_or(String::new(), time::shown));
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

    /// Writes what was typed into the facts; what the form does not show stays.
    pub(super) fn write(&mut self, lang: Lang, facts: &mut Facts, offered: &[String]) {
        let kinds: BTreeSet<Kind> =
            self.all("kinds").iter().filter_map(|word| Kind::parse(word)).collect();
        facts.kinds = (!kinds.is_empty()).then_some(kinds);
        facts.jurisdictions.retain(|law| !offered.iter().any(|code| code == law.as_str()));
        let chosen = self.all("jurisdictions");
        facts
            .jurisdictions
            .extend(chosen.iter().filter_map(|code| Jurisdiction::try_from(code.to_string()).ok()));
        facts.parties = self.all("parties").iter().filter_map(|word| Party::parse(word)).collect();
        facts.structure = Structure::parse(self.get("structure"));
        facts.nis2_entity = Nis2::parse(self.get("nis2"));
        facts.risk = Risk::parse(self.get("risk"));
        facts.severity = Severity::parse(self.get("severity"));
        for question in Question::ALL {
            let answer = match self.get(question.as_str()) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            facts.set(*question, answer);
        }
        let mut errors = Vec::new();
        let total: String =
            self.get("persons_total").chars().filter(|c| !c.is_whitespace()).collect();
        match total.parse() {
            Ok(n) => facts.persons_total = Some(n),
            Err(_) if total.is_empty() => facts.persons_total = None,
            Err(_) => {
                errors.push(("persons_total".to_owned(), t(lang, "common.invalid.number").into()));
            }
        }
        match places(self.get("persons")) {
            Some(persons) => facts.persons = persons,
            None => errors.push(("persons".to_owned(), t(lang, "duties.facts.persons_bad").into())),
        }
        for anchor in GROUPS.iter().flat_map(|group| group.moments) {
            let name = anchor.as_str();
            let moment = match self.get(name).trim() {
                "" => Ok(None),
                typed => time::moment(typed).map(Some),
            };
            match moment {
                Ok(moment) => *slot(facts, *anchor) = moment,
                Err(bad) => errors.push((name.to_owned(), bad.words(lang).to_owned())),
            }
        }
        self.errors = errors;
    }
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
            let digits: String = count.chars().filter(|c| !c.is_whitespace()).collect();
            Some((place, digits.parse().ok()?))
        })
        .collect()
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
        let mut typed = Typed::of(&facts, 3);
        let before = facts.clone();
        typed.write(Lang::FR, &mut facts, &offered);
        assert_eq!(typed.errors, Vec::new());
        let moment = |facts: &Facts| facts.list_known.map(|m| m.resolve(i18n::PARIS).unwrap());
        assert_eq!(moment(&facts), moment(&before));
        facts.list_known = before.list_known;
        assert_eq!(facts, before);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_keeps_what_was_typed() {
        let pairs = [("persons", "France 12"), ("persons_total", "beaucoup"), ("request", "hier")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let mut typed = Typed { pairs, ..Typed::default() };
        typed.write(Lang::EN, &mut Facts::default(), &[]);
        let named: Vec<&str> = typed.errors.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, ["persons_total", "persons", "request"]);
        assert_eq!(typed.get("persons"), "France 12");
        assert_eq!(places("FR 489 736\nus-ca: 12;").unwrap().len(), 2);
    }
}
