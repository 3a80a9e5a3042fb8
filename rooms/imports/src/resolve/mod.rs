//! Which rows are one person: the exact match, in memory, at most 64 bytes a row.
//!
//! Two rows are one person when they share a surname (birth or used name), first
//! first-name, full birth date and sex, all normalised, unless their patient
//! numbers of one site differ and no contact point is shared. Rows without a first
//! name or a full birth date are one person with the same surname and the same
//! patient number of the same site only.
//!
//! A row is kept as truncated hashes: 96 bits of each key (a false match among ten
//! million rows has a chance below one in 10^14), 32 bits of each contact point and patient
//! number, compared only between rows whose names, date and sex already match.
//! The result does not depend on the order of the rows.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher};

use people::identity::fold::fold_into;

use crate::row::AcceptedRow;

/// 96 bits of a key; zero stands for "none".
type Key = [u32; 3];

/// One row: 56 bytes.
#[derive(Clone, Copy)]
struct Entry {
    row: u32,
    keys: [Key; 2],
    contacts: [u32; 4],
    /// Patient number of the row, and its site.
    ipp: u32,
    site: u16,
    /// Of the row that stands for a person: the lowest number of the person's rows, so that the
    /// outcome does not depend on their order.
    person_site: u16,
    person_ipp: u32,
}

/// Rows a chunk: growing by chunks, never by doubling, keeps to the promised memory.
const CHUNK: usize = 8_192;
/// Parts in which keys are sorted.
const PARTS: u32 = 8;

/// Collects rows, then tells the persons.
#[derive(Default)]
pub struct Resolver {
    chunks: Vec<Vec<Entry>>,
    length: usize,
    text: String,
    bytes: Vec<u8>,
}

/// The persons of the rows that were pushed.
pub struct Resolution {
    /// Number of persons.
    pub people: u64,
    rows: Vec<u32>,
    persons: Vec<u32>,
}

impl Resolution {
    /// Row numbers and persons, in the order of the rows. Persons are numbered
    /// from 1 in the order in which they first appear.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.rows
            .iter()
            .zip(&self.persons)
            .map(|(row, person)| (u64::from(*row), u64::from(*person)))
    }

    /// The person of the `index`-th pushed row, from 1.
    pub fn person(&self, index: usize) -> Option<u64> {
        self.persons.get(index).map(|person| u64::from(*person))
    }
}

impl Resolver {
    /// Rows pushed so far.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether no row was pushed.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Adds an accepted row.
    pub fn push(&mut self, row: &AcceptedRow) {
        let site = row.site.as_deref().map_or(0, |site| short(1, site.as_bytes()));
        let site = u16::try_from(site >> 16).unwrap_or(1);
        let ipp = row.ipp.as_deref().map_or(0, |ipp| short(2, ipp.as_bytes()));
        let mut keys = [Key::default(); 2];
        // Rows that names, date and sex do not identify need the patient number in the key.
        let exact = row.matching.is_exact();
        if exact || ipp != 0 {
            for (slot, surname) in keys.iter_mut().zip(row.matching.surnames()) {
                self.bytes.clear();
                if exact {
                    row.matching.write_key(surname, &mut self.bytes);
                } else {
                    self.bytes.extend_from_slice(surname.as_bytes());
                    self.bytes.push(0x1f);
                    self.bytes.extend_from_slice(&site.to_le_bytes());
                    self.bytes.extend_from_slice(&ipp.to_le_bytes());
                }
                *slot = long(&self.bytes);
            }
        }
        let contacts = [
            row.email.as_ref().map_or(0, |email| short(3, email.key().as_bytes())),
            row.phone_home.as_ref().map_or(0, |phone| short(4, phone.as_str().as_bytes())),
            row.phone_mobile.as_ref().map_or(0, |phone| short(4, phone.as_str().as_bytes())),
            self.address(row),
        ];
        let row = u32::try_from(row.row).unwrap_or(u32::MAX);
        if self.length.is_multiple_of(CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(Entry {
                row,
                keys,
                contacts,
                ipp,
                site,
                person_site: site,
                person_ipp: ipp,
            });
            self.length += 1;
        }
    }

    /// A street and post code in common are a contact point in common.
    fn address(&mut self, row: &AcceptedRow) -> u32 {
        let Some(address) = &row.address else { return 0 };
        if address.street.is_empty() || address.postcode.is_empty() {
            return 0;
        }
        self.text.clear();
        fold_into(&address.street, &mut self.text);
        self.bytes.clear();
        self.bytes.extend(self.text.bytes().filter(u8::is_ascii_alphanumeric));
        if self.bytes.is_empty() {
            return 0;
        }
        self.bytes.push(0x1f);
        self.bytes.extend_from_slice(address.postcode.as_bytes());
        short(5, &self.bytes)
    }

    /// Tells the persons.
    pub fn finish(mut self) -> Resolution {
        let mut forest = Forest::new(self.length);
        let mut scratch = Scratch::default();
        let mut places: Vec<(Key, u32)> = Vec::new();
        // Rows of one key are in one part: sorting part by part costs an eighth of the memory.
        for part in 0..PARTS {
            places.clear();
            for (index, entry) in (0u32..).zip(self.chunks.iter().flatten()) {
                let keys = entry.keys.iter().filter(|key| **key != Key::default());
                places.extend(keys.filter(|key| key[0] % PARTS == part).map(|key| (*key, index)));
            }
            places.sort_unstable();
            for same in places.chunk_by(|one, next| one.0 == next.0) {
                if same.len() > 1 {
                    self.settle(same, &mut scratch, &mut forest);
                }
            }
        }
        drop(places);
        let mut rows = Vec::with_capacity(self.length);
        rows.extend(self.chunks.drain(..).flatten().map(|entry| entry.row));
        let (persons, people) = forest.number();
        Resolution { people, rows, persons }
    }

