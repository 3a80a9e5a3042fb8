//! The rule on records that are comparable, directly or through others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Entry, marks::Key};

/// More persons than this that contradict each other are a crowd. One bit for each.
pub(super) const CROWD: usize = 64;

/// A set of persons of one component, a bit for each.
type Bits = u64;

/// What became of the units of a component.
#[derive(Default)]
pub(super) struct Settled {
    /// A unit and the lower one that stands for its person.
    pub(super) joined: Vec<(u32, u32)>,
    /// Units that stand for persons in doubt.
    pub(super) doubts: Vec<u32>,
}

/// Units known to be one person.
#[derive(Clone, Default)]
struct Person {
    /// In order; the first one stands for the person.
    units: BTreeSet<u32>,
    earlier: bool,
    keys: BTreeSet<Key>,
    numbers: BTreeMap<u32, BTreeSet<u32>>,
    contacts: BTreeSet<u32>,
    /// By site, the contact points that stand on a record with a patient number of it.
    beside: BTreeMap<u32, BTreeSet<u32>>,
    seconds: BTreeSet<u32>,
    in_doubt: bool,
}

fn meet<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> bool {
    a.intersection(b).next().is_some()
}

impl Person {
    fn learn(&mut self, entry: &Entry, earlier: u32) {
        self.units.insert(entry.unit);
        self.earlier |= entry.unit < earlier;
        self.keys.extend(entry.marks.keys());
        self.contacts.extend(entry.marks.contacts());
        if let Some((site, number)) = entry.marks.number() {
            self.numbers.entry(site).or_default().insert(number);
            self.beside.entry(site).or_default().extend(entry.marks.contacts());
        }
        if entry.marks.second != 0 {
            self.seconds.insert(entry.marks.second);
        }
    }

    fn absorb(&mut self, other: Self) {
        self.units.extend(other.units);
        self.earlier |= other.earlier;
        self.keys.extend(other.keys);
        self.contacts.extend(other.contacts);
        for (site, numbers) in other.numbers {
            self.numbers.entry(site).or_default().extend(numbers);
        }
        for (site, contacts) in other.beside {
            self.beside.entry(site).or_default().extend(contacts);
        }
        self.seconds.extend(other.seconds);
        self.in_doubt |= other.in_doubt;
    }

    fn comparable(&self, other: &Self) -> bool {
        meet(&self.keys, &other.keys)
    }

    fn share_contact(&self, other: &Self) -> bool {
        meet(&self.contacts, &other.contacts)
    }

    /// Whether the words after the first first name tell them apart, or an earlier import did.
    fn named_apart(&self, other: &Self) -> bool {
        let names = !self.seconds.is_empty()
            && !other.seconds.is_empty()
            && !meet(&self.seconds, &other.seconds);
        names || (self.earlier && other.earlier)
    }

    /// Whether their patient numbers of one site differ.
    fn numbered_apart(&self, other: &Self) -> bool {
        self.numbers
            .iter()
            .any(|(site, ours)| other.numbers.get(site).is_some_and(|theirs| !meet(ours, theirs)))
    }

    /// Whether their patient numbers of one site differ and no contact point stands beside
    /// both: one on a record without number may have come to its person by a guess.
    fn two_patients(&self, other: &Self) -> bool {
        self.numbers.iter().any(|(site, ours)| {
            let beside = |one: &Self| one.beside.get(site).cloned().unwrap_or_default();
            other.numbers.get(site).is_some_and(|theirs| !meet(ours, theirs))
                && !meet(&beside(self), &beside(other))
        })
    }

    /// Whether a shared contact point says that they are one and their numbers that they
    /// are two.
    fn disputed(&self, other: &Self) -> bool {
        self.comparable(other)
            && self.share_contact(other)
            && !self.named_apart(other)
            && self.two_patients(other)
    }
}

/// Settles one component. `entries` are all records of its units.
pub(super) fn settle(entries: &[Entry], earlier: u32) -> Settled {
    let mut all = Person::default();
    for entry in entries {
        all.learn(entry, earlier);
    }
    let earlier_units = all.units.iter().filter(|unit| **unit < earlier).count();
    if all.seconds.len() <= 1
        && earlier_units <= 1
        && all.numbers.values().all(|numbers| numbers.len() == 1)
    {
        // Nothing contradicts: everybody comparable is one.
        return outcome(&[all]);
    }
    let mut persons = numbered(entries, earlier);
    if persons.len() > CROWD {
        for person in &mut persons {
            person.in_doubt |= person.numbers.is_empty();
        }
        return outcome(&persons);
    }
    doubt_the_disputed(&mut persons);
    let contradict = |a: &Person, b: &Person| {
        a.named_apart(b)
            || a.two_patients(b)
            || (a.numbered_apart(b) && !(a.comparable(b) && a.share_contact(b)))
    };
    let fits =
        |a: &Person, b: &Person| a.share_contact(b) && !a.named_apart(b) && !a.two_patients(b);
    join(&mut persons, fits, contradict);
    let apart = |a: &Person, b: &Person| a.named_apart(b) || a.numbered_apart(b);
    join(&mut persons, |a, b| !apart(a, b), apart);
    let (mut vague, rest): (Vec<_>, Vec<_>) = persons
        .into_iter()
        .partition(|person| person.in_doubt && person.numbers.is_empty() && !person.earlier);
    join(&mut vague, |a, b| !a.named_apart(b), Person::named_apart);
    vague.extend(rest);
    outcome(&vague)
}

