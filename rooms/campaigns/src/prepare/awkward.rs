//! The persons whose messages are most likely to go wrong, found while all are walked.

use std::collections::BTreeMap;

use kernel::PersonId;
use people::{Person, Reach, identity::State};
use serde::{Deserialize, Serialize};

use crate::{Channel, prepare::Decision};

/// One candidate of each kind: how extreme, and who.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Awkwards(BTreeMap<String, (i64, PersonId)>);

impl Awkwards {
    /// Looks at a person who is to be written to.
    pub(crate) fn see(&mut self, person: &Person, decision: &Decision) {
        let queued = |channel: Channel| {
            decision
                .rows
                .iter()
                .any(|(c, s, _)| *c == channel && *s == crate::DeliveryState::Queued)
        };
        let paper = queued(Channel::Letter) || queued(Channel::GuardianLetter);
        if !paper && !queued(Channel::Email) {
            return;
        }
        let record = &person.record;
        let name = len(&record.traits.display_name());
        let address = [
            &record.address.street,
            &record.address.complement,
            &record.address.place,
            &record.address.city,
        ];
        let classes = len_of(person.classes.iter().count());
        let id = person.id;
        if paper {
            self.keep("longest_name", name, id);
            self.keep("longest_address", address.into_iter().map(|part| len(part)).sum(), id);
        }
        self.keep("most_classes", classes, id);
        self.keep("fewest_classes", -classes, id);
        if paper && person.reach.has(Reach::ABROAD) {
            self.keep("foreign", name, id);
        }
        let first = record.traits.used_first_name.as_ref().or(record.traits.first_names.as_ref());
        if first.is_none_or(|first| first.trim().is_empty()) {
            self.keep("no_first_name", name, id);
        }
        if queued(Channel::GuardianLetter) {
            let guardianship = person.states.has(State::Guardianship);
            self.keep(if guardianship { "guardianship" } else { "minor" }, name, id);
        }
        if queued(Channel::Email) {
            self.keep("email", name, id);
        }
        if person.states.has(State::DoNotContact) {
            self.keep("objects", name, id);
        }
    }

    fn keep(&mut self, kind: &str, score: i64, id: PersonId) {
        match self.0.get_mut(kind) {
            Some(held) if held.0 >= score => {}
            Some(held) => *held = (score, id),
            None => {
                self.0.insert(kind.to_owned(), (score, id));
            }
        }
    }

    /// Who was found, by kind.
    pub(crate) fn found(&self) -> impl Iterator<Item = (&str, PersonId)> {
        self.0.iter().map(|(kind, (_, id))| (kind.as_str(), *id))
    }
}

fn len(text: &str) -> i64 {
    len_of(text.chars().count())
}

fn len_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
