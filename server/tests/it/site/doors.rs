//! Every route, asked as everybody: who may is let in, who may not is told nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use app::site::Listed;
use db::{Db, sqlx};
use kernel::Role;

use super::{
    line::Line,
    places::{Place, nothing, words},
    table::LINES,
    visitor::{Findings, Must, Visitor},
    world::{World, invitation, member, world},
};

/// Tables that change with every visit, whoever asks and whatever comes of it.
const RESTLESS: [&str; 5] =
    ["known_key", "portal_try", "sign_in_delay", "sign_in_ticket", "staff_session"];

/// Tables of the journal: a reading is an event.
const JOURNAL: [&str; 2] = ["audit_chain", "audit_event"];

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

/// Tables of which the number of rows is another, but for some.
fn changed(
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
    but: &[&str],
) -> Vec<String> {
    let other = after.iter().filter(|(table, rows)| before.get(*table) != Some(rows));
    other.map(|(table, _)| table.clone()).filter(|table| !but.contains(&table.as_str())).collect()
}

async fn visitors(w: &World) -> Vec<Visitor> {
    let mut all = vec![Visitor::new(None, w.app.visitor())];
    for member in &w.everybody {
        all.push(Visitor::new(Some(member.role), w.app.signed_in(&member.credentials).await));
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
    /// The own things under a case that names the vendor.
    attached: Place,
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
            attached: at(&own, "SITE-2", "armorbio"),
            own,
            never,
        }
    }

    /// Things under an address that they do not belong to, each with what never was there.
    /// A letter that came back is found by its mark, whatever case its page is of.
    fn misplaced(&self, line: &Line) -> impl Iterator<Item = (&Place, &Place)> {
        let pairs = self.misplaced.iter().zip(&self.never_here);
        let anywhere = line.path.ends_with("/lettres/retours");
        pairs.take(if anywhere { 1 } else { 2 })
    }
}

/// Everything that must be refused, as one visitor.
async fn refused(mut one: Visitor, ground: &Grounds) -> Visitor {
    let Grounds { own, strange, never, .. } = ground;
    let platform = one.role == Some(Role::PlatformAdmin);
    // They are beside the labs: what names them in a case gives them nothing of it.
    let beside = [Role::Vendor, Role::Regulator, Role::PlatformAdmin];
    let beside = one.role.is_some_and(|role| beside.contains(&role));
    for line in LINES {
        let has_ids = !line.inner().is_empty();
        one.is_refused(line, own).await;
        if line.of_a_case() {
            for strange in strange {
                one.tells_no_difference(line, strange, never, Must::Absent).await;
            }
            if beside {
                one.is_refused(line, &ground.attached).await;
            }
        } else if line.path.starts_with("/console") && has_ids && !platform {
            one.tells_no_difference(line, &strange[0], never, Must::Refused).await;
        }
        if line.of_a_case() && line.may.lets(one.role) && has_ids {
            for (misplaced, never) in ground.misplaced(line) {
                let must = Must::under_own_address(line);
                one.tells_no_difference(line, misplaced, never, must).await;
            }
        }
        if line.path.starts_with("/console") && one.role.is_some() && !platform {
            one.tells_no_difference_in_one(line, own, &strange[0], never).await;
        }
        if one.role.is_none_or(|role| [Role::Dpo, Role::PlatformAdmin].contains(&role)) {
            one.refuses_forgeries(line, own).await;
        }
        if one.role == Some(Role::Dpo) {
            one.refuses_a_second_organisation(line, own, &strange[0]).await;
        }
    }
    if one.role == Some(Role::Dpo) {
        one.refuses_other_methods(own).await;
    }
    one
}

/// Whoever is of two labs finds the things of each under its own address alone, and is in
/// each what they are there.
async fn of_two_labs(w: &World, ground: &Grounds) -> Findings {
    let Grounds { own, strange: [other, _], never, .. } = ground;
    let mut both = Visitor::new(Some(w.both.role), w.app.signed_in(&w.both.credentials).await);
    let mut mixed = Visitor::new(Some(w.mixed.role), w.app.signed_in(&w.mixed.credentials).await);
    for line in LINES {
        let inner = line.inner();
        // The mark of a letter of either lab is theirs to record at one table.
        let theirs = inner.contains(&"mark");
        if line.of_a_case() && line.may.lets(both.role) && !inner.is_empty() && !theirs {
            let must = Must::under_own_address(line);
            for (misplaced, never) in ground.misplaced(line) {
                both.tells_no_difference(line, misplaced, never, must).await;
            }
            both.tells_no_difference_in_one(line, own, other, never).await;
        }
        let named = words(line.ask).contains(&"organisation") || inner.contains(&"lab_id");
        if line.of_a_case() || named {
            mixed.is_refused(line, other).await;
        }
    }
    let mut found = both.found;
    found.add(mixed.found);
    found
}

/// Sessions that others were asked to end live on: a session is no row of the tables that
/// are counted.
async fn sessions_live(w: &World) {
    for (lab, place) in w.labs.iter().zip(&w.places) {
        let victim = &lab.of(Role::HelpDesk).actor;
        let living = w.app.services.accounts.list_sessions(victim).await.unwrap();
        let named = living.iter().any(|one| one.id.to_string() == place.id("session"));
        assert!(named, "somebody ended the session of somebody else");
    }
}

async fn every_door(t: db::testing::TestDb) {
    let w = Box::pin(world(t)).await;
    let services = &w.app.services;
    let ground = Grounds::of(&w);
    let asking = visitors(&w).await;
    let before = counted(&services.db).await;
    let asking = asking.into_iter().map(|one| refused(one, &ground));
    let everybody = futures::future::join_all(asking).await;
    let touched = changed(&before, &counted(&services.db).await, &[]);
    sessions_live(&w).await;

    let mut all = Box::pin(of_two_labs(&w, &ground)).await;
    let mut acted = Vec::new();
    for (n, mut one) in everybody.into_iter().enumerate() {
        // What can be used once is there for each.
        let word = format!("porte{n}");
        let victim = member(services, w.labs[0].id, Role::HelpDesk, &word).await;
        let own = ground
            .own
            .clone()
            .with("invitation", invitation(services, w.labs[0].id, &word).await)
            .with("account", victim.credentials.account.to_string())
            .with("fresh", format!("NEUF-{n}"));
        if one.role == Some(Role::Dpo) {
            let before = counted(&services.db).await;
            one.heads_are_as_their_pages(&own).await;
            acted = changed(&before, &counted(&services.db).await, &JOURNAL);
        }
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
    assert!(touched.is_empty(), "refused requests changed {touched:?}");
    assert!(acted.is_empty(), "visits changed {acted:?}");
    sessions_live(&w).await;
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