    fn entry(&self, index: u32) -> Option<&Entry> {
        let index = index as usize;
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    /// Joins the rows of one key.
    ///
    /// First those that share a patient number of one site or a contact point.
    /// Then all, if they hold at most one patient number a site; otherwise rows
    /// without number could be either person's and stay by themselves.
    fn settle(&mut self, group: &[(Key, u32)], scratch: &mut Scratch, forest: &mut Forest) {
        scratch.tokens.clear();
        scratch.numbers.clear();
        scratch.numbered.clear();
        for (_, index) in group {
            let Some(entry) = self.entry(*index).copied() else { continue };
            let contacts = entry.contacts.iter().map(|contact| (0, *contact));
            let number = (u32::from(entry.site) + 1, entry.ipp);
            for token in contacts.chain(std::iter::once(number)).filter(|(_, token)| *token != 0) {
                let other = *scratch.tokens.entry(token).or_insert(*index);
                self.join(other, *index, forest);
            }
        }
        let conflict = self.conflict(group, scratch, forest);
        let mut first = None;
        for (_, index) in group {
            if !(conflict && scratch.numbered.contains(&forest.root(*index))) {
                let first = *first.get_or_insert(*index);
                self.join(first, *index, forest);
            }
        }
    }

    /// Joins two persons; the row that stands for both keeps the lower patient number.
    fn join(&mut self, one: u32, other: u32, forest: &mut Forest) {
        let Some((low, high)) = forest.join(one, other) else { return };
        let Some((site, ipp)) = self.entry(high).map(|entry| (entry.person_site, entry.person_ipp))
        else {
            return;
        };
        let low = low as usize;
        let root = self.chunks.get_mut(low / CHUNK).and_then(|chunk| chunk.get_mut(low % CHUNK));
        if let Some(root) = root
            && ipp != 0
            && (root.person_ipp == 0 || (site, ipp) < (root.person_site, root.person_ipp))
        {
            (root.person_site, root.person_ipp) = (site, ipp);
        }
    }

    /// Whether two persons of the group hold different patient numbers of one site.
    /// Notes the persons that hold a number.
    fn conflict(&self, group: &[(Key, u32)], scratch: &mut Scratch, forest: &mut Forest) -> bool {
        let mut conflict = false;
        for (_, index) in group {
            let root = forest.root(*index);
            if let Some(entry) = self.entry(root).filter(|entry| entry.person_ipp != 0) {
                scratch.numbered.insert(root);
                let known = *scratch.numbers.entry(entry.person_site).or_insert(entry.person_ipp);
                conflict |= known != entry.person_ipp;
            }
        }
        conflict
    }
}

/// Tables used again from group to group.
#[derive(Default)]
struct Scratch {
    /// The first row of the group with a contact point or patient number.
    tokens: HashMap<(u32, u32), u32>,
    /// A patient number of each site.
    numbers: HashMap<u16, u32>,
    /// Rows that stand for a person with a patient number.
    numbered: HashSet<u32>,
}

/// Disjoint sets of rows.
struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    fn new(length: usize) -> Self {
        Self { parents: (0..u32::try_from(length).unwrap_or(u32::MAX)).collect() }
    }

    fn parent(&self, index: u32) -> u32 {
        self.parents.get(index as usize).copied().unwrap_or(index)
    }

    fn root(&mut self, mut index: u32) -> u32 {
        while self.parent(index) != index {
            let above = self.parent(self.parent(index));
            if let Some(slot) = self.parents.get_mut(index as usize) {
                *slot = above;
            }
            index = above;
        }
        index
    }

    /// Joins two sets and tells the roots, the one that stands for both first;
    /// it is the lower one, so that numbering follows the rows. `None` when already joined.
    fn join(&mut self, one: u32, other: u32) -> Option<(u32, u32)> {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        *self.parents.get_mut(high as usize)? = low;
        (low != high).then_some((low, high))
    }

    /// Persons from 1, in place: a root comes before every row it stands for.
    fn number(mut self) -> (Vec<u32>, u64) {
        for index in 0..u32::try_from(self.parents.len()).unwrap_or(u32::MAX) {
            let root = self.root(index);
            if let Some(slot) = self.parents.get_mut(index as usize) {
                *slot = root;
            }
        }
        let mut people = 0;
        for index in 0..self.parents.len() {
            let root = self.parents.get(index).copied().unwrap_or(0) as usize;
            let person = if root == index {
                people += 1;
                people
            } else {
                self.parents.get(root).copied().unwrap_or(0)
            };
            if let Some(slot) = self.parents.get_mut(index) {
                *slot = person;
            }
        }
        (self.parents, u64::from(people))
    }
}

/// 64 bits of SipHash with a domain byte.
fn sip(domain: u8, bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(domain);
    hasher.write(bytes);
    hasher.finish()
}

fn short(domain: u8, bytes: &[u8]) -> u32 {
    let hash = sip(domain, bytes);
    u32::try_from(hash >> 32).unwrap_or(1).max(1)
}

fn long(bytes: &[u8]) -> Key {
    let one = sip(128, bytes);
    let two = sip(129, bytes);
    let part = |n: u64| u32::try_from(n & 0xffff_ffff).unwrap_or(0);
    [part(one >> 32), part(one), part(two) | 1]
}

#[cfg(test)]
mod tests;
