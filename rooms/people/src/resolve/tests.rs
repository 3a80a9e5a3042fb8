//! Examples of the rule; [`spec`] says it once more in plain words, [`random`] compares.

use chrono::NaiveDate;

use super::{Entry, Resolution, Resolver, component::CROWD};
use crate::{
    Record,
    identity::{BirthDate, Email, MatchTraits, Phone, PostalAddress, Sex, Traits},
    resolve::Facts,
};

pub(crate) mod random;
pub(crate) mod spec;

#[derive(Clone, Copy, Default, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Person<'a> {
    birth: &'a str,
    used: &'a str,
    first: &'a str,
    date: Option<(i32, u32, u32)>,
    ipp: &'a str,
    site: &'a str,
    email: &'a str,
    phone: &'a str,
    street: &'a str,
}

fn base<'a>() -> Person<'a> {
    Person { used: "Trévidic", first: "Solenn", date: Some((1985, 3, 31)), ..Person::default() }
}

pub(crate) fn record(person: Person<'_>) -> Record {
    let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    let address = text(person.street).map(|street| PostalAddress {
        street,
        postcode: "56000".to_owned(),
        city: "Vannes".to_owned(),
        ..PostalAddress::default()
    });
    Record {
        traits: Traits {
            birth_name: text(person.birth),
            used_name: text(person.used),
            first_names: text(person.first),
            sex: Some(Sex::Female),
            birth_date: person
                .date
                .map(|(y, m, d)| BirthDate::Day(NaiveDate::from_ymd_opt(y, m, d).unwrap())),
            ..Traits::default()
        },
        ipp: text(person.ipp),
        site: text(person.site),
        email: Email::parse(person.email).ok(),
        phone_mobile: Phone::parse(person.phone).ok().map(|(phone, _)| phone),
        address: address.unwrap_or_default(),
        ..Record::default()
    }
}

/// Calls with the facts of a person of the tests.
fn with<T>(person: Person<'_>, act: impl FnOnce(&Facts<'_>) -> T) -> T {
    let record = record(person);
    act(&Facts::of(&record, &MatchTraits::of(&record.traits)))
}

