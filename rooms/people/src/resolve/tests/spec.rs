//! The rule a second time, slowly: every record is compared with every other one, on texts.

use std::collections::BTreeSet;

use super::{Person, record};
use crate::identity::{Email, MatchTraits, fold::fold};

/// What a record says, in plain texts.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Said {
    keys: BTreeSet<String>,
    number: Option<(String, String)>,
    contacts: [String; 4],
    second: String,
}

pub(crate) fn said(person: Person<'_>) -> Said {
    let record = record(person);
    let traits = MatchTraits::of(&record.traits);
    let number = record.ipp.clone().map(|ipp| (fold(record.site.as_deref().unwrap_or("")), ipp));
    let exact = traits.exact_keys().into_iter().map(|key| String::from_utf8(key).unwrap());
    let keys = if traits.is_exact() {
        exact.collect()
    } else {
        let vague = |name: &str| number.as_ref().map(|number| format!("{name} {number:?}"));
        traits.surnames().filter_map(vague).collect()
    };
    let street: String = fold(person.street).chars().filter(char::is_ascii_alphanumeric).collect();
    let phone = record.phone_mobile.as_ref().map_or("", |phone| phone.as_str()).to_owned();
    let email = record.email.as_ref().map_or_else(String::new, Email::key);
    Said {
        keys,
        number,
        contacts: [email, String::new(), phone, street],
        second: traits.second_name,
    }
}

/// A person as far as known: places of records, and whether an earlier import has them.
#[derive(Clone)]
struct Known {
    records: Vec<usize>,
    earlier: Option<usize>,
    doubt: bool,
}

/// The persons of the rows, as the places of the first record of each, earlier persons'
/// records counted first; and the first records of persons in doubt.
pub(crate) fn decide(earlier: &[Vec<Said>], rows: &[Said]) -> (Vec<usize>, BTreeSet<usize>) {
    let mut all: Vec<Said> = Vec::new();
    let mut known: Vec<Known> = Vec::new();
    for (person, records) in earlier.iter().enumerate() {
        let places = all.len()..all.len() + records.len();
        known.push(Known { records: places.collect(), earlier: Some(person), doubt: false });
        all.extend(records.iter().cloned());
    }
    let first_row = all.len();
    all.extend(rows.iter().cloned());
    for row in first_row..all.len() {
        known.push(Known { records: vec![row], earlier: None, doubt: false });
    }
    let said = |a: usize| &all[a];
    let share_key = |a: usize, b: usize| !said(a).keys.is_disjoint(&said(b).keys);
    let same_number =
        |a: usize, b: usize| said(a).number.is_some() && said(a).number == said(b).number;
    // Equal records without a number: also an earlier person's, the oldest one's.
    known = closed(known, |a, b| {
        both(a, b, |x, y| {
            said(x).number.is_none() && !said(x).keys.is_empty() && said(x) == said(y)
        })
    });
    // Rows with one number.
    known = closed(known, |a, b| {
        a.earlier.is_none()
            && b.earlier.is_none()
            && both(a, b, |x, y| share_key(x, y) && same_number(x, y))
    });
    // Their earlier person, if there is one only.
    for at in 0..known.len() {
        if known[at].earlier.is_some() {
            continue;
        }
        let fitting: Vec<usize> = (0..known.len())
            .filter(|other| {
                known[*other].earlier.is_some()
                    && both(&known[at], &known[*other], |x, y| share_key(x, y) && same_number(x, y))
            })
            .collect();
        match fitting[..] {
            [] => {}
            [one] => {
                let records = std::mem::take(&mut known[at].records);
                known[one].records.extend(records);
            }
            _ => known[at].doubt = true,
        }
    }
    known.retain(|one| !one.records.is_empty());
    let comparable = |a: &Known, b: &Known| both(a, b, share_key);
    let mut result = Vec::new();
    for part in components(known, comparable) {
        result.extend(settle(&all, part));
    }
    let mut of_row = vec![0; rows.len()];
    let mut doubts = BTreeSet::new();
    for one in &result {
        let first = *one.records.iter().min().unwrap();
        for record in one.records.iter().filter(|record| **record >= first_row) {
            of_row[*record - first_row] = first;
        }
        if one.doubt {
            doubts.insert(first);
        }
    }
    (of_row, doubts)
}

