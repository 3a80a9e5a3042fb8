//! Random small files against [`super::spec`]: in any order, cut off anywhere, with earlier
//! imports. `CONCERNE_RANDOM_CASES` sets how many; 400 without it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Person, spec, with};
use crate::resolve::{Pushed, Resolver};

const NAMES: [(&str, &str); 5] = [
    ("", "Trévidic"),
    ("Le Goff", ""),
    ("Le Goff", "Trévidic"),
    ("Le Goff", "Kervadec"),
    ("", "KERVADEC"),
];
const FIRSTS: [&str; 6] = ["Solenn", "Solenn", "Solenn Marie", "SOLENN Anne", "Solenn, Marie", ""];
const NUMBERS: [(&str, &str); 7] = [
    ("", ""),
    ("", ""),
    ("100", "Vannes"),
    ("200", "VANNES"),
    ("200", "Lorient"),
    ("100", ""),
    ("300", "Vannes"),
];
const EMAILS: [&str; 3] = ["", "", "s@example.org"];
const PHONES: [&str; 4] = ["", "", "0639981234", "0639980000"];
const STREETS: [&str; 4] = ["", "", "4, rue du Port", "4 RUE DU PORT"];
const DATES: [Option<(i32, u32, u32)>; 5] =
    [Some((1985, 3, 31)), Some((1985, 3, 31)), Some((1985, 3, 31)), Some((1985, 3, 31)), None];

pub(crate) fn person() -> impl Strategy<Value = Person<'static>> {
    use prop::sample::select;
    (
        select(&NAMES[..]),
        select(&FIRSTS[..]),
        select(&NUMBERS[..]),
        (select(&EMAILS[..]), select(&PHONES[..]), select(&STREETS[..])),
        select(&DATES[..]),
    )
        .prop_map(|((birth, used), first, (ipp, site), (email, phone, street), date)| Person {
            birth,
            used,
            first,
            date,
            ipp,
            site,
            email,
            phone,
            street,
        })
}

/// Earlier persons, each with their records; then the rows of the file.
fn earlier_and_rows() -> impl Strategy<Value = (Vec<Vec<Person<'static>>>, Vec<Person<'static>>)> {
    let earlier = prop::collection::vec(prop::collection::vec(person(), 1..3), 0..4);
    (earlier, prop::collection::vec(person(), 1..12))
}

/// The persons as first records, earlier records counted first; the doubts likewise.
type Outcome = (Vec<usize>, BTreeSet<usize>);

fn first_record(earlier: &[Vec<Person<'_>>], units: &[u32], unit: u32) -> usize {
    let known = u32::try_from(earlier.len()).unwrap();
    if unit < known {
        return earlier[..unit as usize].iter().map(Vec::len).sum();
    }
    let before: usize = earlier.iter().map(Vec::len).sum();
    before + units.iter().position(|of_row| *of_row == unit).unwrap()
}

fn know(resolver: &mut Resolver, earlier: &[Vec<Person<'_>>]) {
    let mut units = Vec::new();
    for records in earlier {
        units.push(with(records[0], |facts| resolver.seed_earlier(facts)).0);
    }
    for (unit, records) in units.into_iter().zip(earlier) {
        for more in &records[1..] {
            with(*more, |facts| resolver.replay_record(unit, facts));
        }
    }
}

/// Decides, cut off after `cut` rows: what was stored until then is taken in again.
fn decide(earlier: &[Vec<Person<'static>>], rows: &[Person<'static>], cut: usize) -> Outcome {
    let mut resolver = Resolver::default();
    know(&mut resolver, earlier);
    let mut pushed: Vec<Pushed> = Vec::new();
    for row in &rows[..cut] {
        pushed.push(with(*row, |facts| resolver.push(facts)));
    }
    if cut > 0 {
        resolver = Resolver::default();
        know(&mut resolver, earlier);
        for (row, at) in rows.iter().zip(&pushed).filter(|(_, at)| at.new) {
            assert_eq!(with(*row, |facts| resolver.replay_person(facts)).0, at.unit);
        }
        for (row, at) in rows.iter().zip(&pushed).filter(|(_, at)| !at.new && at.adds) {
            with(*row, |facts| resolver.replay_record(at.unit, facts));
        }
    }
    for row in &rows[cut..] {
        pushed.push(with(*row, |facts| resolver.push(facts)));
    }
    let units: Vec<u32> = pushed.iter().map(|at| at.unit).collect();
    let decision = resolver.decide();
    let first = |unit: u32| first_record(earlier, &units, decision.stands_for(unit));
    let people: BTreeSet<u32> = units
        .iter()
        .map(|unit| decision.stands_for(*unit))
        .filter(|unit| *unit as usize >= earlier.len())
        .collect();
    assert_eq!(decision.people(), people.len() as u64);
    (
        units.iter().map(|unit| first(*unit)).collect(),
        decision.doubts.iter().map(|unit| first(*unit)).collect(),
    )
}

fn cases() -> u32 {
    std::env::var("CONCERNE_RANDOM_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn the_rule_is_the_one_of_the_specification(
        (earlier, rows) in earlier_and_rows(), cut in 0_usize..12, seed in any::<u64>(),
    ) {
        let said: Vec<Vec<_>> =
            earlier.iter().map(|records| records.iter().map(|one| spec::said(*one)).collect()).collect();
        let texts: Vec<_> = rows.iter().map(|row| spec::said(*row)).collect();
        let expected = spec::decide(&said, &texts);
        prop_assert_eq!(&decide(&earlier, &rows, 0), &expected);
        prop_assert_eq!(&decide(&earlier, &rows, cut.min(rows.len())), &expected, "cut off after {}", cut);

        // In another order the same rows are the same persons.
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut state = seed | 1;
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let shuffled: Vec<_> = order.iter().map(|at| rows[*at]).collect();
        let (found, doubts) = decide(&earlier, &shuffled, 0);
        let before: usize = earlier.iter().map(Vec::len).sum();
        for (a, at_a) in order.iter().enumerate() {
            for (b, at_b) in order.iter().enumerate() {
                prop_assert_eq!(found[a] == found[b], expected.0[*at_a] == expected.0[*at_b]);
            }
            if found[a] < before {
                prop_assert_eq!(found[a], expected.0[*at_a]);
            }
        }
        prop_assert_eq!(doubts.len(), expected.1.len());
    }
}
