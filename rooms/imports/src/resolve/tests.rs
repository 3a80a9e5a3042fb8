//! Tests of the exact match and its veto.

use chrono::NaiveDate;
use people::identity::{BirthDate, Email, MatchTraits, Phone, PostalAddress, Sex, Traits};
use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Default, Debug)]
struct Person<'a> {
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

fn row(number: u64, person: Person<'_>) -> AcceptedRow {
    let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    let traits = Traits {
        birth_name: text(person.birth),
        used_name: text(person.used),
        first_names: text(person.first),
        sex: Some(Sex::Female),
        birth_date: person
            .date
            .map(|(y, m, d)| BirthDate::Day(NaiveDate::from_ymd_opt(y, m, d).unwrap())),
        ..Traits::default()
    };
    AcceptedRow {
        row: number,
        matching: MatchTraits::of(&traits),
        traits,
        ipp: text(person.ipp),
        site: text(person.site),
        email: Email::parse(person.email).ok(),
        phone_mobile: Phone::parse(person.phone).ok().map(|(phone, _)| phone),
        address: text(person.street).map(|street| PostalAddress {
            street,
            postcode: "56000".to_owned(),
            city: "Vannes".to_owned(),
            ..PostalAddress::default()
        }),
        ..AcceptedRow::default()
    }
}

fn persons(rows: &[Person<'_>]) -> Vec<u64> {
    let mut resolver = Resolver::default();
    for (number, person) in (2..).zip(rows) {
        resolver.push(&row(number, *person));
    }
    let resolution = resolver.finish();
    let persons: Vec<u64> = resolution.iter().map(|(_, person)| person).collect();
    assert_eq!(resolution.people, persons.iter().copied().max().unwrap_or(0));
    persons
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
fn an_entry_keeps_to_the_promised_memory() {
    // Entry, forest, and the larger of the sorted part (two keys a row, an eighth) or the row numbers.
    assert!(size_of::<Entry>() + 4 + (2 * size_of::<(Key, u32)>()).div_ceil(8).max(4) <= 64);
}

#[test]
fn a_large_group_of_homonyms_takes_linear_time() {
    let numbers: Vec<String> = (0..30_000).map(|n| n.to_string()).collect();
    let rows: Vec<Person<'_>> = numbers.iter().map(|ipp| Person { ipp, ..base() }).collect();
    assert_eq!(persons(&rows).last(), Some(&30_000));
}

proptest! {
    #[test]
    fn the_persons_do_not_depend_on_the_order_of_the_rows(
        rows in proptest::collection::vec((0usize..3, 0usize..3, 0usize..3, 0usize..3), 1..12),
        seed in any::<u64>(),
    ) {
        let names = ["", "Le Goff", "Trévidic"];
        let ipps = ["", "100", "200"];
        let phones = ["", "0639981234", "0639980000"];
        let built: Vec<Person<'_>> = rows.iter().map(|(birth, used, ipp, phone)| Person {
            birth: names[*birth], used: if *birth == 0 && *used == 0 { "Trévidic" } else { names[*used] },
            ipp: ipps[*ipp], phone: phones[*phone], ..base()
        }).collect();
        let mut order: Vec<usize> = (0..built.len()).collect();
        let mut state = seed | 1;
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let straight = persons(&built);
        let shuffled_rows: Vec<Person<'_>> = order.iter().map(|index| built[*index]).collect();
        let shuffled = persons(&shuffled_rows);
        for (a, at_a) in order.iter().enumerate() {
            for (b, at_b) in order.iter().enumerate() {
                prop_assert_eq!(shuffled[a] == shuffled[b], straight[*at_a] == straight[*at_b]);
            }
        }
    }
}
