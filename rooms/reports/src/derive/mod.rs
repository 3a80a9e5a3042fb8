//! From what the rooms know to the state of each field. Pure.
//!
//! This file says what a state is made from; each other file answers one part of the
//! forms, named after it.

mod abroad;
mod breach;
mod case;
mod data;
mod effects;
mod history;
mod sender;
mod told;

use crate::gather::Known;
use crate::model::{
    Field, PreparationSheet, RegisterEntry, Report, Room, Section, Source, State, Value,
};
use crate::spec::{PREPARATION, REGISTER, SectionSpec, Spec, Typing};
use crate::words::{Informed, Nature, NotifType};

/// What the rooms say of a field.
enum Found {
    Known(Value, Source),
    NotApplicable,
    Nothing,
}

fn from(room: Room, value: &'static str, found: Value) -> Found {
    Found::Known(found, Source { room, value })
}

fn presumed(words: Vec<&'static str>, from_what: &'static str) -> Found {
    some_words(words, Room::Presumed, from_what)
}

fn some_words(words: Vec<&'static str>, room: Room, value: &'static str) -> Found {
    if words.is_empty() { Found::Nothing } else { from(room, value, Value::Words(words)) }
}

fn some_text(text: &str, room: Room, value: &'static str) -> Found {
    let text = text.trim();
    if text.is_empty() { Found::Nothing } else { from(room, value, Value::Text(text.to_owned())) }
}

fn maybe(found: Option<Value>, room: Room, value: &'static str) -> Found {
    found.map_or(Found::Nothing, |found| from(room, value, found))
}

/// The French text, or the English one while there is no French.
fn either<'a>(fr: &'a str, en: &'a str) -> &'a str {
    if fr.trim().is_empty() { en } else { fr }
}

impl Known {
    /// The preparation sheet.
    pub(crate) fn preparation(&self) -> PreparationSheet {
        let mut report = self.report(PREPARATION);
        // A notification that is not sent yet is complete at once when nothing is missing.
        let full = report.missing().is_empty();
        let fields = report.sections.iter_mut().flat_map(|section| &mut section.fields);
        for field in fields.filter(|field| field.spec.key == "type.notif_type") {
            if let State::Known(Value::Word(word), _) = &mut field.state
                && *word == NotifType::Initial.as_str()
                && full
            {
                *word = NotifType::Full.as_str();
            }
        }
        PreparationSheet(report)
    }

    /// The register entry.
    pub(crate) fn register(&self) -> RegisterEntry {
        RegisterEntry(self.report(REGISTER))
    }

    fn report(&self, sections: &'static [SectionSpec]) -> Report {
        let sections = sections
            .iter()
            .map(|section| Section {
                code: section.code,
                fields: section
                    .fields
                    .iter()
                    .map(|spec| Field { spec, state: self.state(spec) })
                    .collect(),
            })
            .collect();
        Report { head: self.head(), sections }
    }

    fn state(&self, spec: &Spec) -> State {
        let found = self.found(spec.key);
        // An answer cannot make a question arise that does not.
        if matches!(found, Found::NotApplicable) {
            return State::NotApplicable;
        }
        if spec.typing == Typing::Open
            && let Some(value) = self.answers.value(spec)
        {
            return State::Known(value, Source { room: Room::Answers, value: spec.key });
        }
        match found {
            Found::Known(value, source) => State::Known(value, source),
            Found::NotApplicable => State::NotApplicable,
            Found::Nothing => State::Missing(spec.place),
        }
    }

    /// The state of a field that others depend on, answers included.
    fn settled(&self, key: &str) -> Option<Value> {
        let mut specs = PREPARATION.iter().flat_map(|section| section.fields);
        match self.state(specs.find(|spec| spec.key == key)?) {
            State::Known(value, _) => Some(value),
            _ => None,
        }
    }

    fn settled_words(&self, key: &str) -> Vec<&'static str> {
        match self.settled(key) {
            Some(Value::Words(words)) => words,
            Some(Value::Word(word)) => vec![word],
            _ => Vec::new(),
        }
    }

    fn is_informed(&self, wanted: Informed) -> bool {
        self.settled_words("persons_told.informed") == [wanted.as_str()]
    }

    fn lost(&self, nature: Nature) -> bool {
        self.settled_words("violation.nature").contains(&nature.as_str())
    }

    fn found(&self, key: &str) -> Found {
        match key.split_once('.') {
            Some(("type", code)) => self.notification(code),
            Some(("organisation" | "contact", _)) => self.organisation(key),
            Some(("dates", code)) => self.dates(code),
            Some(("violation", code)) => self.violation(code),
            Some(("data" | "counts" | "classes", _)) => self.data(key),
            Some(("consequences" | "harm" | "risk", _)) => self.effects(key),
            Some(("persons_told", code)) => self.told(code),
            Some(("cross_border", code)) => self.borders(code),
            Some(("decisions" | "notices" | "closure", _)) => self.history(key),
            _ => self.case(key),
        }
    }
}