/// Persons of the rows from 1, and how many are in doubt.
fn decided(rows: &[Person<'_>]) -> (Vec<u64>, u64) {
    let mut resolver = Resolver::default();
    let units = (2..)
        .zip(rows)
        .map(|(row, person)| (row, with(*person, |facts| resolver.push(facts)).unit))
        .collect();
    let resolution = Resolution::of(&resolver.decide(), units);
    let persons: Vec<u64> = resolution.iter().map(|(_, person)| person).collect();
    assert_eq!(resolution.people, persons.iter().copied().max().unwrap_or(0));
    (persons, resolution.in_doubt)
}

fn persons(rows: &[Person<'_>]) -> Vec<u64> {
    decided(rows).0
}

#[test]
fn a_row_without_number_that_fits_two_homonyms_joins_neither_and_is_in_doubt() {
    let (one, two) = (Person { ipp: "100", ..base() }, Person { ipp: "200", ..base() });
    assert_eq!(decided(&[one, two, base()]), (vec![1, 2, 3], 1));
    assert_eq!(decided(&[base(), one, two]), (vec![1, 2, 3], 1));
    assert_eq!(decided(&[one, two]), (vec![1, 2], 0));
    assert_eq!(decided(&[one, base()]), (vec![1, 1], 0));
}

#[test]
fn spellings_of_one_address_are_one_contact() {
    let one = Person { ipp: "100", street: "4, rue du Port", ..base() };
    let two = Person { ipp: "200", street: "4 RUE DU PORT", ..base() };
    assert_eq!(decided(&[one, two]), (vec![1, 1], 0));
}

#[test]
fn twins_with_compound_first_names_stay_two_persons() {
    let phone = "0261910001";
    let street = "3 rue des Ajoncs";
    let twin = |first, ipp| Person { used: "Benali", first, ipp, phone, street, ..base() };
    let amine = twin("Mohamed Amine", "100");
    let yassine = twin("Mohamed Yassine", "101");
    assert_eq!(decided(&[amine, yassine, twin("MOHAMED AMINE", "100")]), (vec![1, 2, 1], 0));
    // Without any number as well; and who has the first word alone could be either.
    let (amine, yassine) = (Person { ipp: "", ..amine }, Person { ipp: "", ..yassine });
    assert_eq!(decided(&[amine, yassine]), (vec![1, 2], 0));
    assert_eq!(decided(&[amine, yassine, twin("Mohamed", "")]), (vec![1, 2, 3], 1));
    assert_eq!(
        decided(&[amine, twin("Mohamed", ""), twin("Mohamed, Ali", "")]),
        (vec![1, 1, 1], 0)
    );
}

#[test]
fn with_and_without_the_second_first_name_a_person_is_one() {
    let short = Person { ipp: "130", ..base() };
    let long = Person { first: "Solenn Marie", ..base() };
    assert_eq!(persons(&[short, long]), [1, 1]);
    assert_eq!(persons(&[short, Person { ipp: "130", ..long }]), [1, 1]);
    assert_eq!(persons(&[Person { first: "Solenn M.", ..base() }, long]), [1, 1]);
}

#[test]
fn a_bridge_between_two_registrations_joins_neither() {
    // Each shares a telephone with the row in the middle, not with each other.
    let (p, q) = ("0639981234", "0639980000");
    let one = Person { ipp: "100", phone: p, ..base() };
    let two = Person { ipp: "200", phone: q, ..base() };
    let bridge = Person { phone: p, email: "s@example.org", ..base() };
    let other = Person { email: "s@example.org", ..two };
    assert_eq!(decided(&[one, other, bridge]), (vec![1, 2, 3], 1));
    assert_eq!(decided(&[one, two, bridge]), (vec![1, 2, 1], 0));
}

#[test]
fn what_an_earlier_import_kept_apart_is_not_joined() {
    let mut resolver = Resolver::default();
    let one = with(Person { ipp: "100", ..base() }, |facts| resolver.seed_earlier(facts)).0;
    let two = with(Person { ipp: "200", ..base() }, |facts| resolver.seed_earlier(facts)).0;
    let rows = [
        Person { ipp: "200", ..base() },
        base(),
        Person { ipp: "300", ..base() },
        Person { used: "Le Goff", ..base() },
    ];
    let units: Vec<u32> =
        rows.iter().map(|row| with(*row, |facts| resolver.push(facts)).unit).collect();
    let decision = resolver.decide();
    let found: Vec<u32> = units.iter().map(|unit| decision.stands_for(*unit)).collect();
    assert_eq!((one, two, found), (0, 1, vec![1, 2, 3, 4]));
    assert_eq!((decision.people(), decision.doubts), (3, vec![2]));
}

#[test]
fn a_number_that_two_earlier_persons_have_is_nobodys_at_once() {
    let mut resolver = Resolver::default();
    for (birth, used) in [("Le Goff", ""), ("", "Trévidic")] {
        with(Person { birth, used, ipp: "100", ..base() }, |facts| resolver.seed_earlier(facts));
    }
    let married = Person { birth: "Le Goff", ipp: "100", ..base() };
    let maiden = Person { birth: "Le Goff", used: "", ipp: "100", ..base() };
    let units: Vec<u32> =
        [married, maiden].iter().map(|row| with(*row, |facts| resolver.push(facts)).unit).collect();
    assert_eq!(units, [2, 2]);
    let decision = resolver.decide();
    assert_eq!((decision.people(), decision.doubts), (1, vec![2]));
}

#[test]
fn a_crowd_is_joined_by_numbers_alone() {
    let numbers: Vec<String> = (0..=CROWD).map(|n| n.to_string()).collect();
    let mut rows: Vec<Person<'_>> = numbers.iter().map(|ipp| Person { ipp, ..base() }).collect();
    rows.push(Person { ipp: "0", phone: "0639981234", ..base() });
    rows.push(Person { phone: "0639981234", ..base() });
    let (found, in_doubt) = decided(&rows);
    assert_eq!((found[CROWD + 1], found[CROWD + 2], in_doubt), (1, CROWD as u64 + 2, 1));
}

#[test]
fn spellings_of_one_person_are_one() {
    assert_eq!(
        persons(&[
            base(),
            Person { used: "TREVIDIC", ..base() },
            Person { first: "SOLENN", ..base() }
        ]),
        [1, 1, 1]
    );
    assert_eq!(persons(&[base(), Person { first: "Maëlle", ..base() }]), [1, 2]);
    assert_eq!(persons(&[base(), Person { date: Some((1985, 3, 30)), ..base() }]), [1, 2]);
}

#[test]
fn birth_and_used_names_meet() {
    let married = Person { birth: "Le Goff", ..base() };
    let before = Person { used: "", birth: "Le Goff", ..base() };
    assert_eq!(persons(&[before, base(), married]), [1, 1, 1]);
    assert_eq!(persons(&[before, base()]), [1, 2]);
    assert_eq!(persons(&[Person { used: "LE GOFF", ..base() }, before]), [1, 1]);
}

#[test]
fn two_numbers_of_one_site_are_two_persons_unless_a_contact_is_shared() {
    let one = Person { ipp: "100", ..base() };
    let two = Person { ipp: "200", ..base() };
    assert_eq!(persons(&[one, two]), [1, 2]);
    assert_eq!(persons(&[one, one]), [1, 1]);
    let mail = "solenn@example.org";
    assert_eq!(
        persons(&[Person { email: mail, ..one }, Person { email: "Solenn@example.org", ..two }]),
        [1, 1]
    );
    let phone = "0639981234";
    assert_eq!(persons(&[Person { phone, ..one }, Person { phone, ..two }]), [1, 1]);
    let street = "4, rue du Port";
    assert_eq!(
        persons(&[Person { street, ..one }, Person { street: "4 RUE DU PORT", ..two }]),
        [1, 1]
    );
    assert_eq!(persons(&[Person { phone, ..one }, Person { phone: "0639980000", ..two }]), [1, 2]);
}

#[test]
fn numbers_of_different_sites_do_not_contradict() {
    let one = Person { ipp: "100", site: "Vannes", ..base() };
    let two = Person { ipp: "200", site: "Lorient", ..base() };
    assert_eq!(persons(&[one, two]), [1, 1]);
}

#[test]
fn a_row_without_number_joins_a_single_homonym_only() {
    let one = Person { ipp: "100", ..base() };
    let two = Person { ipp: "200", ..base() };
    assert_eq!(persons(&[one, base(), one]), [1, 1, 1]);
    assert_eq!(persons(&[one, two, base()]), [1, 2, 3]);
    assert_eq!(persons(&[base(), one, two, base()]), [1, 2, 3, 1]);
    let phone = "0639981234";
    assert_eq!(persons(&[Person { phone, ..one }, two, Person { phone, ..base() }]), [1, 2, 1]);
}

#[test]
fn a_guess_of_an_earlier_import_makes_nobody_of_two_patients_one() {
    let (p1, p2) = ("0639981234", "0639980000");
    let bare = Person { phone: p1, ..base() };
    let two = Person { ipp: "200", phone: p2, ..base() };
    let one = Person { ipp: "100", phone: p1, ..base() };
    // In one file the shared telephone decides.
    assert_eq!(decided(&[bare, two, one]), (vec![1, 2, 1], 0));
    // In two, the row without number was put to 200, for nobody else was there.
    let mut resolver = Resolver::default();
    let (earlier, _) = with(bare, |facts| resolver.seed_earlier(facts));
    with(two, |facts| resolver.replay_record(earlier, facts));
    let row = with(one, |facts| resolver.push(facts)).unit;
    let decision = resolver.decide();
    assert_ne!(decision.stands_for(row), earlier);
    assert_eq!(decision.doubts, [row]);
    // A telephone that stands beside both numbers says that a patient was registered twice.
    let mut resolver = Resolver::default();
    let (earlier, _) = with(Person { phone: p1, ..two }, |facts| resolver.seed_earlier(facts));
    let row = with(one, |facts| resolver.push(facts)).unit;
    assert_eq!(resolver.decide().stands_for(row), earlier);
}

#[test]
fn a_veto_holds_across_names() {
    // The middle row would bridge two persons of one site with different numbers.
    let one = Person { used: "", birth: "Le Goff", ipp: "100", ..base() };
    let two = Person { ipp: "200", ..base() };
    let bridge = Person { birth: "Le Goff", ..base() };
    let found = persons(&[one, two, bridge]);
    assert_ne!(found[0], found[1]);
}

#[test]
fn without_first_name_or_date_only_the_number_tells() {
    for vague in [Person { date: None, ..base() }, Person { first: "", ..base() }] {
        assert_eq!(persons(&[vague, vague]), [1, 2]);
        let numbered = Person { ipp: "100", ..vague };
        assert_eq!(persons(&[numbered, numbered]), [1, 1]);
        assert_eq!(persons(&[numbered, Person { ipp: "200", ..vague }]), [1, 2]);
    }
}

#[test]
fn a_record_keeps_to_the_promised_memory() {
    // A record, its places in the table (8 bytes each when it has just grown, two where it
    // has two surnames); then the forest and a part of the keys instead of the table.
    assert_eq!(size_of::<Entry>(), 48);
    assert!(size_of::<Entry>() + 2 * 8 <= 64);
    assert!(size_of::<Entry>() + 4 + (2 * size_of::<(super::marks::Key, u32)>()).div_ceil(8) <= 64);
}

#[test]
fn a_repetition_takes_no_memory() {
    let mut resolver = Resolver::default();
    for ipp in ["", "100"] {
        for _ in 0..10 {
            with(Person { ipp, phone: "0639981234", ..base() }, |facts| resolver.push(facts));
        }
    }
    assert_eq!(resolver.entries().count(), 2);
}

#[test]
fn a_large_group_of_homonyms_takes_linear_time() {
    let numbers: Vec<String> = (0..30_000).map(|n| n.to_string()).collect();
    let rows: Vec<Person<'_>> = numbers.iter().map(|ipp| Person { ipp, ..base() }).collect();
    assert_eq!(persons(&rows).last(), Some(&30_000));
}

#[test]
fn a_person_with_thousands_of_addresses_is_one() {
    let streets: Vec<String> = (0..5_000).map(|n| format!("{n} rue X")).collect();
    let rows: Vec<Person<'_>> = streets.iter().map(|street| Person { street, ..base() }).collect();
    assert_eq!(persons(&rows).last(), Some(&1));
}
