//! Every route, asked as everybody: who may is let in, who may not is told nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use app::web::Listed;
use axum::http::StatusCode;
use db::{Db, sqlx};
use kernel::Role;

use super::{
    answer::Answer,
    client::{Asked, Client, Origin},
    places::{Place, nothing, words},
    table::{LINES, Line, May, Sender, Sends},
    world::{World, invitation, member, world},
};

/// Answers that say neither "you may not" nor "that is our fault".
const USUAL: [u16; 5] = [200, 303, 409, 410, 422];

/// Tables that change with every visit, whoever asks and whatever comes of it.
const RESTLESS: [&str; 5] =
    ["known_key", "portal_try", "sign_in_delay", "sign_in_ticket", "staff_session"];

/// Faults that were found, all of them, and what was asked to find them.
#[derive(Default)]
struct Findings {
    faults: Vec<String>,
    requests: usize,
}

impl Findings {
    fn wrong(&mut self, who: Option<Role>, line: &Line, what: impl std::fmt::Display) {
        let who = who.map_or("nobody", Role::as_str);
        self.faults.push(format!("{} {} as {who}: {what}", line.method, line.path));
    }

    fn add(&mut self, other: Self) {
        self.faults.extend(other.faults);
        self.requests += other.requests;
    }
}

/// The request that a line stands for, about some ids.
fn asked(line: &Line, place: &Place) -> Asked {
    let path = place.fill(line.ask);
    match line.sends {
        Sends::Nothing => Asked::get(&path),
        Sends::Form(fields) => {
            let filled: Vec<(&str, String)> =
                fields.iter().map(|(name, value)| (*name, place.fill(value))).collect();
            let form: Vec<(&str, &str)> =
                filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Asked::post(&path, &form)
        }
        Sends::File => {
            let lines = "NOM DE NAISSANCE;PRENOM\nKERMARREC;ANNE\n";
            Asked::upload(&path, "fichier", "liste.csv", lines)
        }
    }
}

/// The words of a line that stand for something inside a lab's part of a case.
fn inner(line: &Line) -> Vec<&'static str> {
    let mut found = words(line.ask);
    if let Sends::Form(fields) = line.sends {
        found.extend(fields.iter().flat_map(|(_, value)| words(value)));
    }
    // The words of a rule are the law's, not a lab's.
    found.retain(|word| !["reference", "lab", "rule", "name", "mark", "row"].contains(word));
    found
}

fn of_a_case(line: &Line) -> bool {
    matches!(line.may, May::Case(_) | May::Letters(_))
}

/// One member of staff, or nobody, with a browser.
struct Visitor {
    role: Option<Role>,
    client: Client,
    found: Findings,
}

impl Visitor {
    async fn ask(&mut self, line: &Line, place: &Place) -> Answer {
        self.found.requests += 1;
        self.client.ask(asked(line, place)).await
    }

    /// Whoever may not is refused, on ids that exist.
    async fn is_refused(&mut self, line: &Line, own: &Place) {
        if line.may.lets(self.role) {
            return;
        }
        let answer = self.ask(line, own).await;
        let right = match self.role {
            None => answer.asks_to_sign_in(),
            Some(_) => [403, 404].contains(&answer.status.as_u16()),
        };
        if !right {
            self.found.wrong(self.role, line, format_args!("{} {}", answer.status, answer.to()));
        }
    }

    /// What is of another lab answers as what never was.
    async fn tells_no_difference(&mut self, line: &Line, other: &Place, never: &Place) {
        let mut seen = (String::new(), String::new(), StatusCode::OK);
        // Once more when they differ: a minute may have passed between the two.
        for _ in 0..2 {
            let strange = self.ask(line, other).await;
            let absent = self.ask(line, never).await;
            let status = strange.status;
            seen = (strange.likeness(&other.names()), absent.likeness(&never.names()), status);
            if seen.0 == seen.1 {
                break;
            }
        }
        let (strange, absent, status) = seen;
        if strange != absent {
            let (a, b) = strange
                .lines()
                .zip(absent.lines())
                .find(|(a, b)| a != b)
                .map_or(("", ""), |(a, b)| (a, b));
            let at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let cut = |text: &str| -> String {
                text.chars().skip(at.saturating_sub(40)).take(160).collect()
            };
            self.found.wrong(
                self.role,
                line,
                format_args!("another lab's differs from none: {:?} / {:?}", cut(a), cut(b)),
            );
        }
        let must_be_absent = self.role.is_some() && of_a_case(line);
        let redirect = status == StatusCode::SEE_OTHER;
        if must_be_absent && status != StatusCode::NOT_FOUND && !redirect && own_words(line) {
            self.found.wrong(self.role, line, format_args!("another lab's answers {status}"));
        }
    }

