//! What an import left in the database, and whether two imports left the same.

use accounts::Verb;
use imports::{Import, ImportState};
use incidents::Scope;
use kernel::{Actor, ImportId, Text};
use people::{Criteria, PeopleError};
use serde_json::Value;
use server::Services;

/// Persons that are compared at once.
const PAGE: i64 = 2_000;

type Bits = (i64, i64, i64, i64, Option<chrono::NaiveDate>, Option<chrono::NaiveDate>);

/// Row by row the same; else the first that are not.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, ours: &[T], theirs: &[T]) {
    let differ = ours.iter().zip(theirs).enumerate().filter(|(_, (a, b))| a != b);
    let (count, first) = (differ.clone().count(), differ.take(5).collect::<Vec<_>>());
    assert!(first.is_empty(), "{count} other {what}: {first:?}");
    assert_eq!(ours.len(), theirs.len(), "{what}");
}

/// One lab's part of a case, opened.
pub(super) struct Stored {
    services: Services,
    scope: Scope,
}

impl Stored {
    /// The first lab of the case of this name.
    pub(super) async fn open(services: Services, case: &str, lab: &str) -> Self {
        let actor = Actor::Operator;
        let case = services.incidents.by_reference(&actor, case).await.unwrap();
        for part in case.labs {
            let found = services.accounts.organisation(&actor, part.organisation).await.unwrap();
            if found.name == lab {
                let verb = Verb::ViewImports;
                let scope = services.incidents.scope(&actor, verb, part.id).await.unwrap();
                return Self { services, scope };
            }
        }
        panic!("no {lab} in the case")
    }

    pub(super) async fn close(self) {
        self.services.close().await;
    }

    /// The delivery that the operator made, if it is registered.
    pub(super) async fn delivery(&self) -> Option<Import> {
        let actor = Actor::Operator;
        let part = self.scope.case_lab();
        let mut all = self.services.imports.imports(&actor, part).await.unwrap();
        all.retain(|import| import.created_by == actor.journal_name());
        assert!(all.len() <= 1, "the same file is one delivery: {}", all.len());
        all.pop()
    }

    /// Rows of the batches that the journal tells of, each batch once.
    async fn journalled_rows(&self, import: ImportId) -> i64 {
        const SQL: &str = "select data from audit_event where name = 'imports.rows_stored'";
        let mut tx = self.services.db.read().await.unwrap();
        let events: Vec<(String,)> = db::fetch_all!(&mut tx, db::sqlx::query_as(SQL)).unwrap();
        let data = events.iter().map(|(data,)| serde_json::from_str::<Value>(data).unwrap());
        data.filter(|data| data["import"] == import.to_string())
            .map(|data| data["rows"].as_i64().unwrap())
            .sum()
    }

    async fn quarantine(&self) -> Vec<(i64, String, i64, String)> {
        const SQL: &str = "select source_row, codes, flags, state from quarantine \
            order by source_row, codes";
        let mut tx = self.services.db.read().await.unwrap();
        db::fetch_all!(&mut tx, db::sqlx::query_as(SQL)).unwrap()
    }

    /// What each person's bits say, over the whole case.
    async fn bits(&self) -> Vec<Bits> {
        const SQL: &str = "select flags, states, reach, row_count, first_visit_on, last_visit_on \
            from person p, case_lab c where p.case_lab_id = c.case_lab_id \
            order by person_id";
        let mut tx = self.services.db.read().await.unwrap();
        db::fetch_all!(&mut tx, db::sqlx::query_as(SQL)).unwrap()
    }

    async fn counts(&self) -> Vec<(&'static str, i64)> {
        // The index is not counted: which buckets hold something depends on the keys.
        const TABLES: [(&str, &str); 4] = [
            ("waves", "select count(*) from wave where state = 'active'"),
            ("all waves", "select count(*) from wave"),
            ("further records", "select count(*) from person_extra"),
            ("earlier persons", "select count(*) from person_alias"),
        ];
        let mut tx = self.services.db.read().await.unwrap();
        let mut counts = Vec::new();
        for (what, sql) in TABLES {
            let row: Vec<(i64,)> = db::fetch_all!(&mut tx, db::sqlx::query_as(sql)).unwrap();
            counts.push((what, row[0].0));
        }
        counts
    }

    /// The delivery is whole, and its journal tells of each row once.
    pub(super) async fn is_whole(&self, rows: i64) -> Import {
        let import = self.delivery().await.expect("a delivery");
        assert_eq!(import.state, ImportState::Active);
        assert_eq!(import.rows, rows);
        assert_eq!(import.accepted + import.quarantined, rows);
        assert_eq!(self.journalled_rows(import.id).await, rows);
        import
    }

    /// Row by row and person by person the same as another.
    pub(super) async fn is_the_same_as(&self, other: &Self) {
        let (ours, theirs) = (self.delivery().await.unwrap(), other.delivery().await.unwrap());
        let figures =
            |import: &Import| (import.rows, import.accepted, import.quarantined, import.persons);
        assert_eq!(figures(&ours), figures(&theirs));
        assert_eq!(self.counts().await, other.counts().await);
        same("quarantined rows", &self.quarantine().await, &other.quarantine().await);
        // Who is a minor depends on the day of the import: at midnight somebody grows up.
        let day = |import: &Import| import.finished_at.unwrap().date_naive();
        let one_day = day(&theirs) == self.services.env.now().date_naive();
        let (mut bits, mut expected) = (self.bits().await, other.bits().await);
        if one_day {
            assert_eq!(ours.causes, theirs.causes);
        } else {
            bits.iter_mut().chain(&mut expected).for_each(|bits| bits.1 = 0);
        }
        same("persons", &bits, &expected);
        let mut after = [None, None];
        loop {
            let page = self.persons(after[0]).await;
            let expected = other.persons(after[1]).await;
            assert_eq!(page.len(), expected.len());
            for (person, expected) in page.iter().zip(&expected) {
                assert!(person.record == expected.record, "another record");
            }
            let (Some(last), Some(known)) = (page.last(), expected.last()) else { return };
            after = [Some(last.id), Some(known.id)];
        }
    }

    /// How many persons each row of a sample finds: rows that were stored before a kill
    /// are in the index like the others.
    pub(super) async fn found(&self, sample: &[Criteria]) -> Vec<Option<usize>> {
        let reason = Text::parse("Essai.").unwrap();
        let dpo = Actor::System("drill");
        let part = self.scope.case_lab();
        let mut found = Vec::new();
        for criteria in sample {
            found.push(match self.services.people.search(&dpo, part, criteria, &reason).await {
                Ok(persons) => Some(persons.len()),
                Err(PeopleError::TooMany { .. }) => None,
                Err(error) => panic!("{error}"),
            });
        }
        found
    }

    async fn persons(&self, after: Option<kernel::PersonId>) -> Vec<people::Person> {
        self.services.people.persons_after(&self.scope, after, PAGE).await.unwrap()
    }
}
