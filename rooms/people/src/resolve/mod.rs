//! Who is one person: the one rule, for the dry run, the stored run and a resumed one.
//!
//! A *key* is a surname (at birth or used), the first first name, the full birth date and the
//! sex, all normalised; a record without first name or full date has the surname with the
//! patient number of the site instead. Records with a key in common are *comparable*, and
//! only such ones are ever one person. Then, in this order:
//!
//! 1. Equal records without a patient number are one person; so are comparable records with
//!    the same patient number of the same site.
//! 2. Comparable persons that share a contact point are one, also with two numbers of one
//!    site (a patient registered twice) if it stands beside both numbers. A contact point
//!    that an earlier person has from a record without number says nothing of numbers: that
//!    record may have been somebody else's. Who shares it is a person in doubt.
//! 3. Comparable persons whose numbers do not contradict are one.
//!
//! In 2 and 3, persons with different words after the first first name are two (the twins
//! Mohamed Amine and Mohamed Yassine; one of them without the second word could be either),
//! and so are persons of earlier imports: what was decided once is never joined later.
//! A person who fits two that contradict each other joins neither and is **in doubt**: marked,
//! for somebody to look at. Persons in doubt without a number join each other if nothing
//! tells them apart. More than 64 that are comparable and contradict are
//! a crowd (test patients, "inconnu"): nothing but the first step joins them.
//!
//! The outcome depends on the set of records alone. So rows can be taken in one by one:
//! [`Resolver::push`] joins at once what step 1 joins whatever follows, and
//! [`Resolver::decide`] settles the rest when all rows are known.
//!
//! Memory: at most 64 bytes a record that says something new, nothing for a repetition.

mod component;
mod decision;
mod marks;

use std::collections::{HashMap, HashSet};

use hashbrown::HashTable;

pub use decision::{Decision, Resolution};
pub use marks::Facts;
use marks::{Key, Marker, Marks};

/// One record. Its unit is a person of an earlier import, or one of the present file as far
/// as step 1 knows.
#[derive(Clone, Copy)]
struct Entry {
    marks: Marks,
    unit: u32,
}

/// Records a chunk: growing by chunks, never by doubling, keeps to the promised memory.
const CHUNK: usize = 8_192;

/// Where a row was put for the time being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The unit: earlier persons first, then those of this file, in order.
    pub unit: u32,
    /// Whether the unit began with this row.
    pub new: bool,
    /// Whether the row says something of its unit that no compared record of it said.
    pub adds: bool,
    /// All contact points of the row in one number, zero for none.
    pub contacts: u32,
}

/// Collects records, then decides.
#[derive(Default)]
pub struct Resolver {
    chunks: Vec<Vec<Entry>>,
    length: usize,
    units: u32,
    /// Units that are persons of earlier imports: the first ones.
    earlier: u32,
    /// Records by key and patient number, or by everything where there is no number.
    table: HashTable<Place>,
    /// While earlier persons come in: who has a patient number.
    holders: HashMap<(u32, u32), u32>,
    /// Patient numbers that several earlier persons have: no row can be theirs at once.
    shared: HashSet<(u32, u32)>,
    marker: Marker,
}

impl Resolver {
    /// Units so far, earlier persons included.
    pub const fn units(&self) -> u32 {
        self.units
    }

    /// Units that are persons of earlier imports.
    pub const fn earlier(&self) -> u32 {
        self.earlier
    }

    /// Takes in a person of an earlier import. All of them come before the first row.
    /// Gives the unit and the contact points in one number.
    pub fn seed_earlier(&mut self, facts: &Facts<'_>) -> (u32, u32) {
        let unit = self.units;
        self.units += 1;
        self.earlier += 1;
        (unit, self.replay_record(unit, facts))
    }

    /// Takes in a further record of a unit. Gives the contact points in one number.
    pub fn replay_record(&mut self, unit: u32, facts: &Facts<'_>) -> u32 {
        let marks = self.marker.of(facts);
        if unit < self.earlier
            && let Some(number) = marks.number()
            && *self.holders.entry(number).or_insert(unit) != unit
        {
            self.shared.insert(number);
        }
        self.keep(marks, unit);
        marks.contact_set()
    }

    /// Takes in a unit of the present file that was stored before a crash.
    pub fn replay_person(&mut self, facts: &Facts<'_>) -> (u32, u32) {
        self.holders = HashMap::new();
        let unit = self.units;
        self.units += 1;
        (unit, self.replay_record(unit, facts))
    }

