//! The guard against shifted columns and flipped flags.
//!
//! A mail merge in which names and addresses slipped by one row sends every letter to
//! the wrong person; one in which the "deceased" flag is turned around tells the living
//! that they are dead. Both have happened. Three signals are counted while all persons
//! are walked: mail addresses hold their owner's name, people at one address share a
//! surname more often than chance, and most patients are alive.

use std::collections::HashMap;

use people::{
    Person,
    identity::{State, fold::fold},
};
use serde::{Deserialize, Serialize};

/// Cases needed before a share means anything.
const ENOUGH: u64 = 50;
/// Addresses remembered; later ones are compared with these.
const REMEMBERED: usize = 200_000;
/// Share of mail addresses holding a name, in per cent, below which they are not their
/// owners' (ordinary files: 40 and more).
const OWN_MAIL_PERCENT: u64 = 4;
/// Share of neighbours at one address with one surname (ordinary files: 20 and more).
const HOUSEHOLD_PERCENT: u64 = 3;
/// Share of deceased persons above which the flag is not believed.
const DECEASED_PERCENT: u64 = 20;

/// Counts of one walk. The addresses themselves are forgotten at a crash; the counts
/// are kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Guard {
    persons: u64,
    deceased: u64,
    mails: u64,
    own_mails: u64,
    neighbours: u64,
    households: u64,
    #[serde(skip)]
    homes: HashMap<u64, u64>,
}

impl Guard {
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
        let address = &person.record.address;
        let surname = traits.used_name.as_deref().or(traits.birth_name.as_deref());
        if let (Some(surname), false) = (surname, address.street.trim().is_empty()) {
            let home =
                hash(&[&fold(&address.street), &address.postcode, &fold(&address.complement)]);
            let name = hash(&[&fold(surname)]);
            match self.homes.get(&home) {
                Some(known) => {
                    self.neighbours += 1;
                    self.households += u64::from(*known == name);
                }
                None if self.homes.len() < REMEMBERED => {
                    self.homes.insert(home, name);
                }
                None => {}
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
        if self.neighbours >= 2 * ENOUGH
            && share(self.households, self.neighbours) < HOUSEHOLD_PERCENT
        {
            return "shifted_address";
        }
        ""
    }
}

/// FNV-1a over the parts: only to compare within one walk.
fn hash(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0x1f])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}