    /// A form of another site is refused, whoever is signed in.
    async fn refuses_forgeries(&mut self, line: &Line, own: &Place) {
        if line.method != "POST" {
            return;
        }
        for origin in [Origin::Foreign, Origin::Silent] {
            self.found.requests += 1;
            let answer = self.client.ask(asked(line, own).from(origin)).await;
            let refused = answer.status == StatusCode::FORBIDDEN;
            if refused != (line.sender == Sender::Own) {
                let what = format_args!("a form from {origin:?}: {}", answer.status);
                self.found.wrong(self.role, line, what);
            }
        }
    }

    /// Whoever may is let in.
    async fn is_let_in(&mut self, line: &Line, own: &Place) {
        if !line.may.lets(self.role) {
            return;
        }
        let answer = self.ask(line, own).await;
        let status = answer.status.as_u16();
        let signed_out = line.may != May::Everybody && answer.asks_to_sign_in();
        if signed_out || !(USUAL.contains(&status) || (line.also != 0 && line.also == status)) {
            self.found.wrong(self.role, line, format_args!("{} {}", answer.status, answer.to()));
        }
    }
}

/// Whether a wrong id of a line is told in its status: a form on letters that are scanned
/// says "unknown" beside the field.
fn own_words(line: &Line) -> bool {
    !line.path.ends_with("/lettres/retours")
}

/// Rows of each table that a visit may not change.
async fn counted(db: &Db) -> BTreeMap<String, i64> {
    let mut tx = db.read().await.unwrap();
    let list = db::fork!(tx,
        sqlite: "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
        postgres: "select tablename::text from pg_tables where schemaname = 'public'"
    );
    let tables: Vec<String> = db::fetch_all!(&mut tx, sqlx::query_scalar(list)).unwrap();
    let mut counts = BTreeMap::new();
    for table in tables.into_iter().filter(|name| !RESTLESS.contains(&name.as_str())) {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        let rows: i64 = db::fetch_scalar!(&mut tx, sqlx::query_scalar(sql)).unwrap();
        counts.insert(table, rows);
    }
    counts
}

async fn visitors(w: &World) -> Vec<Visitor> {
    let new = |role, client| Visitor { role, client, found: Findings::default() };
    let mut all = vec![new(None, w.app.visitor())];
    for member in &w.everybody {
        all.push(new(Some(member.role), w.app.signed_in(&member.credentials).await));
    }
    all
}

/// Ids that a refused or foreign request is about.
struct Grounds {
    own: Place,
    /// Another lab's part of the same case, and of a case of its own.
    strange: [Place; 2],
    /// Another lab's things under the own case, and the own things under another case.
    misplaced: [Place; 2],
    never: Place,
    never_here: [Place; 2],
}

impl Grounds {
    fn of(w: &World) -> Self {
        let [own, other] = w.places.clone();
        let never = nothing(&w.app.services);
        let at = |place: &Place, reference: &str, lab: &str| {
            place.clone().with("reference", reference).with("lab", lab)
        };
        Self {
            strange: [other.clone(), at(&other, "SITE-3", "loirelab")],
            misplaced: [at(&other, "SITE-1", "armorbio"), at(&own, "SITE-2", "armorbio")],
            never_here: [at(&never, "SITE-1", "armorbio"), at(&never, "SITE-2", "armorbio")],
            own,
            never,
        }
    }
}

/// Everything that must be refused, as one visitor.
async fn refused(mut one: Visitor, ground: &Grounds) -> Visitor {
    for line in LINES {
        one.is_refused(line, &ground.own).await;
        if of_a_case(line) {
            for strange in &ground.strange {
                one.tells_no_difference(line, strange, &ground.never).await;
            }
        } else if line.path.starts_with("/console")
            && !inner(line).is_empty()
            && one.role != Some(Role::PlatformAdmin)
        {
            one.tells_no_difference(line, &ground.strange[0], &ground.never).await;
        }
        if of_a_case(line) && line.may.lets(one.role) && !inner(line).is_empty() {
            for (misplaced, never) in ground.misplaced.iter().zip(&ground.never_here) {
                one.tells_no_difference(line, misplaced, never).await;
            }
        }
        if one.role.is_none_or(|role| [Role::Dpo, Role::PlatformAdmin].contains(&role)) {
            one.refuses_forgeries(line, &ground.own).await;
        }
    }
    one
}