    /// Takes in an accepted row.
    pub fn push(&mut self, facts: &Facts<'_>) -> Pushed {
        let marks = self.marker.of(facts);
        let contacts = marks.contact_set();
        if let Some(found) = self.find(&marks) {
            let adds = !found.marks.cover(&marks);
            if adds {
                self.keep(marks, found.unit);
            }
            return Pushed { unit: found.unit, new: false, adds, contacts };
        }
        let unit = self.units;
        self.units += 1;
        self.keep(marks, unit);
        Pushed { unit, new: true, adds: true, contacts }
    }

    /// A record that is of the same person whatever else the file holds.
    fn find(&self, marks: &Marks) -> Option<Entry> {
        let Some(number) = marks.number() else {
            marks.keys().next()?;
            let same =
                |place: &Place| self.entry(place.at()).is_some_and(|entry| entry.marks == *marks);
            return self.table.find(hash_all(marks), same).and_then(|place| self.entry(place.at()));
        };
        marks.keys().find_map(|key| {
            let same = |place: &Place| {
                self.entry(place.at()).is_some_and(|entry| has(&entry.marks, key, number))
            };
            let entry = self
                .table
                .find(hash_key(key, number), same)
                .and_then(|place| self.entry(place.at()))?;
            (entry.unit >= self.earlier || !self.shared.contains(&number)).then_some(entry)
        })
    }

    /// Keeps a record; the newest one of a key and number is the one that is found.
    fn keep(&mut self, marks: Marks, unit: u32) {
        let at = u32::try_from(self.length).unwrap_or(u32::MAX >> 1);
        if self.length.is_multiple_of(CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(Entry { marks, unit });
            self.length += 1;
        }
        let Self { chunks, table, .. } = self;
        let of = |place: &Place| {
            entry_in(chunks, place.at()).map_or(Marks::default(), |entry| entry.marks)
        };
        let hash = |place: &Place| place.hash(&of(place));
        let Some(number) = marks.number() else {
            let place = Place::new(at, 0);
            if marks.keys().next().is_some() {
                // The first one stays: of equal earlier persons the oldest is found.
                table.entry(place.hash(&marks), |other| of(other) == marks, hash).or_insert(place);
            }
            return;
        };
        for (slot, key) in (0..).zip(marks.keys()) {
            let place = Place::new(at, slot);
            let same = |other: &Place| has(&of(other), key, number);
            match table.entry(hash_key(key, number), same, hash) {
                hashbrown::hash_table::Entry::Occupied(mut found) => *found.get_mut() = place,
                hashbrown::hash_table::Entry::Vacant(free) => {
                    free.insert(place);
                }
            }
        }
    }

    fn entry(&self, at: u32) -> Option<Entry> {
        entry_in(&self.chunks, at)
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.chunks.iter().flatten()
    }
}

fn entry_in(chunks: &[Vec<Entry>], at: u32) -> Option<Entry> {
    let at = at as usize;
    chunks.get(at / CHUNK)?.get(at % CHUNK).copied()
}

/// Where a record lies, and under which of its keys the table has it.
#[derive(Clone, Copy)]
struct Place(u32);

impl Place {
    const fn new(at: u32, slot: u32) -> Self {
        Self(at << 1 | slot)
    }

    const fn at(self) -> u32 {
        self.0 >> 1
    }

    fn hash(self, marks: &Marks) -> u64 {
        let slot = usize::try_from(self.0 & 1).unwrap_or(0);
        match (marks.number(), marks.keys.get(slot)) {
            (Some(number), Some(key)) => hash_key(*key, number),
            _ => hash_all(marks),
        }
    }
}

/// Whether a record has the key and the patient number.
fn has(marks: &Marks, key: Key, number: (u32, u32)) -> bool {
    marks.number() == Some(number) && marks.keys.contains(&key)
}

/// Keys are hashes already: a multiplication mixes what comes beside.
fn hash_key([high, low]: Key, number: (u32, u32)) -> u64 {
    joined(high, low) ^ joined(number.0, number.1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn hash_all(marks: &Marks) -> u64 {
    let [email, home, mobile, address] = marks.contacts;
    let [one, other] = marks.keys;
    let rest =
        (email ^ home.rotate_left(11) ^ other[0], mobile.rotate_left(21) ^ address ^ marks.second);
    hash_key(one, rest)
}

fn joined(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

#[cfg(test)]
pub(crate) mod tests;
