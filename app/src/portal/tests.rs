//! The pages as a browser gets them, on a database of their own.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
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
use chrono::{DateTime, Duration, NaiveDate};
use db::testing::TestDb;
use http_body_util::BodyExt as _;
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

use crate::WebConfig;

struct World {
    site: Router,
    room: Portal,
    clock: Arc<MockClock>,
    db: TestDb,
    accounts: Accounts,
    incidents: Incidents,
    people: People,
    scope: Scope,
    dpo: Actor,
    person: PersonId,
}

struct Shown {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
    /// As sent, compressed or not.
    bytes: usize,
}

impl Shown {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The part of the visit's cookie that a browser sends back.
    fn cookie(&self) -> String {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        let mut set = set.filter_map(|value| value.to_str().ok());
        let visit = set.rfind(|value| value.starts_with("v=")).unwrap_or_default();
        visit.split(';').next().unwrap_or_default().to_owned()
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn lab(name: &str, city: &str) -> NewOrganisation {
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

fn words() -> PublicFacts {
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

async fn open_case(
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
        ended_on: Some(day(2026, 2, 24)),
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

async fn world() -> World {
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
    let room = Portal::new(
        t.db.clone(),
        vault,
        env.clone(),
        accounts.clone(),
        incidents.clone(),
        people.clone(),
        Limits { per_prefix: 50, ..Limits::default() },
    );
    let config = WebConfig {
        secure_cookies: true,
        portal_address: "concerne.example.org".to_owned(),
        ..WebConfig::default()
    };
    let site = super::router(room.clone(), env, Arc::new(config));
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

    async fn get(&self, path: &str) -> Shown {
        self.get_with(path, &[]).await
    }

    async fn get_with(&self, path: &str, headers: &[(header::HeaderName, &str)]) -> Shown {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.send(request.body(Body::empty()).unwrap(), [192, 0, 2, 1].into()).await
    }

    async fn post(&self, path: &str, body: String, from: [u8; 4]) -> Shown {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request, from.into()).await
    }

    async fn code(&self, issue: i64) -> String {
        let keys = self.people.claim_keys(&self.scope).await.unwrap();
        keys.code(self.person, issue).printed().to_string()
    }

    /// The answer to the right code and birth date.
    async fn open(&self) -> Shown {
        let body = typed(&self.code(1).await, ["14", "06", "1984"]);
        let shown = self.post("/c/DEMO-1", body, [198, 51, 100, 1]).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.html.contains("Oui, cette fuite vous concerne."), "{}", shown.html);
        shown
    }

    /// Every page, by the name of a file.
    async fn pages(&self) -> Vec<(&'static str, Shown)> {
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
            ("sans-code", self.get("/c/DEMO-1/sans-code").await),
            ("accessibilite", self.get("/accessibilite").await),
            ("vie-privee", self.get("/vie-privee").await),
            ("quitter", self.get("/quitter?c=DEMO-1").await),
            ("absente", self.get("/c/NOTHING-1").await),
            ("accueil-en", self.get("/c/DEMO-1?lang=en").await),
            ("plan-en", self.get_with("/c/DEMO-1/plan?lang=en", &visit).await),
        ]
    }
}

fn typed(code: &str, [day, month, year]: [&str; 3]) -> String {
    format!("code={code}&birth_day={day}&birth_month={month}&birth_year={year}")
}

#[tokio::test]
async fn the_right_code_is_answered_at_once_and_opens_a_visit() {
    let w = world().await;
    let opened = w.open().await;
    let set = opened.header(header::SET_COOKIE);
    assert!(
        set.ends_with("; Path=/c/DEMO-1; Max-Age=900; HttpOnly; SameSite=Strict; Secure"),
        "{set}"
    );
    let visit = [(header::COOKIE, opened.cookie())];
    let visit = visit.each_ref().map(|(name, value)| (name.clone(), value.as_str()));
    for page in ["mes-donnees", "plan", "imprimer"] {
        let shown = w.get_with(&format!("/c/DEMO-1/{page}"), &visit).await;
        assert!(!shown.html.contains("name=\"code\""), "{page} asks for the code again");
    }
    w.clock.advance(Duration::minutes(15));
    let shown = w.get_with("/c/DEMO-1/mes-donnees", &visit).await;
    assert!(shown.html.contains("Votre session est fermée."), "{}", shown.html);
    assert!(shown.html.contains("name=\"code\""));
}

#[tokio::test]
async fn the_birth_date_may_be_one_line() {
    let w = world().await;
    let body = format!("code={}&birth=14%2F06%2F1984", w.code(1).await.to_lowercase());
    let shown = w.post("/c/demo-1", body, [198, 51, 100, 1]).await;
    assert!(shown.html.contains("Oui, cette fuite vous concerne."));
}

#[tokio::test]
async fn everything_wrong_with_a_code_gives_the_same_bytes() {
    let w = world().await;
    let right = w.code(1).await;
    let birth = ["14", "06", "1984"];
    let mut bodies = vec![
        ("wrong date", typed(&right, ["15", "06", "1984"])),
        ("no such date", typed(&right, ["31", "02", "1984"])),
        ("unknown", typed(&w.code(7).await, birth)),
        ("malformed", typed("hello", birth)),
        ("empty", String::new()),
        ("no form", "%%%=%ff".to_owned()),
        ("longer than any form", format!("code={}", "A".repeat(10_000))),
    ];
    let mut shown = Vec::new();
    for (n, (what, body)) in (10_u8..).zip(bodies.drain(..)) {
        shown.push((what, w.post("/c/DEMO-1", body, [198, 51, n, 1]).await));
    }
    for n in 0..6 {
        w.post("/c/DEMO-1", typed(&right, ["01", "01", "2001"]), [198, 52, n, 1]).await;
    }
    shown.push(("locked", w.post("/c/DEMO-1", typed(&right, birth), [198, 53, 1, 1]).await));
    w.room.flush().await.unwrap();
    w.clock.advance(Duration::hours(25));
    w.people.revoke_claims(&w.dpo, w.scope.case_lab(), w.person).await.unwrap();
    shown.push(("revoked", w.post("/c/DEMO-1", typed(&right, birth), [198, 53, 2, 1]).await));
    w.people.issue_claims(&w.scope, &[w.person], 2).await.unwrap();
    let second = w.code(2).await;
    w.clock.advance(Duration::days(366));
    shown.push(("expired", w.post("/c/DEMO-1", typed(&second, birth), [198, 53, 3, 1]).await));
    let (_, first) = &shown[0];
    assert!(first.html.contains("Cela ne veut dire ni oui, ni non."));
    assert!(!first.html.contains(&right), "what was typed does not come back");
    for (what, other) in &shown {
        assert_eq!(other.status, StatusCode::OK, "{what}");
        assert!(other.html == first.html, "{what} looks different");
        assert_eq!(other.headers, first.headers, "{what}");
    }
}

#[tokio::test]
async fn too_many_tries_from_one_place_wait_and_others_do_not() {
    let w = world().await;
    for n in 0..50 {
        w.post("/c/DEMO-1", typed(&format!("wrong{n}"), ["1", "1", "2001"]), [198, 51, 100, 9])
            .await;
    }
    let right = typed(&w.code(1).await, ["14", "06", "1984"]);
    let shown = w.post("/c/DEMO-1", right.clone(), [198, 51, 100, 10]).await;
    assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(shown.header(header::RETRY_AFTER), "3600");
    let shown = w.post("/c/DEMO-1", right, [198, 51, 101, 10]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains("Oui, cette fuite vous concerne."));
}

#[tokio::test]
async fn no_page_shows_a_private_class_a_name_or_a_code() {
    let w = world().await;
    let code = w.code(1).await;
    for (name, shown) in w.pages().await {
        let html = shown.html.to_lowercase();
        for secret in ["vih", "grossesse", "kervazo", "maëlle", &code.to_lowercase(), "sida"] {
            assert!(!html.contains(secret), "{name} shows {secret}");
        }
    }
}

#[tokio::test]
async fn every_page_is_one_document_without_script_style_or_other_host() {
    let w = world().await;
    for (name, shown) in w.pages().await {
        let html = &shown.html;
        assert!(html.starts_with("<!DOCTYPE html><html lang="), "{name}");
        for forbidden in
            ["<script", " style=", "<style", " onclick", "http://", "https://", "⟦", "{n}"]
        {
            assert!(!html.contains(forbidden), "{name} has {forbidden}");
        }
        let policy = shown.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("script-src 'none'") && policy.contains("default-src 'none'"));
        assert_eq!(shown.header(header::CACHE_CONTROL), "no-store", "{name}");
        assert_eq!(shown.header(header::REFERRER_POLICY), "no-referrer", "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        let title = html.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        for told in ["Armorbio", "fuite", "leak", "santé", "médical", "Concerné"] {
            assert!(!title.contains(told), "{name}: {title}");
        }
    }
}

#[tokio::test]
async fn page_and_style_sheet_are_light() {
    let w = world().await;
    let css = style_sheet().unwrap_or_default();
    let packed = |bytes: &[u8]| {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap().len()
    };
    let style = (css.len(), packed(css.as_bytes()));
    println!("portal.css: {} bytes, {} compressed", style.0, style.1);
    for (name, shown) in w.pages().await {
        let page = (shown.html.len(), packed(shown.html.as_bytes()));
        println!("{name}: {} bytes, {} compressed", page.0, page.1);
        assert!(page.1 + style.1 < 15_000, "{name}");
        // The print view repeats two pages on purpose.
        assert!(name == "imprimer" || page.0 + style.0 < 30_000, "{name}");
    }
}

#[tokio::test]
async fn the_language_is_remembered_and_keeps_the_place() {
    let w = world().await;
    let english = w.get("/c/DEMO-1/medical?lang=en").await;
    assert!(english.html.contains("See the medical part of your record too"));
    assert!(english.html.contains("href=\"/c/DEMO-1/medical?lang=fr\""));
    assert!(english.header(header::SET_COOKIE).starts_with("lang=en; Path=/;"));
    let later = w.get_with("/c/DEMO-1", &[(header::COOKIE, "lang=en")]).await;
    assert!(later.html.contains("Does this leak concern you?"));
    assert_eq!(later.header(header::SET_COOKIE), "");
    let browser = [(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9")];
    assert!(w.get_with("/c/DEMO-1", &browser).await.html.contains("<html lang=\"en\""));
}

#[tokio::test]
async fn leaving_forgets_the_visit_and_shows_something_unrelated() {
    let w = world().await;
    let shown = w.get("/quitter?c=DEMO-1").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.header(header::SET_COOKIE).starts_with("v=; Path=/c/DEMO-1; Max-Age=0;"));
    for told in ["Concern", "laboratoire", "donn", "fuite", "Armorbio"] {
        assert!(!shown.html.contains(told), "{told}");
    }
    let evil = w.get("/quitter?c=DEMO-1%0d%0aX:%20y").await;
    assert_eq!(evil.header(header::SET_COOKIE), "");
    let config =
        WebConfig { leave_to: "https://www.example.org/".to_owned(), ..WebConfig::default() };
    let env = Env::test(DateTime::from_timestamp(0, 0).unwrap(), 1).0;
    let elsewhere = super::router(w.room.clone(), env, Arc::new(config));
    let request = Request::get("/quitter").body(Body::empty()).unwrap();
    let response = elsewhere.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "https://www.example.org/");
}

#[tokio::test]
async fn a_dead_database_is_cannot_say_and_leaving_still_works() {
    let w = world().await;
    let cookie = w.open().await.cookie();
    let known = typed(&w.code(1).await, ["14", "06", "1984"]);
    w.db.db.close().await;
    let mut shown = vec![
        w.post("/c/DEMO-1", known, [198, 51, 100, 3]).await,
        w.post("/c/DEMO-1", typed("x", ["1", "1", "2001"]), [198, 51, 100, 3]).await,
        w.get_with("/c/DEMO-1/mes-donnees", &[(header::COOKIE, &cookie)]).await,
    ];
    w.clock.advance(Duration::seconds(20));
    shown.push(w.get("/c/DEMO-1").await);
    shown.push(w.get("/").await);
    for page in &shown {
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.html.contains("Nous ne pouvons pas répondre maintenant."));
        assert!(page.html.contains("02\u{a0}61") || page.html.contains("02 61 91 00 00"));
        assert!(!page.html.contains("Nous n’avons pas trouvé"));
        assert!(!page.headers.contains_key(header::SET_COOKIE));
    }
    assert_eq!(w.get("/quitter?c=DEMO-1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_lab_changes_is_shown_within_seconds() {
    let w = world().await;
    assert!(w.get("/c/DEMO-1").await.html.contains("puis publié."));
    let part = w.incidents.by_reference(&w.dpo, "DEMO-1").await.unwrap().labs[0].clone();
    let facts = PublicFacts { what_fr: "Le fichier a été retiré.".to_owned(), ..words() };
    w.incidents.set_facts(&w.dpo, part.id, part.version, &facts).await.unwrap();
    w.clock.advance(Duration::seconds(3));
    assert!(w.get("/c/DEMO-1").await.html.contains("Le fichier a été retiré."));
}

#[tokio::test]
async fn the_first_page_is_the_one_case_or_the_list() {
    let w = world().await;
    assert!(w.get("/").await.html.contains("action=\"/c/DEMO-1\""));
    let new = lab("Autrebio", "Rennes");
    let other = w.accounts.create_organisation(&Actor::Operator, new).await.unwrap();
    let dpo = Actor::Staff(StaffActor {
        account: other_account(),
        session: None,
        grants: vec![Grant { organisation: other, role: Role::Dpo }],
    });
    open_case(&w.incidents, &dpo, "DEMO-2", &[other]).await;
    w.clock.advance(Duration::seconds(3));
    let list = w.get("/").await.html;
    for known in ["/c/DEMO-1", "/c/DEMO-2", "Autrebio, Rennes", "Eurebio, Évreux"] {
        assert!(list.contains(known), "{known}");
    }
}

fn other_account() -> kernel::AccountId {
    Env::test(DateTime::from_timestamp(9, 0).unwrap(), 9).0.new_id()
}

#[tokio::test]
async fn public_pages_are_sent_compressed_to_those_who_take_it() {
    let w = world().await;
    let plain = w.get("/c/DEMO-1").await;
    assert_eq!(plain.header(header::CONTENT_ENCODING), "");
    let gzip = w.get_with("/c/DEMO-1", &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(gzip.header(header::CONTENT_ENCODING), "gzip");
    assert!(gzip.bytes < plain.bytes / 2, "{} of {}", gzip.bytes, plain.bytes);
}

/// The style sheet as it was last built; none when it was not.
fn style_sheet() -> Option<String> {
    let name = crate::ui::asset_url("portal.css")?;
    let file = name.strip_prefix("/assets/")?;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/dist");
    std::fs::read_to_string(folder.join(file)).ok()
}

/// Writes every page with its style sheet to the folder named by
/// `CONCERNE_PORTAL_PAGES`, to be looked at.
#[tokio::test]
async fn pages_can_be_looked_at() {
    let Ok(folder) = std::env::var("CONCERNE_PORTAL_PAGES") else { return };
    let folder = PathBuf::from(folder);
    let w = world().await;
    let mut pages = w.pages().await;
    w.db.db.close().await;
    w.clock.advance(Duration::seconds(20));
    pages.push(("nonclair", w.get("/c/DEMO-1").await));
    std::fs::write(folder.join("portal.css"), style_sheet().unwrap_or_default()).unwrap();
    let name = crate::ui::asset_url("portal.css").unwrap_or_default();
    for (page, shown) in pages {
        let html = shown.html.replace(&name, "portal.css");
        std::fs::write(folder.join(format!("{page}.html")), html).unwrap();
    }
}
