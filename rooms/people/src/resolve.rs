//! Which rows are one person, decided in memory while a file streams by.
//!
//! The exact rule: two records are one person when they share a key (surname at
//! birth or used, first first name, birth date, sex), unless their patient numbers
//! of the site differ and they share no contact point. A record without full
//! traits is matched by surname and patient number alone, if it has one.
//!
//! Memory: about 45 bytes for each person, whatever the file holds. Keys and contact
//! points come in as keyed 64-bit tokens; nothing readable is kept.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// What a record is compared by. Tokens are blind (HMAC), zero means "absent".
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Candidate {
    /// Exact keys: one for each distinct surname.
    pub(crate) keys: [u64; 2],
    /// Patient number of the site.
    pub(crate) ipp: u32,
    /// E-mail, mobile, telephone at home, address.
    pub(crate) contacts: [u32; 4],
}

/// Answer for one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// A person not seen before.
    New(u32),
    /// A person seen before.
    Known {
        /// Who.
        person: u32,
        /// Whether the record holds a contact point or a surname not seen for them.
        adds: bool,
    },
}

#[derive(Clone, Copy)]
struct Seen {
    ipp: u32,
    contacts: [u32; 4],
    /// Next person under the same first key, `u32::MAX` for none.
    next: u32,
}

const NONE: u32 = u32::MAX;

/// Tokens are the output of a keyed hash already: hashing them again gains nothing.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, token: u64) {
        self.0 = token;
    }
}

/// The persons seen so far.
#[derive(Default)]
pub(crate) struct Resolver {
    by_key: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    seen: Vec<Seen>,
}

impl Resolver {
    /// How many persons were seen.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.seen.len()
    }

    /// Decides for one record.
    pub(crate) fn resolve(&mut self, candidate: &Candidate) -> Resolved {
        if let Some(found) = self.find(candidate) {
            let adds = self.learn(found, candidate);
            return Resolved::Known { person: found, adds };
        }
        Resolved::New(self.insert(candidate))
    }

    /// Adds a person without comparing: one that was resolved before.
    pub(crate) fn insert(&mut self, candidate: &Candidate) -> u32 {
        let person = u32::try_from(self.seen.len()).unwrap_or(NONE - 1);
        self.seen.push(Seen { ipp: candidate.ipp, contacts: candidate.contacts, next: NONE });
        let [first, second] = candidate.keys;
        if first != 0
            && let Some(head) = self.by_key.insert(first, person)
            && let Some(seen) = self.seen.last_mut()
        {
            // Homonyms: the older one stays reachable behind the newer.
            seen.next = head;
        }
        if second != 0 {
            self.by_key.entry(second).or_insert(person);
        }
        person
    }

    fn find(&self, candidate: &Candidate) -> Option<u32> {
        candidate.keys.iter().filter(|key| **key != 0).find_map(|key| {
            let mut at = self.by_key.get(key).copied().unwrap_or(NONE);
            while let Some(seen) = usize::try_from(at).ok().and_then(|i| self.seen.get(i)) {
                if agrees(seen, candidate) {
                    return Some(at);
                }
                at = seen.next;
            }
            None
        })
    }

    /// Remembers what a known person's new record adds; gives whether it adds anything.
    pub(crate) fn learn(&mut self, person: u32, candidate: &Candidate) -> bool {
        let mut adds = false;
        if let Some(seen) = usize::try_from(person).ok().and_then(|i| self.seen.get_mut(i)) {
            if seen.ipp == 0 {
                seen.ipp = candidate.ipp;
            }
            for (known, new) in seen.contacts.iter_mut().zip(candidate.contacts) {
                adds |= new != 0 && new != *known;
                if *known == 0 {
                    *known = new;
                }
            }
        }
        for key in candidate.keys {
            if key != 0 && !self.by_key.contains_key(&key) {
                self.by_key.insert(key, person);
                adds = true;
            }
        }
        adds
    }
}

fn agrees(seen: &Seen, candidate: &Candidate) -> bool {
    let numbers_differ = seen.ipp != 0 && candidate.ipp != 0 && seen.ipp != candidate.ipp;
    let shares_contact =
        seen.contacts.iter().zip(candidate.contacts).any(|(a, b)| *a != 0 && *a == b);
    !numbers_differ || shares_contact
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(keys: [u64; 2], ipp: u32, contact: u32) -> Candidate {
        Candidate { keys, ipp, contacts: [contact, 0, 0, 0] }
    }

    fn known(person: u32, adds: bool) -> Resolved {
        Resolved::Known { person, adds }
    }

    #[test]
    fn a_shared_key_is_one_person_under_either_surname() {
        let mut resolver = Resolver::default();
        assert_eq!(resolver.resolve(&of([1, 2], 0, 0)), Resolved::New(0));
        assert_eq!(resolver.resolve(&of([2, 0], 0, 0)), known(0, false));
        assert_eq!(resolver.resolve(&of([3, 0], 0, 0)), Resolved::New(1));
    }

    #[test]
    fn homonyms_with_other_numbers_stay_apart_unless_a_contact_is_shared() {
        let mut resolver = Resolver::default();
        assert_eq!(resolver.resolve(&of([1, 0], 10, 5)), Resolved::New(0));
        assert_eq!(resolver.resolve(&of([1, 0], 11, 6)), Resolved::New(1));
        assert_eq!(resolver.resolve(&of([1, 0], 10, 0)), known(0, false));
        assert_eq!(resolver.resolve(&of([1, 0], 11, 0)), known(1, false));
        assert_eq!(resolver.resolve(&of([1, 0], 12, 5)), known(0, false));
        assert_eq!(resolver.resolve(&of([1, 0], 12, 7)), Resolved::New(2));
    }

    #[test]
    fn without_any_key_every_record_is_a_person() {
        let mut resolver = Resolver::default();
        assert_eq!(resolver.resolve(&of([0, 0], 0, 0)), Resolved::New(0));
        assert_eq!(resolver.resolve(&of([0, 0], 0, 0)), Resolved::New(1));
        assert_eq!(resolver.len(), 2);
    }

    #[test]
    fn the_number_of_persons_does_not_depend_on_repetition() {
        let mut resolver = Resolver::default();
        let records: Vec<Candidate> = (1..500_u64).map(|n| of([n % 97 + 1, 0], 0, 0)).collect();
        for record in records.iter().chain(&records) {
            resolver.resolve(record);
        }
        assert_eq!(resolver.len(), 97);
    }
}
