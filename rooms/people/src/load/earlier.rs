//! Persons of earlier, active imports: what rows are compared with first.

use chrono::Datelike as _;
use uuid::Uuid;

use super::ids::number_in;
use crate::{
    Record,
    identity::MatchTraits,
    record::Source,
    resolve::{Facts, Resolver},
};

/// Which contact points of a unit are the newest, and the last day of a visit.
#[derive(Clone, Copy)]
pub(super) struct Newest {
    contacts: u32,
    day: i32,
}

impl Newest {
    pub(super) fn new(contacts: u32, seen_on: Option<chrono::NaiveDate>) -> Self {
        Self { contacts, day: day_of(seen_on) }
    }

    /// Whether contact points seen on a day are newer and other ones; remembers them.
    pub(super) fn learn(&mut self, contacts: u32, seen_on: Option<chrono::NaiveDate>) -> bool {
        let day = day_of(seen_on);
        let newer = contacts != 0 && (day >= self.day || self.contacts == 0);
        let other = newer && contacts != self.contacts;
        self.day = self.day.max(day);
        if newer {
            self.contacts = contacts;
        }
        other
    }

    /// A stored further record that was the newest when it came.
    pub(super) fn replaced(&mut self, contacts: u32) {
        if contacts != 0 {
            self.contacts = contacts;
        }
    }

    /// A day known from what is stored.
    pub(super) fn visited(&mut self, seen_on: Option<chrono::NaiveDate>) {
        self.day = self.day.max(day_of(seen_on));
    }
}

fn day_of(day: Option<chrono::NaiveDate>) -> i32 {
    day.map_or(i32::MIN, |day| day.num_days_from_ce())
}

/// The persons, and the resolver that knows them.
#[derive(Default)]
pub(crate) struct Earlier {
    pub(crate) resolver: Resolver,
    /// Ids by unit: wave after wave, in order inside a wave.
    pub(super) ids: Vec<Uuid>,
    /// The base of each wave, and its first unit.
    waves: Vec<(Uuid, usize)>,
    pub(super) newest: Vec<Newest>,
}

impl Earlier {
    /// The persons of the next wave follow, in the order of their ids.
    pub(crate) fn wave(&mut self, base: Uuid) {
        self.waves.push((base, self.ids.len()));
    }

    /// Takes in a person of the wave.
    pub(crate) fn person(&mut self, id: Uuid, record: &Record) {
        let traits = MatchTraits::of(&record.traits);
        let (_, contacts) = self.resolver.seed_earlier(&Facts::of(record, &traits));
        self.ids.push(id);
        // Whatever a later import says is newer.
        self.newest.push(Newest::new(contacts, None));
    }

    /// Takes in a further record of a person, when all persons are known.
    pub(crate) fn more(&mut self, id: Uuid, record: &Record, source: Source) {
        let Some(unit) = self.unit(id) else { return };
        let traits = MatchTraits::of(&record.traits);
        let contacts = self.resolver.replay_record(unit, &Facts::of(record, &traits));
        if let Some(newest) = self.newest.get_mut(unit as usize).filter(|_| !source.stale) {
            newest.replaced(contacts);
        }
    }

    /// How many there are; the units of the present wave follow.
    pub(super) fn units(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(0)
    }

    /// The unit of an id.
    pub(super) fn unit(&self, id: Uuid) -> Option<u32> {
        let at = self.waves.iter().position(|(base, _)| number_in(*base, id).is_some())?;
        let first = self.waves.get(at).map_or(0, |(_, first)| *first);
        let end = self.waves.get(at + 1).map_or(self.ids.len(), |(_, next)| *next);
        let place = self.ids.get(first..end)?.binary_search(&id).ok()?;
        u32::try_from(first + place).ok()
    }
}
