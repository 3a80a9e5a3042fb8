//! The outcome for all records.

use std::collections::HashMap;

use super::{Resolver, component, marks::Key};

/// Parts in which keys are sorted: an eighth of the memory.
const PARTS: u32 = 8;

/// What differs from "each unit is a person of its own".
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Units that are a lower unit's person: in order, with that unit.
    pub joined: Vec<(u32, u32)>,
    /// Units that stand for persons in doubt, in order.
    pub doubts: Vec<u32>,
    units: u32,
    earlier: u32,
}

impl Decision {
    /// Persons that no earlier import has.
    pub fn people(&self) -> u64 {
        let joined = self.joined.iter().filter(|(unit, _)| *unit >= self.earlier).count();
        u64::from(self.units - self.earlier) - u64::try_from(joined).unwrap_or(0)
    }

    /// The unit that stands for the person of a unit.
    pub fn stands_for(&self, unit: u32) -> u32 {
        self.joined
            .binary_search_by_key(&unit, |(unit, _)| *unit)
            .ok()
            .and_then(|at| self.joined.get(at))
            .map_or(unit, |(_, first)| *first)
    }
}

/// The persons of the rows of one file: what a dry run tells.
pub struct Resolution {
    /// Persons that no earlier import has.
    pub people: u64,
    /// Persons in doubt.
    pub in_doubt: u64,
    rows: Vec<(u32, u32)>,
}

impl Resolution {
    /// From a decision and the unit of each row, in the order of the rows.
    pub fn of(decision: &Decision, mut rows: Vec<(u32, u32)>) -> Self {
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        for (_, unit) in &mut rows {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX - 1) + 1;
            *unit = *numbers.entry(decision.stands_for(*unit)).or_insert(next);
        }
        let in_doubt = u64::try_from(decision.doubts.len()).unwrap_or(0);
        Self { people: decision.people(), in_doubt, rows }
    }

    /// Row numbers and persons, in the order of the rows. Persons are numbered from 1 in the
    /// order in which they first appear.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.rows.iter().map(|(row, person)| (u64::from(*row), u64::from(*person)))
    }
}

impl Resolver {
    /// Decides, when every record is known.
    pub fn decide(mut self) -> Decision {
        // Nothing is looked for any more.
        self.table = hashbrown::HashTable::new();
        let mut components = Forest::new(self.units);
        let mut keys: Vec<(Key, u32)> = Vec::new();
        for part in 0..PARTS {
            keys.clear();
            for entry in self.entries() {
                let of_part = entry.marks.keys().filter(|key| key[1] % PARTS == part);
                keys.extend(of_part.map(|key| (key, entry.unit)));
            }
            keys.sort_unstable();
            for pair in keys.windows(2) {
                if let [(key, unit), (same, other)] = pair
                    && key == same
                {
                    components.join(*unit, *other);
                }
            }
        }
        drop(keys);
        let mut found = self.of_components(&mut components);
        drop(components);
        let mut decision =
            Decision { units: self.units, earlier: self.earlier, ..Decision::default() };
        found.sort_unstable();
        let mut entries = Vec::new();
        for component in found.chunk_by(|(one, _), (next, _)| one == next) {
            entries.clear();
            entries.extend(component.iter().filter_map(|(_, at)| self.entry(*at)));
            let settled = component::settle(&entries, self.earlier);
            decision.joined.extend(settled.joined);
            decision.doubts.extend(settled.doubts);
        }
        decision.joined.sort_unstable();
        decision.doubts.sort_unstable();
        decision
    }

    /// The places of records of components with more than one unit, each with its component.
    fn of_components(&self, components: &mut Forest) -> Vec<(u32, u32)> {
        let mut larger = vec![false; components.len()];
        for unit in 0..self.units {
            let root = components.root(unit);
            if root != unit
                && let Some(slot) = larger.get_mut(root as usize)
            {
                *slot = true;
            }
        }
        self.entries()
            .zip(0..)
            .filter_map(|(entry, at)| {
                let root = components.root(entry.unit);
                larger.get(root as usize).copied().unwrap_or(false).then_some((root, at))
            })
            .collect()
    }
}

/// Disjoint sets of units; the lowest one stands for a set.
struct Forest(Vec<u32>);

impl Forest {
    fn new(units: u32) -> Self {
        Self((0..units).collect())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn parent(&self, unit: u32) -> u32 {
        self.0.get(unit as usize).copied().unwrap_or(unit)
    }

    fn root(&mut self, mut unit: u32) -> u32 {
        while self.parent(unit) != unit {
            let above = self.parent(self.parent(unit));
            if let Some(slot) = self.0.get_mut(unit as usize) {
                *slot = above;
            }
            unit = above;
        }
        unit
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.0.get_mut(one.max(other) as usize) {
            *slot = one.min(other);
        }
    }
}
