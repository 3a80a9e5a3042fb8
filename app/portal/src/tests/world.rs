//! A portal with one case, three labs and one person, and a browser for it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use ::portal::{Limits, Portal};
use accounts::{Accounts, AccountsConfig, NewOrganisation, OrganisationKind, OrganisationProfile};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
};
use campaigns::Marks;
use chrono::{DateTime, NaiveDate};
use db::testing::TestDb;
use http_body_util::BodyExt as _;
use imports::{Imports, ImportsConfig, UploadLimits};
use incidents::{Incidents, Kind, NewCase, PublicFacts, Reference, Scope};
use kernel::{
    Actor, Env, Grant, MockClock, OrganisationId, PersonId, Role, StaffActor, Text,
    exposure::{Class, ClassSet},
};
use people::{
    Exposure as Row, People, Record,
    identity::{BirthDate, MatchTraits, Traits},
};
use tower::ServiceExt as _;
use vault::Vault;

use crate::router;
use site::WebConfig;

pub(super) struct World {
    site: Router,
    pub(super) room: Portal,
    pub(super) clock: Arc<MockClock>,
    pub(super) db: TestDb,
    pub(super) accounts: Accounts,
    pub(super) incidents: Incidents,
    pub(super) people: People,
    pub(super) scope: Scope,
    pub(super) dpo: Actor,
    pub(super) person: PersonId,
}

pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
    /// As sent, compressed or not.
    pub(super) bytes: usize,
}

