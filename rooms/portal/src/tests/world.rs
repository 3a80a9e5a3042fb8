//! A public case of one lab, its persons, their codes.

use std::{
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    sync::Arc,
};

use accounts::{Accounts, AccountsConfig, NewOrganisation, OrganisationKind, OrganisationProfile};
use campaigns::Marks;
use chrono::{DateTime, NaiveDate};
use db::testing::TestDb;
use imports::{Imports, ImportsConfig, UploadLimits};
use incidents::{Incidents, Kind, NewCase, PublicFacts, Reference, Scope};
use kernel::{
    Actor, Env, Grant, IncidentId, MockClock, OrganisationId, PersonId, Role, StaffActor, Text,
    exposure::{Class, ClassSet},
};
use people::{
    Exposure as Row, People, Record,
    identity::{BirthDate, MatchTraits, Traits},
};
use vault::Vault;

use crate::{Answer, Limits, Portal};

/// Where most visitors come from.
pub(super) const HOME: [u8; 4] = [198, 51, 100, 7];

pub(super) struct World {
    pub(super) portal: Portal,
    pub(super) env: Env,
    pub(super) clock: Arc<MockClock>,
    pub(super) db: db::Db,
    pub(super) vault: Vault,
    pub(super) accounts: Accounts,
    pub(super) incidents: Incidents,
    pub(super) people: People,
    pub(super) imports: Imports,
    pub(super) dir: PathBuf,
    pub(super) scope: Scope,
    pub(super) dpo: Actor,
    pub(super) persons: Vec<PersonId>,
}

pub(super) fn born(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1970 + i32::try_from(n / 28).unwrap(), 6, 1 + n % 28).unwrap()
}

fn profile(name: &str) -> OrganisationProfile {
    OrganisationProfile {
        name: name.to_owned(),
        city: "Vannes".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "Du lundi au vendredi".to_owned(),
        ..OrganisationProfile::default()
    }
}

/// A public case of one lab with `count` persons, each with a code.
pub(super) async fn world_with(t: &TestDb, count: u32, limits: Limits) -> World {
    let (env, clock) = Env::test(DateTime::from_timestamp(1_767_225_600, 0).unwrap(), 51);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let accounts =
        Accounts::new(t.db.clone(), vault.clone(), env.clone(), AccountsConfig::default());
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let people = People::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone());
    let config = ImportsConfig {
        folder: t.dir.path().join("uploads"),
        limits: imports::Limits::default(),
        upload: UploadLimits { file_bytes: 1 << 20 },
    };
    let imports = Imports::new(
        t.db.clone(),
        vault.clone(),
        env.clone(),
        incidents.clone(),
        people.clone(),
        config,
    );
    let new = NewOrganisation { kind: OrganisationKind::Lab, profile: profile("Armorbio") };
    let lab = accounts.create_organisation(&Actor::Operator, new).await.unwrap();
    let dpo = Actor::Staff(StaffActor {
        account: env.new_id(),
        session: None,
        grants: vec![Grant { organisation: lab, role: Role::Dpo }],
    });
    let portal = Portal::new(
        t.db.clone(),
        vault.clone(),
        env.clone(),
        accounts.clone(),
        incidents.clone(),
        people.clone(),
        imports.clone(),
        Marks::new(t.db.clone(), vault.clone()),
        limits,
    );
    let scope = open_case(&incidents, &dpo, "TEST-1", lab).await;
    let mut world = World {
        portal,
        env,
        clock,
        db: t.db.clone(),
        vault,
        accounts,
        incidents,
        people,
        imports,
        dir: t.dir.path().to_path_buf(),
        scope,
        dpo,
        persons: Vec::new(),
    };
    world.load(count).await;
    world
}

pub(super) async fn world(t: &TestDb) -> World {
    world_with(t, 20, Limits::default()).await
}

pub(super) async fn open_case(
    incidents: &Incidents,
    dpo: &Actor,
    reference: &str,
    lab: OrganisationId,
) -> Scope {
    let case = NewCase {
        reference: Reference::parse(reference).unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Cas").unwrap(),
        vendor: None,
        product: None,
        started_on: NaiveDate::from_ymd_opt(2025, 11, 3),
        end: incidents::End::Unknown,
        labs: vec![lab],
    };
    incidents.open(&Actor::Operator, case).await.unwrap();
    let part = incidents.by_reference(dpo, reference).await.unwrap().labs[0].clone();
    let words = PublicFacts {
        what_fr: "Un fichier a été copié.".to_owned(),
        measures_fr: "L’accès est fermé.".to_owned(),
        unknown_fr: "Nous ne savons pas qui l’a copié.".to_owned(),
        ..PublicFacts::default()
    };
    incidents.set_facts(dpo, part.id, part.version, &words).await.unwrap();
    incidents.set_public(dpo, part.id, true).await.unwrap();
    incidents.scope(&Actor::System("test"), accounts::Verb::RunImport, part.id).await.unwrap()
}

impl World {
    async fn load(&mut self, count: u32) {
        let import = self.env.new_id();
        let mut loader = self.people.loader(&self.scope, import).await.unwrap();
        for n in 0..count {
            let record = Record {
                traits: Traits {
                    birth_name: Some(format!("Nom{n}")),
                    first_names: Some("Anne".to_owned()),
                    birth_date: Some(BirthDate::Day(born(n))),
                    ..Traits::default()
                },
                ..Record::default()
            };
            let classes: ClassSet =
                [Class::Identity, Class::Nir, Class::Hiv, Class::Comment].into_iter().collect();
            let row = Row { row: u64::from(n) + 2, classes, ..Row::default() };
            let traits = MatchTraits::of(&record.traits);
            match loader.absorb(&record, &traits, row) {
                people::Absorbed::New(id) => self.persons.push(id),
                people::Absorbed::Known(_) => panic!("every person is another"),
            }
        }
        let mut tx = self.db.write().await.unwrap();
        loader.take_chunk().store(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.people.finish_wave(loader).await.unwrap();
        self.people.activate_wave(&self.dpo, &self.scope, import).await.unwrap();
        self.people.issue_claims(&self.scope, &self.persons, 1).await.unwrap();
    }

    pub(super) fn incident(&self) -> IncidentId {
        self.scope.incident()
    }

    pub(super) async fn code(&self, n: usize, issue: i64) -> String {
        let keys = self.people.claim_keys(&self.scope).await.unwrap();
        keys.code(self.persons[n], issue).printed().to_string()
    }

    pub(super) async fn ask(&self, code: &str, birth: Option<NaiveDate>, from: [u8; 4]) -> Answer {
        let from = IpAddr::V4(Ipv4Addr::from(from));
        self.portal.answer(self.incident(), code, birth, from).await.unwrap()
    }

    /// A second process on the same database.
    pub(super) fn other_process(&self) -> Portal {
        Portal::new(
            self.db.clone(),
            self.vault.clone(),
            self.env.clone(),
            self.accounts.clone(),
            self.incidents.clone(),
            self.people.clone(),
            self.imports.clone(),
            Marks::new(self.db.clone(), self.vault.clone()),
            Limits::default(),
        )
    }

    pub(super) async fn cookie(&self, n: u32) -> String {
        let code = self.code(usize::try_from(n).unwrap(), 1).await;
        match self.ask(&code, Some(born(n)), [198, 51, 100, 7]).await {
            Answer::Concerned { cookie, .. } => cookie,
            other => panic!("{other:?}"),
        }
    }
}

pub(super) fn concerned(answer: &Answer) -> bool {
    matches!(answer, Answer::Concerned { .. })
}