fn settle(all: &[Said], part: Vec<Known>) -> Vec<Known> {
    let comparable =
        |a: &Known, b: &Known| both(a, b, |x, y| !all[x].keys.is_disjoint(&all[y].keys));
    let contacts = |a: &Known| -> BTreeSet<&str> {
        a.records
            .iter()
            .flat_map(|x| &all[*x].contacts)
            .map(String::as_str)
            .filter(|c| !c.is_empty())
            .collect()
    };
    let seconds = |a: &Known| -> BTreeSet<&str> {
        a.records.iter().map(|x| all[*x].second.as_str()).filter(|s| !s.is_empty()).collect()
    };
    let numbers = |a: &Known, site: &str| -> BTreeSet<String> {
        let of_site = |x: &usize| all[*x].number.clone().filter(|(at, _)| at == site);
        a.records.iter().filter_map(of_site).map(|(_, number)| number).collect()
    };
    let disjoint =
        |a: BTreeSet<&str>, b: BTreeSet<&str>| !a.is_empty() && !b.is_empty() && a.is_disjoint(&b);
    let named_apart = |a: &Known, b: &Known| {
        disjoint(seconds(a), seconds(b)) || (a.earlier.is_some() && b.earlier.is_some())
    };
    let numbered_apart = |a: &Known, b: &Known| {
        let sites = a.records.iter().filter_map(|x| all[*x].number.clone());
        sites.into_iter().any(|(site, _)| {
            let (ours, theirs) = (numbers(a, &site), numbers(b, &site));
            !theirs.is_empty() && ours.is_disjoint(&theirs)
        })
    };
    let two_patients = |a: &Known, b: &Known| {
        let sites = a.records.iter().filter_map(|x| all[*x].number.clone());
        sites.into_iter().any(|(site, _)| {
            let here = |x: usize| all[x].number.as_ref().is_some_and(|(at, _)| *at == site);
            let (ours, theirs) = (numbers(a, &site), numbers(b, &site));
            let one_contact = |x: usize, y: usize| {
                all[x].contacts.iter().any(|c| !c.is_empty() && all[y].contacts.contains(c))
            };
            !theirs.is_empty()
                && ours.is_disjoint(&theirs)
                && !both(a, b, |x, y| here(x) && here(y) && one_contact(x, y))
        })
    };
    let share = |a: &Known, b: &Known| comparable(a, b) && !contacts(a).is_disjoint(&contacts(b));
    let mut part = part;
    let disputed: Vec<bool> = part
        .iter()
        .map(|one| {
            one.earlier.is_none()
                && part.iter().any(|other| {
                    share(one, other) && !named_apart(one, other) && two_patients(one, other)
                })
        })
        .collect();
    for (one, disputed) in part.iter_mut().zip(disputed) {
        one.doubt |= disputed;
    }
    let part = step(
        part,
        |a, b| share(a, b) && !named_apart(a, b) && !two_patients(a, b),
        |a, b| named_apart(a, b) || two_patients(a, b) || (numbered_apart(a, b) && !share(a, b)),
    );
    let apart = |a: &Known, b: &Known| named_apart(a, b) || numbered_apart(a, b);
    let part = step(part, |a, b| comparable(a, b) && !apart(a, b), apart);
    let (vague, mut rest): (Vec<Known>, Vec<Known>) = part.into_iter().partition(|one| {
        one.doubt && one.earlier.is_none() && one.records.iter().all(|x| all[*x].number.is_none())
    });
    rest.extend(step(vague, |a, b| comparable(a, b) && !named_apart(a, b), named_apart));
    rest
}

/// Joins whoever fits, but for those who fit two that contradict each other, and for chains
/// whose ends do.
fn step(
    mut part: Vec<Known>,
    fits: impl Fn(&Known, &Known) -> bool,
    contradict: impl Fn(&Known, &Known) -> bool,
) -> Vec<Known> {
    let torn: Vec<bool> = (0..part.len())
        .map(|x| {
            let near: Vec<&Known> = (0..part.len())
                .filter(|y| *y != x && fits(&part[x], &part[*y]))
                .map(|y| &part[y])
                .collect();
            near.iter().any(|y| near.iter().any(|z| !std::ptr::eq(*y, *z) && contradict(y, z)))
        })
        .collect();
    for (one, torn) in part.iter_mut().zip(&torn) {
        one.doubt |= torn;
    }
    let mut out = Vec::new();
    let mut free = Vec::new();
    for (one, torn) in part.into_iter().zip(torn) {
        if torn { out.push(one) } else { free.push(one) }
    }
    for mut chain in components(free, &fits) {
        let quarrel =
            chain.iter().any(|a| chain.iter().any(|b| !std::ptr::eq(a, b) && contradict(a, b)));
        if quarrel {
            for one in &mut chain {
                one.doubt = true;
            }
            out.extend(chain);
        } else {
            out.extend(chain.into_iter().reduce(joined));
        }
    }
    out
}

fn both(a: &Known, b: &Known, holds: impl Fn(usize, usize) -> bool) -> bool {
    a.records.iter().any(|x| b.records.iter().any(|y| holds(*x, *y)))
}

fn joined(a: Known, b: Known) -> Known {
    let mut records = a.records;
    records.extend(b.records);
    Known { records, earlier: a.earlier.or(b.earlier), doubt: a.doubt || b.doubt }
}

/// Joins everybody linked, one after the other; two earlier persons never, the older one
/// comes first.
fn closed(known: Vec<Known>, linked: impl Fn(&Known, &Known) -> bool) -> Vec<Known> {
    let mut out: Vec<Known> = Vec::new();
    for mut one in known {
        let mut near: Vec<usize> = (0..out.len()).filter(|at| linked(&out[*at], &one)).collect();
        // Of earlier persons the oldest one, if any; an earlier person joins none.
        let mut taken = one.earlier.is_some();
        near.retain(|at| out[*at].earlier.is_none() || !std::mem::replace(&mut taken, true));
        let home = near.iter().copied().find(|at| out[*at].earlier.is_some());
        for at in near.into_iter().rev().filter(|at| Some(*at) != home) {
            one = joined(out[at].clone(), one);
            out[at].records.clear();
        }
        match home {
            Some(at) => out[at].records.extend(one.records),
            None => out.push(one),
        }
    }
    out.retain(|one| !one.records.is_empty());
    out
}

fn components(known: Vec<Known>, linked: impl Fn(&Known, &Known) -> bool) -> Vec<Vec<Known>> {
    let mut out: Vec<Vec<Known>> = Vec::new();
    for one in known {
        let (near, mut far): (Vec<_>, Vec<_>) =
            out.into_iter().partition(|part| part.iter().any(|other| linked(other, &one)));
        let mut part: Vec<Known> = near.into_iter().flatten().collect();
        part.push(one);
        far.push(part);
        out = far;
    }
    out
}