impl Shown {
    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The part of the visit's cookie that a browser sends back.
    pub(super) fn cookie(&self) -> String {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        let mut set = set.filter_map(|value| value.to_str().ok());
        let visit = set.rfind(|value| value.starts_with("v=")).unwrap_or_default();
        visit.split(';').next().unwrap_or_default().to_owned()
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(super) fn lab(name: &str, city: &str) -> NewOrganisation {
    let profile = OrganisationProfile {
        name: name.to_owned(),
        city: city.to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "Du lundi au vendredi, 8 h – 19 h. Samedi, 9 h – 13 h.".to_owned(),
        dpo_name: "Délégué à la protection des données".to_owned(),
        dpo_email: "dpo@example.org".to_owned(),
        dpo_address: vec!["12 rue des Essais".to_owned(), "56000 VANNES".to_owned()],
        ..OrganisationProfile::default()
    };
    NewOrganisation { kind: OrganisationKind::Lab, profile }
}

pub(super) fn words() -> PublicFacts {
    PublicFacts {
        what_fr: "Un fichier de notre laboratoire a été copié, puis publié.".to_owned(),
        what_en: "A file of our laboratory was copied, then published.".to_owned(),
        measures_fr: "Nous avons fermé l’accès et porté plainte.".to_owned(),
        measures_en: String::new(),
        unknown_fr: "Nous ne savons pas qui a copié le fichier.\nNous ne savons pas combien de personnes l’ont lu.".to_owned(),
        unknown_en: String::new(),
        next_update_on: Some(day(2026, 3, 16)),
    }
}

pub(super) async fn open_case(
    incidents: &Incidents,
    dpo: &Actor,
    reference: &str,
    labs: &[OrganisationId],
) -> Scope {
    let case = NewCase {
        reference: Reference::parse(reference).unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Cas").unwrap(),
        vendor: None,
        product: None,
        started_on: Some(day(2026, 2, 14)),
        end: Some(day(2026, 2, 24)).into(),
        labs: labs.to_vec(),
    };
    incidents.open(&Actor::Operator, case).await.unwrap();
    let parts = incidents.by_reference(dpo, reference).await.unwrap().labs;
    for part in &parts {
        incidents.set_facts(dpo, part.id, part.version, &words()).await.unwrap();
        incidents.set_public(dpo, part.id, true).await.unwrap();
    }
    let first = parts.iter().find(|part| part.organisation == labs[0]).unwrap().id;
    let system = Actor::System("test");
    incidents.scope(&system, accounts::Verb::RunImport, first).await.unwrap()
}

pub(super) async fn world() -> World {
    let t = TestDb::sqlite().await.unwrap();
    let (env, clock) = Env::test(DateTime::from_timestamp(1_772_530_920, 0).unwrap(), 61);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let accounts =
        Accounts::new(t.db.clone(), vault.clone(), env.clone(), AccountsConfig::default());
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let people = People::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone());
    let mut labs = Vec::new();
    for (name, city) in [("Armorbio", "Vannes"), ("Loirelab", "Orléans"), ("Eurebio", "Évreux")] {
        let new = lab(name, city);
        labs.push(accounts.create_organisation(&Actor::Operator, new).await.unwrap());
    }
    let dpo = Actor::Staff(StaffActor {
        account: env.new_id(),
        session: None,
        grants: labs.iter().map(|lab| Grant { organisation: *lab, role: Role::Dpo }).collect(),
    });
    let scope = open_case(&incidents, &dpo, "DEMO-1", &labs).await;
    let person = load(&people, &t, &env, &scope, &dpo).await;
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
    let room = Portal::new(
        t.db.clone(),
        vault.clone(),
        env.clone(),
        accounts.clone(),
        incidents.clone(),
        people.clone(),
        imports.clone(),
        Marks::new(t.db.clone(), vault.clone()),
        Limits { per_prefix: 50, ..Limits::default() },
    );
    let config = WebConfig {
        secure_cookies: true,
        portal_address: "concerne.example.org".to_owned(),
        ..WebConfig::default()
    };
    let site = router(room.clone(), env, Arc::new(config)).into_router();
    World { site, room, clock, db: t, accounts, incidents, people, scope, dpo, person }
}

/// One person, with public and private classes.
async fn load(people: &People, t: &TestDb, env: &Env, scope: &Scope, dpo: &Actor) -> PersonId {
    let import = env.new_id();
    let mut loader = people.loader(scope, import).await.unwrap();
    let record = Record {
        traits: Traits {
            birth_name: Some("KERVAZO".to_owned()),
            first_names: Some("Maëlle".to_owned()),
            birth_date: Some(BirthDate::Day(day(1984, 6, 14))),
            ..Traits::default()
        },
        ..Record::default()
    };
    let classes: ClassSet = [
        Class::Identity,
        Class::BirthDate,
        Class::Nir,
        Class::Address,
        Class::Phone,
        Class::Doctor,
        Class::Hiv,
        Class::Pregnancy,
        Class::Comment,
        Class::Result,
    ]
    .into_iter()
    .collect();
    let row = Row { row: 2, classes, visit_on: Some(day(2018, 3, 5)), ..Row::default() };
    let people::Absorbed::New(person) =
        loader.absorb(&record, &MatchTraits::of(&record.traits), row)
    else {
        panic!("one person")
    };
    let mut tx = t.db.write().await.unwrap();
    loader.take_chunk().store(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    people.finish_wave(loader).await.unwrap();
    people.activate_wave(dpo, scope, import).await.unwrap();
    people.issue_claims(scope, &[person], 1).await.unwrap();
    person
}

impl World {
    async fn send(&self, mut request: Request<Body>, from: IpAddr) -> Shown {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from, 4_000)));
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Shown { status: parts.status, headers: parts.headers, html, bytes: bytes.len() }
    }

    pub(super) async fn get(&self, path: &str) -> Shown {
        self.get_with(path, &[]).await
    }

    pub(super) async fn get_with(
        &self,
        path: &str,
        headers: &[(header::HeaderName, &str)],
    ) -> Shown {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.send(request.body(Body::empty()).unwrap(), [192, 0, 2, 1].into()).await
    }

    pub(super) async fn post(&self, path: &str, body: String, from: [u8; 4]) -> Shown {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request, from.into()).await
    }

    pub(super) async fn code(&self, issue: i64) -> String {
        let keys = self.people.claim_keys(&self.scope).await.unwrap();
        keys.code(self.person, issue).printed().to_string()
    }

    /// The answer to the right code and birth date.
    pub(super) async fn open(&self) -> Shown {
        let body = typed(&self.code(1).await, ["14", "06", "1984"]);
        let shown = self.post("/c/DEMO-1", body, [198, 51, 100, 1]).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.html.contains("Oui, cette fuite vous concerne."), "{}", shown.html);
        shown
    }

    /// Every page, by the name of a file.
    pub(super) async fn pages(&self) -> Vec<(&'static str, Shown)> {
        let opened = self.open().await;
        let cookie = opened.cookie();
        let visit = [(header::COOKIE, cookie.as_str())];
        let wrong = typed("0000-0000-00000", ["14", "06", "1984"]);
        vec![
            ("accueil", self.get("/c/DEMO-1").await),
            ("neutre", self.post("/c/DEMO-1", wrong, [198, 51, 100, 2]).await),
            ("reponse", opened),
            ("plan", self.get_with("/c/DEMO-1/plan", &visit).await),
            ("imprimer", self.get_with("/c/DEMO-1/imprimer", &visit).await),
            ("medical", self.get("/c/DEMO-1/medical").await),
            ("verifier", self.get("/c/DEMO-1/verifier").await),
            (
                "verifier-inconnu",
                self.post("/c/DEMO-1/verifier", number("K7Q2M-000123-9TXR"), [198, 51, 100, 2])
                    .await,
            ),
            (
                "verifier-faute",
                self.post("/c/DEMO-1/verifier", number("K7Q2M"), [198, 51, 100, 2]).await,
            ),
            ("sans-code", self.get("/c/DEMO-1/sans-code").await),
            ("accessibilite", self.get("/accessibilite").await),
            ("vie-privee", self.get("/vie-privee").await),
            ("quitter", self.get("/quitter?c=DEMO-1").await),
            ("absente", self.get("/c/NOTHING-1").await),
            ("accueil-en", self.get("/c/DEMO-1?lang=en").await),
            ("verifier-en", self.get("/c/DEMO-1/verifier?lang=en").await),
            ("reponse-en", self.get_with("/c/DEMO-1/mes-donnees?lang=en", &visit).await),
            ("plan-en", self.get_with("/c/DEMO-1/plan?lang=en", &visit).await),
        ]
    }
}

pub(super) fn number(typed: &str) -> String {
    format!("number={typed}")
}

pub(super) fn typed(code: &str, [day, month, year]: [&str; 3]) -> String {
    format!("code={code}&birth_day={day}&birth_month={month}&birth_year={year}")
}
