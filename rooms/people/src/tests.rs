//! Waves, search and codes on both engines.

use accounts::Verb;
use chrono::{DateTime, NaiveDate};
use db::testing::TestDb;
use incidents::{Incidents, Kind, NewCase, Reference, Scope};
use kernel::{
    Actor, Env, Grant, ImportId, Role, StaffActor, Text,
    exposure::{Class, ClassSet},
};
use vault::Vault;

use crate::{
    Absorbed, ClaimCode, Criteria, Exposure, Loader, People, PeopleError, Record,
    identity::{
        BirthDate, Email, MatchTraits, Phone, PostalAddress, Sex, State, StateChange, StateSet,
        Traits,
    },
};

mod contacts;
mod waves;

struct World {
    room: People,
    env: Env,
    db: db::Db,
    scope: Scope,
    dpo: Actor,
}

async fn world(t: &TestDb) -> World {
    let (env, _) = Env::test(DateTime::from_timestamp(1_767_225_600, 0).unwrap(), 31);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let lab = env.new_id();
    let case = NewCase {
        reference: Reference::parse("TEST-1").unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Cas").unwrap(),
        vendor: None,
        product: None,
        started_on: None,
        end: incidents::End::Unknown,
        labs: vec![lab],
    };
    incidents.open(&Actor::Operator, case).await.unwrap();
    let system = Actor::System("test");
    let part = incidents.by_reference(&system, "TEST-1").await.unwrap().labs[0].id;
    let scope = incidents.scope(&system, Verb::RunImport, part).await.unwrap();
    let dpo = Actor::Staff(StaffActor {
        account: env.new_id(),
        session: None,
        grants: vec![Grant { organisation: lab, role: Role::Dpo }],
    });
    let room = People::new(t.db.clone(), vault, env.clone(), incidents);
    World { room, env, db: t.db.clone(), scope, dpo }
}

fn record(n: u32, surname: &str) -> Record {
    Record {
        traits: Traits {
            birth_name: Some(format!(
                "{surname}{}",
                char::from(b'a' + u8::try_from(n % 26).unwrap())
            )),
            first_names: Some(format!("Prénom{n}")),
            sex: Some(Sex::Female),
            birth_date: NaiveDate::from_ymd_opt(1980, 1, 1 + n % 28).map(BirthDate::Day),
            ..Traits::default()
        },
        address: PostalAddress {
            street: format!("{n} rue des Essais"),
            postcode: "56000".to_owned(),
            city: "VANNES".to_owned(),
            ..PostalAddress::default()
        },
        email: Email::parse(&format!("p{n}@example.org")).ok(),
        phone_mobile: Phone::parse(&format!("06399800{:02}", n % 100)).ok().map(|(p, _)| p),
        ..Record::default()
    }
}

fn put(loader: &mut Loader, row: u64, record: &Record, class: Class) -> Absorbed {
    let exposure = Exposure {
        row,
        classes: ClassSet::EMPTY.with(class),
        visit_on: NaiveDate::from_ymd_opt(2019, 1, 1 + u32::try_from(row % 28).unwrap()),
        ..Exposure::default()
    };
    loader.absorb(record, &MatchTraits::of(&record.traits), exposure)
}

