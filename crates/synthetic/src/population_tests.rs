//! Shares and rules of the population.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;

use super::*;
use crate::person::Country;

const PEOPLE: u64 = 40_000;

fn percent(matching: impl Fn(&SyntheticPerson) -> bool) -> f64 {
    let found = Population::new(42, PEOPLE).filter(matching).count();
    found as f64 / PEOPLE as f64 * 100.0
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} instead of {expected}");
}

#[test]
fn a_seed_gives_the_same_people_in_any_order() {
    let listed: Vec<_> = Population::new(9, 300).collect();
    let population = Population::new(9, 300);
    for number in [299_u16, 0, 150] {
        assert_eq!(population.person(number.into()), listed[usize::from(number)]);
    }
    assert_eq!(listed.len(), 300);
    assert_ne!(Population::new(10, 1).next(), listed.first().cloned());
}

#[test]
fn departments_have_the_shares_of_the_story() {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for person in Population::new(42, PEOPLE) {
        if let Some(address) = &person.contact.address
            && address.country == Country::France
        {
            *counts.entry(address.postcode[..2].to_owned()).or_default() += 1;
        }
    }
    let total: u64 = counts.values().sum();
    for (department, expected) in
        [("56", 36.0), ("45", 22.0), ("27", 20.0), ("22", 6.0), ("35", 6.0), ("41", 3.0)]
    {
        near(counts[department] as f64 / total as f64 * 100.0, expected, 0.9);
    }
}

#[test]
fn contacts_have_the_shares_of_the_story() {
    near(percent(|person| person.contact.email.is_some()), 12.0, 0.6);
    near(percent(|person| person.contact.mobile.is_some()), 55.0, 0.9);
    near(percent(|person| person.contact.address.is_none()), 3.0, 0.4);
    near(percent(SyntheticPerson::is_abroad), 2.0, 0.3);
    near(
        percent(|person| {
            let contact = &person.contact;
            contact.address.is_some()
                && contact.email.is_none()
                && contact.mobile.is_none()
                && contact.home_phone.is_none()
        }),
        30.0,
        0.9,
    );
}

#[test]
fn special_people_have_the_shares_of_the_story() {
    near(percent(|person| person.minor), 8.0, 0.5);
    near(percent(|person| person.deceased.is_some()), 3.0, 0.35);
    near(percent(|person| person.protection.is_some()), 1.0, 0.2);
    near(percent(|person| person.second_lab.is_some()), 2.0, 0.3);
    near(percent(|person| person.homonym_of.is_some()), 1.0, 0.2);
    near(percent(|person| person.clinical.pregnancy.is_some()), 1.5, 0.25);
    assert_eq!(Population::new(42, PEOPLE).filter(|person| person.restricted).count(), 5);
    assert_eq!(Population::new(1, 200).filter(|person| person.restricted).count(), 5);
}

#[test]
fn ages_follow_the_reference_day() {
    for reference in [REFERENCE_DAY, day::day(2026, 11, 21)] {
        for person in Population::new(3, 5_000).as_of(reference) {
            let adult = person.birth_date <= day::years_before(reference, 18);
            assert_eq!(person.minor, !adult, "{person:?}");
            assert_eq!(
                person.minor,
                person.representative.is_some() && person.protection.is_none()
            );
        }
    }
}

#[test]
fn samples_follow_births_and_stay_in_the_file() {
    let mut middle = 0;
    let mut all = 0;
    for person in Population::new(8, 20_000) {
        for visit in &person.visits {
            assert!(*visit >= person.birth_date);
            assert!((day::FIRST_SAMPLE_DAY..=day::LAST_SAMPLE_DAY).contains(visit));
            all += 1;
            middle += u32::from((2018..=2019).contains(&visit.year()));
        }
        assert!(person.deceased.is_none_or(|died| person.visits.iter().all(|day| *day < died)));
    }
    near(f64::from(middle) / f64::from(all) * 100.0, 80.0, 1.5);
}

#[test]
fn nobody_can_be_reached_for_real() {
    const PHONES: [&str; 6] = ["019900", "026191", "035301", "046571", "053649", "063998"];
    let mut mailboxes = HashSet::new();
    for person in Population::new(5, 20_000) {
        let phones = [&person.contact.home_phone, &person.contact.mobile];
        for phone in phones.into_iter().flatten() {
            assert!(phone.len() == 10 && PHONES.contains(&&phone[..6]), "{phone}");
        }
        if let Some(email) = person.contact.email {
            assert!(email.is_ascii());
            assert!(email.ends_with("@example.org") || email.ends_with("@example.net"));
            assert!(mailboxes.insert(email), "shared mailbox");
        }
    }
}

#[test]
fn every_number_has_the_commune_that_does_not_exist_and_its_key() {
    for nir in Population::new(6, 20_000).filter_map(|person| person.clinical.nir) {
        let text = nir.as_str();
        assert_eq!(text.len(), 15);
        assert!(&text[7..10] == "999" || (&text[5..7] == "97" && &text[8..10] == "99"), "{text}");
        assert_eq!(crate::nir::key(nir.without_key()), text[13..].parse().ok(), "{text}");
    }
}

#[test]
fn homonyms_share_names_and_no_contact() {
    let population = Population::new(42, PEOPLE);
    let mut same_day = 0;
    let mut all = 0;
    for person in population.clone() {
        let Some(other) = person.homonym_of else { continue };
        let other = population.person(other);
        assert_eq!(other.birth_name, person.birth_name);
        assert_eq!(other.first_name, person.first_name);
        assert_eq!((other.sex, other.lab), (person.sex, person.lab));
        assert_ne!(other.patient_number(other.lab), person.patient_number(person.lab));
        if let (Some(one), Some(two)) = (&other.contact.mobile, &person.contact.mobile) {
            assert_ne!(one, two);
        }
        all += 1;
        same_day += u32::from(other.birth_date == person.birth_date);
    }
    near(f64::from(same_day) / f64::from(all) * 100.0, 20.0, 7.0);
}
