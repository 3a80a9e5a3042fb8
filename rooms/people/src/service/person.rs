//! A person as the room gives it, with and without the sealed record.

use chrono::NaiveDate;
use kernel::{Id as _, ImportId, PersonId, exposure::ClassSet};

use crate::{Reach, Record, identity::StateSet, record::Source, store::PersonRow};

/// A data subject, opened.
#[derive(Clone)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// Identity as the first record gives it, with the newest usable contact point of each
    /// kind: a later import's before an earlier one's, inside an import the one seen last.
    pub record: Record,
    /// Where these contact points come from.
    pub origins: Origins,
    /// The other records, newest first.
    pub extras: Vec<Record>,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Channels that have something to work with.
    pub reach: Reach,
    /// How many rows of the files are about this person.
    pub rows: i64,
    /// First and last day of a visit or sample.
    pub visits: Option<(NaiveDate, NaiveDate)>,
}

/// Where a contact point comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The import.
    pub import: ImportId,
    /// Number of the row in its file; zero where an earlier version did not keep it.
    pub row: u64,
    /// The day of the visit that gave it, when the file has one.
    pub seen_on: Option<NaiveDate>,
}

/// Where the contact points of a person come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Postal address.
    pub address: Option<Origin>,
    /// E-mail address.
    pub email: Option<Origin>,
    /// Telephone at home.
    pub phone_home: Option<Origin>,
    /// Mobile telephone.
    pub phone_mobile: Option<Origin>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

/// What is known of a person without opening the sealed record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonHead {
    /// The id.
    pub id: PersonId,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Channels that have something to work with.
    pub reach: Reach,
}

pub(super) fn head(row: &PersonRow) -> PersonHead {
    PersonHead {
        id: PersonId::from_uuid(row.person_id),
        classes: ClassSet::from_bits(row.flags),
        states: StateSet::from_bits(row.states),
        reach: Reach::from_bits(row.reach),
    }
}

/// A record of a person, and where it comes from.
pub(super) struct Sourced {
    pub(super) import: ImportId,
    pub(super) record: Record,
    pub(super) source: Source,
}

impl Sourced {
    fn origin(&self) -> Origin {
        Origin { import: self.import, row: self.source.row, seen_on: self.source.seen_on }
    }
}

/// A person from their records: the first one, then the others in the order in which they
/// came.
pub(super) fn person_of(row: &PersonRow, first: (Record, Source), further: Vec<Sourced>) -> Person {
    let PersonHead { id, classes, states, reach } = head(row);
    let visits = row.first_visit_on.zip(row.last_visit_on);
    let (record, source) = first;
    let first = Sourced { import: ImportId::from_uuid(row.import_id), record, source };
    let mut person = Person {
        id,
        record: first.record.clone(),
        origins: Origins::default(),
        extras: Vec::new(),
        classes,
        states,
        reach,
        rows: row.row_count,
        visits,
    };
    let mut records = vec![first];
    records.extend(further);
    let records = newest_first(records);
    person.take_contacts(&records);
    person.extras = records.into_iter().skip(1).map(|one| one.record).collect();
    person
}

impl Person {
    fn take_contacts(&mut self, newest_first: &[Sourced]) {
        let first =
            |has: &dyn Fn(&Record) -> bool| newest_first.iter().find(|one| has(&one.record));
        let printable = |record: &Record| Reach::of(record).has(Reach::POSTAL);
        // An address that cannot be printed stands only where no other one can be either.
        let address = first(&printable).or_else(|| first(&|record| has_address(record)));
        let email = first(&|record| record.email.is_some());
        let home = first(&|record| record.phone_home.is_some());
        let mobile = first(&|record| record.phone_mobile.is_some());
        let record = &mut self.record;
        record.address = address.map(|one| one.record.address.clone()).unwrap_or_default();
        record.email = email.and_then(|one| one.record.email.clone());
        record.phone_home = home.and_then(|one| one.record.phone_home.clone());
        record.phone_mobile = mobile.and_then(|one| one.record.phone_mobile.clone());
        for one in newest_first {
            record.guardian = record.guardian.take().or_else(|| one.record.guardian.clone());
            record.language = record.language.take().or_else(|| one.record.language.clone());
        }
        self.origins = Origins {
            address: address.map(Sourced::origin),
            email: email.map(Sourced::origin),
            phone_home: home.map(Sourced::origin),
            phone_mobile: mobile.map(Sourced::origin),
        };
        self.reach = Reach::of(record);
    }
}

fn has_address(record: &Record) -> bool {
    let a = &record.address;
    [&a.street, &a.complement, &a.place, &a.postcode, &a.city].iter().any(|part| !part.is_empty())
}

/// Orders records that stand in the order in which they came. A record that was stale when
/// it came shows that the one before it was confirmed at a later day than its own.
fn newest_first(records: Vec<Sourced>) -> Vec<Sourced> {
    let mut ranked: Vec<((usize, Option<NaiveDate>), Sourced)> = Vec::with_capacity(records.len());
    let (mut import, mut file, mut fresh) = (None, 0, 0);
    for one in records {
        if import.is_some_and(|before| before != one.import) {
            file += 1;
        }
        import = Some(one.import);
        let seen = (file, one.source.seen_on);
        if !one.source.stale {
            fresh = ranked.len();
        } else if let Some((confirmed, _)) = ranked.get_mut(fresh) {
            *confirmed = (*confirmed).max(seen);
        }
        ranked.push((seen, one));
    }
    let mut order: Vec<usize> = (0..ranked.len()).collect();
    order.sort_by_key(|at| {
        ranked.get(*at).map(|(seen, one)| std::cmp::Reverse((*seen, !one.source.stale, *at)))
    });
    let mut taken: Vec<Option<Sourced>> = ranked.into_iter().map(|(_, one)| Some(one)).collect();
    order.into_iter().filter_map(|at| taken.get_mut(at).and_then(Option::take)).collect()
}