async fn every_door(t: db::testing::TestDb) {
    let w = Box::pin(world(t)).await;
    let services = &w.app.services;
    let ground = Grounds::of(&w);
    let asking = visitors(&w).await;
    let before = counted(&services.db).await;
    let asking = asking.into_iter().map(|one| refused(one, &ground));
    let everybody = futures::future::join_all(asking).await;
    let after = counted(&services.db).await;
    let changed: Vec<(&String, &i64)> =
        after.iter().filter(|(table, rows)| before.get(*table) != Some(rows)).collect();

    let mut all = Findings::default();
    for (n, mut one) in everybody.into_iter().enumerate() {
        // What can be used once is there for each.
        let word = format!("porte{n}");
        let victim = member(services, w.labs[0].id, Role::HelpDesk, &word).await;
        let own = ground
            .own
            .clone()
            .with("invitation", invitation(services, w.labs[0].id, &word).await)
            .with("account", victim.credentials.account.to_string());
        let (last, lines): (Vec<&Line>, Vec<&Line>) =
            LINES.iter().partition(|line| line.path == "/console/deconnexion");
        let (visits, forms): (Vec<&Line>, Vec<&Line>) =
            lines.into_iter().partition(|line| line.method == "GET");
        for line in visits.into_iter().chain(forms).chain(last) {
            one.is_let_in(line, &own).await;
        }
        all.add(one.found);
    }
    let roles = w.everybody.len() + 1;
    let (routes, requests) = (LINES.len(), all.requests);
    say(format_args!("{routes} routes, {roles} roles, {requests} requests"));
    assert!(all.faults.is_empty(), "{}", listed(&all.faults));
    // Every change that somebody makes is an event of the journal, which is a table too.
    assert!(changed.is_empty(), "refused requests changed {changed:?}");
}

fn listed(faults: &[String]) -> String {
    faults.iter().fold(format!("{} faults\n", faults.len()), |mut out, fault| {
        writeln!(out, "{fault}").unwrap();
        out
    })
}

#[expect(clippy::print_stdout, reason = "the figures are a result; nextest shows them on demand")]
fn say(line: std::fmt::Arguments<'_>) {
    println!("{line}");
}

db::each_engine! {
    async fn everybody_is_let_in_where_they_may_and_nowhere_else(t: TestDb) {
        Box::pin(every_door(t)).await;
    }
}

/// Routes that only one of two lists has.
fn unlike(router: &[Listed], table: &[Line]) -> Vec<String> {
    let name = |method: &str, path: &str| format!("{method} {path}");
    let registered: BTreeSet<String> =
        router.iter().map(|route| name(route.method, &route.path)).collect();
    let known: BTreeSet<String> = table.iter().map(|line| name(line.method, line.path)).collect();
    let lacking = registered.difference(&known).map(|route| format!("{route} has no line"));
    let dead = known.difference(&registered).map(|line| format!("{line} is no route"));
    lacking.chain(dead).collect()
}

#[tokio::test]
async fn every_route_has_its_line_and_every_line_its_route() {
    let t = db::testing::TestDb::sqlite().await.unwrap();
    let app = super::client::TestApp::open(&t).await;
    let found = unlike(&app.listed, LINES);
    assert!(found.is_empty(), "{}\n(server/tests/it/site/table.rs)", found.join("\n"));
    assert_eq!(app.listed.len(), LINES.len(), "a line stands twice");
    // A line less, or a route more, is seen.
    assert_eq!(unlike(&app.listed, &LINES[1..]).len(), 1);
    assert_eq!(unlike(&app.listed[1..], LINES).len(), 1);
}

/// Functions that the browser half could call would be routes past the table.
#[test]
fn the_browser_calls_no_function_of_the_server() {
    let paths: Vec<String> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    assert!(paths.is_empty(), "these need lines in the table: {paths:?}");
}