/// Marks whoever of the file shares a contact point with an earlier person of another number
/// who has it from a record without number: nobody can say whose it is.
fn doubt_the_disputed(persons: &mut [Person]) {
    let disputed: Vec<bool> = persons
        .iter()
        .map(|one| !one.earlier && persons.iter().any(|other| one.disputed(other)))
        .collect();
    for (person, disputed) in persons.iter_mut().zip(disputed) {
        person.in_doubt |= disputed;
    }
}

/// The first step: units with one patient number of one site are a person; a number that
/// fits one earlier person is that one's.
fn numbered(entries: &[Entry], earlier: u32) -> Vec<Person> {
    let mut parents: HashMap<u32, u32> = HashMap::new();
    let mut holders: HashMap<(Key, u32, u32), u32> = HashMap::new();
    let marked = |entry: &Entry| {
        let number = entry.marks.number();
        entry
            .marks
            .keys()
            .filter_map(move |key| number.map(|(site, number)| (key, site, number)))
            .collect::<Vec<_>>()
    };
    for entry in entries.iter().filter(|entry| entry.unit >= earlier) {
        for mark in marked(entry) {
            let other = *holders.entry(mark).or_insert(entry.unit);
            unite(&mut parents, other, entry.unit);
        }
    }
    // The earlier persons that each of them could be.
    let mut fitting: HashMap<u32, BTreeSet<u32>> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.unit < earlier) {
        for mark in marked(entry) {
            if let Some(unit) = holders.get(&mark) {
                fitting.entry(root(&parents, *unit)).or_default().insert(entry.unit);
            }
        }
    }
    let mut torn = BTreeSet::new();
    for (unit, persons) in fitting {
        match persons.first() {
            Some(person) if persons.len() == 1 => unite(&mut parents, *person, unit),
            _ => {
                torn.insert(unit);
            }
        }
    }
    let mut persons: BTreeMap<u32, Person> = BTreeMap::new();
    for entry in entries {
        persons.entry(root(&parents, entry.unit)).or_default().learn(entry, earlier);
    }
    for unit in torn {
        if let Some(person) = persons.get_mut(&root(&parents, unit)) {
            person.in_doubt = true;
        }
    }
    persons.into_values().collect()
}

fn root(parents: &HashMap<u32, u32>, mut unit: u32) -> u32 {
    while let Some(above) = parents.get(&unit) {
        unit = *above;
    }
    unit
}

/// The lower unit stands for both.
fn unite(parents: &mut HashMap<u32, u32>, one: u32, other: u32) {
    let (one, other) = (root(parents, one), root(parents, other));
    if one != other {
        parents.insert(one.max(other), one.min(other));
    }
}

/// Joins comparable persons that fit, except those who fit two that contradict each other.
fn join(
    persons: &mut Vec<Person>,
    fits: impl Fn(&Person, &Person) -> bool,
    contradict: impl Fn(&Person, &Person) -> bool,
) {
    let places = 0..persons.len();
    let row = |a: usize, holds: &dyn Fn(&Person, &Person) -> bool| -> Bits {
        let one = persons.get(a);
        places
            .clone()
            .zip(persons.iter())
            .filter(|(b, other)| *b != a && one.is_some_and(|one| holds(one, other)))
            .fold(0, |bits, (b, _)| bits | bit(b))
    };
    let fitting: Vec<Bits> =
        places.clone().map(|a| row(a, &|a, b| a.comparable(b) && fits(a, b))).collect();
    let against: Vec<Bits> = places.clone().map(|a| row(a, &contradict)).collect();
    let quarrel =
        |set: Bits| members(set).any(|at| against.get(at).is_some_and(|bits| bits & set != 0));
    let torn = places
        .clone()
        .filter(|a| fitting.get(*a).is_some_and(|set| quarrel(*set)))
        .fold(0, |bits, a| bits | bit(a));
    let mut doubtful = torn;
    let mut left: Bits = places.fold(0, |bits, a| bits | bit(a)) & !torn;
    let mut groups = Vec::new();
    while left != 0 {
        let mut group: Bits = left & left.wrapping_neg();
        loop {
            let wider = members(group)
                .fold(group, |bits, at| bits | (fitting.get(at).copied().unwrap_or(0) & !torn));
            if wider == group {
                break;
            }
            group = wider;
        }
        left &= !group;
        if quarrel(group) {
            // Two at the ends of a chain contradict: nobody can say where to cut it.
            doubtful |= group;
        } else {
            groups.push(group);
        }
    }
    for (at, person) in persons.iter_mut().enumerate() {
        person.in_doubt |= doubtful & bit(at) != 0;
    }
    let mut taken: Vec<Option<Person>> = std::mem::take(persons).into_iter().map(Some).collect();
    for group in groups {
        let mut parts = members(group).filter_map(|at| taken.get_mut(at).and_then(Option::take));
        if let Some(mut person) = parts.next() {
            parts.for_each(|other| person.absorb(other));
            persons.push(person);
        }
    }
    persons.extend(taken.into_iter().flatten());
}

const fn bit(at: usize) -> Bits {
    1 << at
}

fn members(mut set: Bits) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            at
        })
    })
}

fn outcome(persons: &[Person]) -> Settled {
    let mut settled = Settled::default();
    for person in persons {
        let mut units = person.units.iter().copied();
        let Some(first) = units.next() else { continue };
        settled.joined.extend(units.map(|unit| (unit, first)));
        if person.in_doubt {
            settled.doubts.push(first);
        }
    }
    settled
}