impl World {
    async fn store(&self, loader: &mut Loader) {
        let mut tx = self.db.write().await.unwrap();
        loader.take_chunk().store(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn load(&self, surname: &str, rows: std::ops::Range<u32>) -> ImportId {
        let import = self.env.new_id();
        let mut loader = self.room.loader(&self.scope, import).await.unwrap();
        for n in rows {
            put(&mut loader, u64::from(n) + 2, &record(n, surname), Class::Nir);
        }
        self.store(&mut loader).await;
        self.room.finish_wave(loader).await.unwrap();
        import
    }

    async fn find(&self, criteria: Criteria) -> Vec<String> {
        let reason = Text::parse("appel entrant").unwrap();
        let found = self.room.search(&self.dpo, self.scope.case_lab(), &criteria, &reason).await;
        found.unwrap().iter().map(|p| p.record.traits.display_name()).collect()
    }
}

db::each_engine! {
    async fn a_wave_is_invisible_until_it_is_activated(t: TestDb) {
        let w = world(&t).await;
        let import = w.load("Le Goff", 0..300).await;
        assert_eq!(w.room.totals(&w.scope).await.unwrap().persons, 0);
        assert!(w.room.heads_after(&w.scope, None, 10).await.unwrap().is_empty());
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        let totals = w.room.totals(&w.scope).await.unwrap();
        assert_eq!((totals.persons, totals.rows), (300, 300));
        assert!(std::sync::Arc::ptr_eq(&totals, &w.room.totals(&w.scope).await.unwrap()), "counted once");
        assert!(matches!(w.room.loader(&w.scope, import).await, Err(PeopleError::Conflict)));
        let first = w.room.heads_after(&w.scope, None, 200).await.unwrap();
        let rest = w.room.heads_after(&w.scope, first.last().map(|p| p.id), 200).await.unwrap();
        assert_eq!((first.len(), rest.len()), (200, 100));
    }

    async fn rows_of_one_person_add_up_and_a_second_wave_finds_them(t: TestDb) {
        let w = world(&t).await;
        let import = w.env.new_id();
        let mut loader = w.room.loader(&w.scope, import).await.unwrap();
        let first = put(&mut loader, 2, &record(1, "Le Goff"), Class::Nir);
        let again = put(&mut loader, 3, &record(1, "LE-GOFF"), Class::Comment);
        let Absorbed::New(id) = first else { panic!("new") };
        assert_eq!(again, Absorbed::Known(id));
        w.store(&mut loader).await;
        w.room.finish_wave(loader).await.unwrap();
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        let second = w.env.new_id();
        let mut loader = w.room.loader(&w.scope, second).await.unwrap();
        let mut moved = record(1, "Le Goff");
        moved.email = Email::parse("nouvelle@example.org").ok();
        put(&mut loader, 2, &moved, Class::Bank);
        w.store(&mut loader).await;
        assert_eq!(w.room.finish_wave(loader).await.unwrap(), 0);
        w.room.activate_wave(&w.dpo, &w.scope, second).await.unwrap();
        let reason = Text::parse("appel").unwrap();
        let person = w.room.read(&w.dpo, w.scope.case_lab(), id, &reason).await.unwrap();
        let expected: ClassSet = [Class::Nir, Class::Comment, Class::Bank].into_iter().collect();
        assert_eq!(person.classes, expected);
        assert_eq!(person.rows, 3);
        assert_eq!(person.extras.len(), 1);
        let by_new_mail = Criteria { email: Some("nouvelle@example.org".to_owned()), ..Criteria::default() };
        assert_eq!(w.find(by_new_mail).await.len(), 1);
    }

    async fn a_crash_between_chunks_leads_to_the_same_wave(t: TestDb) {
        let w = world(&t).await;
        let import = w.env.new_id();
        let rows: Vec<Record> = (0..120).map(|n| record(n % 80, "Tanguy")).collect();
        let mut loader = w.room.loader(&w.scope, import).await.unwrap();
        for (n, row) in (2_u64..).zip(&rows[..90]) {
            put(&mut loader, n, row, Class::Nir);
        }
        w.store(&mut loader).await;
        put(&mut loader, 92, &rows[90], Class::Nir);
        drop(loader);
        let mut loader = w.room.loader(&w.scope, import).await.unwrap();
        assert_eq!(loader.persons(), 80);
        for (n, row) in (92_u64..).zip(&rows[90..]) {
            assert!(matches!(put(&mut loader, n, row, Class::Nir), Absorbed::Known(_)));
        }
        w.store(&mut loader).await;
        assert_eq!(w.room.finish_wave(loader).await.unwrap(), 80);
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        let totals = w.room.totals(&w.scope).await.unwrap();
        assert_eq!((totals.persons, totals.rows), (80, 120));
    }

    async fn search_finds_by_every_criterion_and_needs_one(t: TestDb) {
        let w = world(&t).await;
        let import = w.load("Le Goff ", 0..200).await;
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        let c = Criteria::default;
        assert_eq!(w.find(Criteria { email: Some("P7@example.org".to_owned()), ..c() }).await.len(), 1);
        assert_eq!(w.find(Criteria { surname: Some("le goff b".to_owned()), ..c() }).await.len(), 8);
        let born = NaiveDate::from_ymd_opt(1980, 1, 2);
        assert_eq!(w.find(Criteria { surname: Some("LE-GOFF B".to_owned()), birth_date: born, ..c() }).await.len(), 1);
        assert_eq!(w.find(Criteria { surname: Some("Autre".to_owned()), ..c() }).await.len(), 0);
        assert_eq!(w.find(Criteria { postcode: Some("56000".to_owned()), phone: Some("06 39 98 00 05".to_owned()), ..c() }).await.len(), 2);
        let reason = Text::parse("appel").unwrap();
        let none = w.room.search(&w.dpo, w.scope.case_lab(), &c(), &reason).await;
        assert!(matches!(none, Err(PeopleError::Required { .. })));
        let stranger = Actor::Staff(StaffActor { account: w.env.new_id(), session: None, grants: vec![] });
        let by = Criteria { surname: Some("x".to_owned()), ..c() };
        let refused = w.room.search(&stranger, w.scope.case_lab(), &by, &reason).await;
        assert!(matches!(refused, Err(PeopleError::NotFound)));
    }

    async fn a_code_opens_its_person_until_it_is_revoked(t: TestDb) {
        let w = world(&t).await;
        let import = w.load("Quéré", 0..50).await;
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        let ids: Vec<_> = w.room.heads_after(&w.scope, None, 100).await.unwrap().iter().map(|p| p.id).collect();
        w.room.issue_claims(&w.scope, &ids, 1).await.unwrap();
        w.room.issue_claims(&w.scope, &ids, 1).await.unwrap();
        let keys = w.room.claim_keys(&w.scope).await.unwrap();
        let printed = keys.code(ids[3], 1).printed();
        let typed = ClaimCode::parse(&printed).unwrap();
        let found = w.room.find_claim(w.scope.incident(), &typed).await.unwrap().unwrap();
        assert_eq!((found.person, found.case_lab), (ids[3], w.scope.case_lab()));
        let other = ClaimCode::parse(&keys.code(ids[3], 2).printed()).unwrap();
        assert_eq!(w.room.find_claim(w.scope.incident(), &other).await.unwrap(), None);
        w.room.revoke_claims(&w.dpo, w.scope.case_lab(), ids[3]).await.unwrap();
        assert_eq!(w.room.find_claim(w.scope.incident(), &typed).await.unwrap(), None);
        assert!(w.room.claims_of(&w.dpo, w.scope.case_lab(), ids[3]).await.unwrap()[0].revoked_at.is_some());
    }

    async fn a_restricted_person_is_hidden_from_all_but_the_dpo(t: TestDb) {
        let w = world(&t).await;
        let import = w.load("Morvan", 0..3).await;
        w.room.activate_wave(&w.dpo, &w.scope, import).await.unwrap();
        let id = w.room.heads_after(&w.scope, None, 1).await.unwrap()[0].id;
        let reason = Text::parse("personne connue").unwrap();
        let restricted = StateSet::EMPTY.with(State::Restricted);
        let restrict = StateChange::between(StateSet::EMPTY, restricted);
        let is_restricted = |states: StateSet, _, _| states.has(State::Restricted);
        assert_eq!(w.room.totals(&w.scope).await.unwrap().count(is_restricted), 0);
        w.room.change_states(&w.dpo, w.scope.case_lab(), id, restrict, &reason).await.unwrap();
        assert_eq!(w.room.totals(&w.scope).await.unwrap().count(is_restricted), 1, "no old count");
        let desk = Actor::Staff(StaffActor {
            account: w.env.new_id(),
            session: None,
            grants: vec![Grant { organisation: w.scope.organisation(), role: Role::HelpDesk }],
        });
        let read = w.room.read(&desk, w.scope.case_lab(), id, &reason).await;
        assert!(matches!(read, Err(PeopleError::NotFound)));
        assert!(w.room.read(&w.dpo, w.scope.case_lab(), id, &reason).await.is_ok());
        let by = Criteria { email: Some("p0@example.org".to_owned()), ..Criteria::default() };
        assert!(w.room.search(&desk, w.scope.case_lab(), &by, &reason).await.unwrap().is_empty());
    }

    async fn a_wave_given_up_leaves_nothing(t: TestDb) {
        let w = world(&t).await;
        let import = w.load("Perdu", 0..30).await;
        w.room.discard_wave(&w.scope, import).await.unwrap();
        let mut tx = w.db.read().await.unwrap();
        for table in ["person", "person_index", "person_extra", "person_patch"] {
            let sql: &'static str = format!("select count(*) from {table}").leak();
            let left: i64 = db::fetch_scalar!(&mut tx, sqlx::query_scalar(sql)).unwrap();
            assert_eq!(left, 0, "{table}");
        }
        assert!(matches!(w.room.activate_wave(&w.dpo, &w.scope, import).await, Err(PeopleError::Conflict)));
    }
}
