//! Which rows are one person, decided in memory while a file streams by.
//!
//! The exact rule: two records are one person when they share a key (surname at
//! birth or used, first first name, birth date, sex), unless their patient numbers
//! of the site differ and they share no contact point. A record without full
//! traits is matched by surname and patient number alone, if it has one.
//!
//! After a crash the persons are taken back in first, and what their further records
//! add after them: the outcome for the next rows is the one of a run that was not cut
//! off. So whatever [`Resolver::learn`] keeps is told to be kept, and the order in which
//! a key's persons are tried does not depend on when each of them got it.
//!
//! Memory: about 50 bytes for each person, whatever the file holds. Keys and contact
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
        /// Whether the record holds a contact point, a surname or the patient number not
        /// seen for them.
        adds: bool,
    },
}

#[derive(Clone, Copy)]
struct Seen {
    ipp: u32,
    contacts: [u32; 4],
}

/// A person under a key.
#[derive(Clone, Copy)]
struct Link {
    person: u32,
    /// The next older person under the same key, `u32::MAX` for none.
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
    /// The newest person of each key.
    by_key: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    links: Vec<Link>,
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
        self.seen.push(Seen { ipp: candidate.ipp, contacts: candidate.contacts });
        for key in candidate.keys {
            self.put(key, person);
        }
        person
    }

    /// The newest person that shares a key and agrees.
    fn find(&self, candidate: &Candidate) -> Option<u32> {
        candidate.keys.iter().filter(|key| **key != 0).find_map(|key| {
            let mut at = self.by_key.get(key).copied().unwrap_or(NONE);
            while let Some(link) = get(&self.links, at) {
                if get(&self.seen, link.person).is_some_and(|seen| agrees(&seen, candidate)) {
                    return Some(link.person);
                }
                at = link.next;
            }
            None
        })
    }

    /// Remembers what a known person's new record adds; gives whether it adds anything.
    pub(crate) fn learn(&mut self, person: u32, candidate: &Candidate) -> bool {
        let mut adds = false;
        if let Some(seen) = usize::try_from(person).ok().and_then(|i| self.seen.get_mut(i)) {
            if seen.ipp == 0 && candidate.ipp != 0 {
                seen.ipp = candidate.ipp;
                adds = true;
            }
            for (known, new) in seen.contacts.iter_mut().zip(candidate.contacts) {
                adds |= new != 0 && new != *known;
                if *known == 0 {
                    *known = new;
                }
            }
        }
        for key in candidate.keys {
            adds |= self.put(key, person);
        }
        adds
    }

    /// Puts a person under a key, between the newer and the older ones; gives whether
    /// they were not there.
    fn put(&mut self, key: u64, person: u32) -> bool {
        if key == 0 {
            return false;
        }
        let mut before = NONE;
        let mut at = self.by_key.get(&key).copied().unwrap_or(NONE);
        while let Some(link) = get(&self.links, at).filter(|link| link.person >= person) {
            if link.person == person {
                return false;
            }
            (before, at) = (at, link.next);
        }
        let new = u32::try_from(self.links.len()).unwrap_or(NONE);
        self.links.push(Link { person, next: at });
        match usize::try_from(before).ok().and_then(|i| self.links.get_mut(i)) {
            Some(newer) => newer.next = new,
            None => {
                self.by_key.insert(key, new);
            }
        }
        true
    }
}

fn get<T: Copy>(all: &[T], at: u32) -> Option<T> {
    usize::try_from(at).ok().and_then(|at| all.get(at)).copied()
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
    fn who_shares_no_key_is_another_person_whoever_else_shares_it() {
        let mut resolver = Resolver::default();
        assert_eq!(resolver.resolve(&of([1, 0], 0, 0)), Resolved::New(0));
        // A homonym of the first one, who is also known under another surname.
        resolver.insert(&of([1, 2], 10, 0));
        assert_eq!(resolver.resolve(&of([2, 0], 11, 0)), Resolved::New(2));
        assert_eq!(resolver.resolve(&of([2, 0], 10, 0)), known(1, false));
    }

    /// What a crash leaves: the persons, and the further records that added something.
    fn taken_back(decided: &[(Candidate, Resolved)]) -> Resolver {
        let mut resolver = Resolver::default();
        for (row, outcome) in decided {
            if let Resolved::New(person) = outcome {
                assert_eq!(resolver.insert(row), *person);
            }
        }
        for (row, outcome) in decided {
            if let Resolved::Known { person, adds: true } = outcome {
                resolver.learn(*person, row);
            }
        }
        resolver
    }

    proptest::proptest! {
        #[test]
        fn a_run_that_was_cut_off_decides_like_one_that_was_not(
            rows in proptest::collection::vec((1..6_u64, 0..6_u64, 0..4_u32, 0..4_u32), 1..60),
            cut in 0..60_usize,
        ) {
            let rows: Vec<Candidate> =
                rows.into_iter().map(|(first, second, ipp, contact)| of([first, second], ipp, contact)).collect();
            let mut whole = Resolver::default();
            let outcomes: Vec<(Candidate, Resolved)> =
                rows.iter().map(|row| (*row, whole.resolve(row))).collect();
            let (before, after) = outcomes.split_at(cut.min(outcomes.len()));
            let mut resumed = taken_back(before);
            for (row, outcome) in after {
                proptest::prop_assert_eq!(resumed.resolve(row), *outcome);
            }
        }
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
