//! Random small imports, cut off anywhere, after an earlier one: the tables hold the persons
//! of the specification. `CONCERNE_RANDOM_STORED_CASES` sets how many; 12 without it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Id as _;
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use uuid::Uuid;

use super::*;
use crate::resolve::tests::{Person, random, record as record_of, spec};

/// Rows of each person, by the place of the person's first record.
fn sizes(firsts: &[usize]) -> BTreeMap<usize, i64> {
    let mut of = BTreeMap::new();
    for first in firsts {
        *of.entry(*first).or_default() += 1;
    }
    of
}

fn said(rows: &[Person<'_>]) -> Vec<spec::Said> {
    rows.iter().map(|row| spec::said(*row)).collect()
}

impl World {
    /// Stores the rows of one family, cut off after some of them.
    async fn import_cut(&self, rows: &[Person<'_>], family: &str, cut: usize) -> ImportId {
        let import = self.env.new_id();
        let mut loader = self.room.loader(&self.scope, import).await.unwrap();
        for (at, row) in rows.iter().enumerate() {
            if at == cut {
                self.store(&mut loader).await;
                // What came after the last chunk is lost with the process.
                put(&mut loader, 999, &record_of(*row), Class::Nir);
                loader = self.room.loader(&self.scope, import).await.unwrap();
            }
            let mut record = record_of(*row);
            for name in [&mut record.traits.birth_name, &mut record.traits.used_name] {
                *name = name.take().map(|name| format!("{family}{name}"));
            }
            put(&mut loader, at as u64 + 2, &record, Class::Nir);
        }
        self.store(&mut loader).await;
        self.room.finish_wave(loader).await.unwrap();
        import
    }

    async fn row_counts(&self, sql: &'static str, import: ImportId) -> Vec<(Uuid, i64)> {
        let mut tx = self.db.read().await.unwrap();
        db::fetch_all!(&mut tx, sqlx::query_as(sql).bind(import.uuid())).unwrap()
    }

    async fn agrees(&self, earlier: &[Person<'_>], rows: &[Person<'_>], family: &str, cut: usize) {
        const PERSONS: &str =
            "select person_id, row_count from person where import_id = $1 order by person_id";
        const PATCHES: &str =
            "select person_id, row_count from person_patch where import_id = $1 order by person_id";
        const DOUBTS: &str = "select person_id, cast(1 as bigint) from person_doubt \
            where import_id = $1 order by person_id";
        let before = said(earlier);
        let (firsts, _) = spec::decide(&[], &before);
        let known = self.import_cut(earlier, family, cut % (earlier.len() + 1)).await;
        self.room.activate_wave(&self.dpo, &self.scope, known).await.unwrap();
        let known = self.row_counts(PERSONS, known).await;
        let expected: Vec<i64> = sizes(&firsts).into_values().collect();
        assert_eq!(known.iter().map(|(_, n)| *n).collect::<Vec<_>>(), expected);

        let groups: BTreeSet<usize> = firsts.iter().copied().collect();
        let of_group = |first: &usize| -> Vec<spec::Said> {
            let places = (0..before.len()).filter(|at| firsts[*at] == *first);
            places.map(|at| before[at].clone()).collect()
        };
        let groups: Vec<Vec<spec::Said>> = groups.iter().map(of_group).collect();
        let (firsts, doubts) = spec::decide(&groups, &said(rows));
        let import = self.import_cut(rows, family, cut % (rows.len() + 1)).await;
        let stored = self.row_counts(PERSONS, import).await;
        let patched = self.row_counts(PATCHES, import).await;
        // The ids of the expected persons: of the earlier import, then new ones in order.
        let mut ids: BTreeMap<usize, Uuid> = BTreeMap::new();
        let mut first = 0;
        for (group, (id, _)) in groups.iter().zip(&known) {
            ids.insert(first, *id);
            first += group.len();
        }
        let expected = sizes(&firsts);
        let new: Vec<usize> = expected.keys().copied().filter(|at| *at >= before.len()).collect();
        assert_eq!(new.len(), stored.len(), "new persons");
        ids.extend(new.iter().zip(&stored).map(|(at, (id, _))| (*at, *id)));
        let found: BTreeMap<Uuid, i64> = stored.into_iter().chain(patched).collect();
        let expected: BTreeMap<Uuid, i64> = expected.iter().map(|(at, n)| (ids[at], *n)).collect();
        assert_eq!(found, expected, "rows of each person");
        let found: BTreeSet<Uuid> =
            self.row_counts(DOUBTS, import).await.into_iter().map(|(id, _)| id).collect();
        let expected: BTreeSet<Uuid> = doubts.iter().map(|at| ids[at]).collect();
        assert_eq!(found, expected, "persons in doubt");
        self.room.discard_wave(&self.scope, import).await.unwrap();
    }
}

db::each_engine! {
    async fn the_tables_hold_the_persons_of_the_specification(t: TestDb) {
        let w = world(&t).await;
        let cases = std::env::var("CONCERNE_RANDOM_STORED_CASES").ok();
        let cases: usize = cases.and_then(|n| n.parse().ok()).unwrap_or(12);
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let rows = proptest::collection::vec(random::person(), 1..12);
        let case = (proptest::collection::vec(random::person(), 0..5), rows, 0_usize..12);
        for n in 0..cases {
            let (earlier, rows, cut) = case.new_tree(&mut runner).unwrap().current();
            let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
            // A name of its own keeps the persons of each case apart.
            let family: String = [n / 676, n / 26, n].into_iter().map(letter).collect();
            w.agrees(&earlier, &rows, &family, cut).await;
        }
    }
}
