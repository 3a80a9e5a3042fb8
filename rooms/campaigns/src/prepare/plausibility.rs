//! The check against shifted columns and flipped flags.
//!
//! A mail merge in which names and addresses slipped by one row sends every letter to
//! the wrong person; one in which the "deceased" flag is turned around tells the living
//! that they are dead. Both have happened. Two signals are counted while all persons are
//! walked: mail addresses hold their owner's name, and most patients are alive. A file
//! without mail addresses shows the second only.

use people::{
    Person,
    identity::{State, fold::fold},
};
use serde::{Deserialize, Serialize};

/// Cases needed before a share means anything.
const ENOUGH: u64 = 50;
/// Share of mail addresses holding a name, in per cent, below which they are not their
/// owners'. By chance about two in a hundred hold a stranger's first name.
const OWN_MAIL_PERCENT: u64 = 10;
/// Share of deceased persons above which the flag is not believed.
const DECEASED_PERCENT: u64 = 20;

/// Counts of one walk, kept with its checkpoint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PlausibilityCheck {
    persons: u64,
    deceased: u64,
    mails: u64,
    own_mails: u64,
}

impl PlausibilityCheck {
    /// Looks at one person.
    pub(crate) fn see(&mut self, person: &Person) {
        let traits = &person.record.traits;
        self.persons += 1;
        self.deceased += u64::from(person.states.has(State::Deceased));
        let names: Vec<String> = [&traits.birth_name, &traits.used_name, &traits.first_names]
            .into_iter()
            .flatten()
            .flat_map(|name| name.split([' ', '-', '\'']))
            .map(fold)
            .filter(|part| part.chars().count() >= 3)
            .collect();
        if let Some(email) = &person.record.email {
            let local = email.as_str().split('@').next().unwrap_or_default();
            let local: String = fold(local).chars().filter(|c| c.is_alphabetic()).collect();
            // Numbers and short nicknames tell nothing either way.
            if local.len() >= 5 && !names.is_empty() {
                self.mails += 1;
                self.own_mails += u64::from(names.iter().any(|name| local.contains(name.as_str())));
            }
        }
    }

    /// A code of what looks wrong; empty when nothing does.
    pub(crate) fn verdict(&self) -> &'static str {
        let share = |part: u64, whole: u64| part * 100 / whole.max(1);
        if self.persons >= ENOUGH && share(self.deceased, self.persons) >= DECEASED_PERCENT {
            return "deceased_flag";
        }
        if self.mails >= ENOUGH && share(self.own_mails, self.mails) < OWN_MAIL_PERCENT {
            return "shifted_mail";
        }
        ""
    }
}
