//! The check against shifted columns, on files of the fiction: sound ones pass, broken
//! ones do not.

use kernel::exposure::ClassSet;
use people::{
    Person, Reach, Record,
    identity::{Email, PostalAddress, State, StateSet, Traits},
};
use synthetic::Population;

use super::PlausibilityCheck;

fn persons(seed: u64, count: u64) -> Vec<Person> {
    Population::new(seed, count)
        .map(|one| {
            let contact = &one.contact;
            let address = contact.address.as_ref().map(|a| PostalAddress {
                street: a.street.clone(),
                postcode: a.postcode.clone(),
                city: a.city.clone(),
                ..PostalAddress::default()
            });
            let record = Record {
                traits: Traits {
                    birth_name: Some(one.surname().to_owned()),
                    first_names: Some(one.first_name.clone()),
                    ..Traits::default()
                },
                address: address.unwrap_or_default(),
                email: contact.email.as_deref().and_then(|e| Email::parse(e).ok()),
                ..Record::default()
            };
            Person {
                id: kernel::Id::from_uuid(uuid::Uuid::nil()),
                reach: Reach::of(&record),
                record,
                origins: people::Origins::default(),
                extras: Vec::new(),
                classes: ClassSet::EMPTY,
                states: StateSet::EMPTY,
                rows: 1,
                visits: None,
            }
        })
        .collect()
}

fn verdict(persons: &[Person]) -> &'static str {
    let mut check = PlausibilityCheck::default();
    for person in persons {
        check.see(person);
    }
    check.verdict()
}

#[test]
fn a_sound_file_passes_whatever_the_seed() {
    for seed in 0..20 {
        assert_eq!(verdict(&persons(seed, 3_000)), "", "{seed}");
    }
}

#[test]
fn names_that_slipped_against_their_addresses_are_found_each_time() {
    for seed in 0..20 {
        let mut shifted = persons(seed, 3_000);
        let names: Vec<Traits> = shifted.iter().map(|p| p.record.traits.clone()).collect();
        let count = shifted.len();
        for (n, person) in shifted.iter_mut().enumerate() {
            person.record.traits = names[(n + 1) % count].clone();
        }
        assert_ne!(verdict(&shifted), "", "{seed}");
    }
}

#[test]
fn a_flipped_flag_is_found_each_time() {
    for seed in 0..20 {
        let mut flipped = persons(seed, 300);
        for (n, person) in flipped.iter_mut().enumerate() {
            // Three in a hundred had died; now all the others have.
            if n % 33 != 0 {
                person.states = person.states.with(State::Deceased);
            }
        }
        assert_eq!(verdict(&flipped), "deceased_flag", "{seed}");
    }
}
