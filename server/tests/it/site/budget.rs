//! What a page costs: statements for each request.
//!
//! A page may not ask once for each of its rows, and none may ask more often than its
//! budget says. The places that ask are named when a page costs too much.

use std::{collections::BTreeMap, fmt::Write as _};

use kernel::Role;

use super::{
    client::{Asked, Client},
    growth::{MANY, failed_jobs, grown},
    line::{Line, Sends},
    places::Place,
    table::LINES,
    world::{World, world},
};

/// Statements that a page may ask, unless [`DEARER`] says more.
const BUDGET: usize = 25;

/// Counts by domain are kept for as long as their making took, times twenty
/// (`rooms/campaigns/src/recent_counts.rs`): one statement more or less.
const KEPT: &str = "0→1×rooms/campaigns/src/store/counts.rs";
/// Pages that may cost more, with the reason.
const DEARER: &[(&str, usize, &str)] = &[
    ("/console", 60, "asks case by case, see GROWING"),
    ("/console/", 60, "asks case by case, see GROWING"),
    ("/console/cas/{reference}/{lab}/obligations", 60, "the documents' state stands beside"),
    ("/console/cas/{reference}/{lab}/campagnes/{campaign}", 35, "every count of a campaign"),
    (PREVIEW, 35, "one message is written, from a person with everything about them"),
    ("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs", 30, "two lists and reasons"),
    ("/console/cas/{reference}/{lab}/rapports", 50, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/reponses", 50, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/fiche", 50, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/fiche.pdf", 45, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/fiche.json", 45, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/registre", 50, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/registre.pdf", 45, REPORT),
    ("/console/cas/{reference}/{lab}/rapports/registre.json", 45, REPORT),
];

const PREVIEW: &str =
    "/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu/{reason}/courriel";
const REPORT: &str = "both documents are put together from every room";

/// Pages that still ask for some of their rows, at most so often more for ten times as
/// much: to be mended. One that is mended fails until it leaves this list.
const GROWING: &[(&str, usize, &str)] = &[
    ("/console", 220, "what waits is read case by case"),
    ("/console/cas", 85, "counts and deadlines are read case by case"),
    ("/console/lettres", 35, "batches are read case by case"),
    ("/console/equipe?organisation={organisation}", 12, "roles of each invitation"),
    ("/console/cas/{reference}/{lab}", 4, "who was informed, campaign by campaign"),
    ("/console/cas/{reference}/{lab}/obligations", 8, INFORMED),
    ("/console/cas/{reference}/{lab}/rapports", 8, INFORMED),
    ("persons found", 2, "each delivery has an index of its own"),
];

const INFORMED: &str = "who was informed, campaign by campaign; what waits, delivery by delivery";

/// Pages whose rows grow with their work.
const LISTS: &[&str] = &[
    "/console",
    "/console/cas",
    "/console/mon-acces",
    "/console/equipe?organisation={organisation}",
    "/console/lettres",
    "/console/reglages/travaux",
    "/console/cas/{reference}/{lab}",
    "/console/cas/{reference}/{lab}/chronologie",
    "/console/cas/{reference}/{lab}/connaissance",
    "/console/cas/{reference}/{lab}/imports",
    "/console/cas/{reference}/{lab}/imports/{import}",
    "/console/cas/{reference}/{lab}/imports/{import}/attente",
    "/console/cas/{reference}/{lab}/obligations",
    "/console/cas/{reference}/{lab}/campagnes",
    "/console/cas/{reference}/{lab}/campagnes/{campaign}",
    "/console/cas/{reference}/{lab}/campagnes/{campaign}/apercu",
    "/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs",
    "/console/cas/{reference}/{lab}/campagnes/{campaign}/manifeste.csv",
    "/console/cas/{reference}/{lab}/lettres",
    "/console/cas/{reference}/{lab}/lettres/retours",
    "/console/cas/{reference}/{lab}/courrier",
    "/console/cas/{reference}/{lab}/rapports",
    "/console/cas/{reference}/{lab}/journal",
];

/// Statements of one request, by the place that asks.
type Cost = Vec<&'static str>;

/// The places that ask most often.
fn dearest(cost: &[&'static str]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in cost {
        *counts.entry(place).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    counts.truncate(8);
    counts.iter().fold(String::new(), |mut out, (place, times)| {
        write!(out, " {times}×{place}").unwrap();
        out
    })
}

/// The places that asked more often than before.
fn more(before: &[&'static str], now: &[&'static str]) -> String {
    let times = |cost: &[&'static str], place| cost.iter().filter(|one| **one == place).count();
    let places: std::collections::BTreeSet<&'static str> = now.iter().copied().collect();
    places.into_iter().fold(String::new(), |mut out, place| {
        let (was, is) = (times(before, place), times(now, place));
        if is > was {
            write!(out, " {was}→{is}×{place}").unwrap();
        }
        out
    })
}

/// Browsers of those who see most.
struct Readers {
    dpo: Client,
    printer: Client,
    platform: Client,
}

impl Readers {
    async fn of(w: &World) -> Self {
        let client = async |role: Role| w.app.signed_in(&w.member(role).credentials).await;
        Self {
            dpo: client(Role::Dpo).await,
            printer: client(Role::Printer).await,
            platform: client(Role::PlatformAdmin).await,
        }
    }

    fn for_path(&mut self, path: &str) -> &mut Client {
        match path {
            "/console/lettres" => &mut self.printer,
            "/console/reglages/travaux" | "/console/reglages/creer" => &mut self.platform,
            _ => &mut self.dpo,
        }
    }

    /// What a page costs once everything that a process keeps has been kept.
    async fn cost(&mut self, asked: Asked, pattern: &str) -> Cost {
        let client = self.for_path(pattern);
        client.ask(asked.clone()).await;
        let (answer, cost) = db::seen(client.ask(asked)).await;
        let status = answer.status.as_u16();
        assert!([200, 303, 404].contains(&status), "{pattern}: {status}");
        cost
    }

    async fn lists(&mut self, place: &Place, surname: &str) -> BTreeMap<String, Cost> {
        let mut costs = BTreeMap::new();
        for pattern in LISTS {
            let cost = self.cost(Asked::get(&place.fill(pattern)), pattern).await;
            costs.insert((*pattern).to_owned(), cost);
        }
        let search = place.fill("/console/cas/{reference}/{lab}/personnes");
        let asked = Asked::post(&search, &[("surname", surname), ("reason", "call")]);
        let cost = self.cost(asked, "/console/cas/{reference}/{lab}/personnes").await;
        costs.insert("persons found".to_owned(), cost);
        costs
    }
}

fn budget_of(path: &str) -> usize {
    DEARER.iter().find(|(dear, ..)| *dear == path).map_or(BUDGET, |(_, budget, _)| *budget)
}

fn is_page(line: &Line) -> bool {
    line.method == "GET" && line.sends == Sends::Nothing
}

#[expect(clippy::print_stdout, reason = "the figures are a result; nextest shows them on demand")]
async fn pages_keep_their_budget(w: &World, readers: &mut Readers) -> Vec<String> {
    let mut faults = Vec::new();
    for line in LINES.iter().filter(|line| is_page(line)) {
        let asked = Asked::get(&w.places[0].fill(line.ask));
        let cost = readers.cost(asked, line.path).await;
        println!("{:>4} {}", cost.len(), line.path);
        if cost.len() > budget_of(line.path) {
            let (is, may) = (cost.len(), budget_of(line.path));
            faults.push(format!(
                "{}: {is} statements, {may} allowed:{}",
                line.path,
                dearest(&cost)
            ));
        }
    }
    faults
}

async fn no_list_asks_for_each_row(w: &World, readers: &mut Readers) -> Vec<String> {
    failed_jobs(w, 1).await;
    let few = readers.lists(&w.places[0], "KERMARREC").await;
    let place = grown(w).await;
    let many = readers.lists(&place, MANY).await;
    let mut faults = Vec::new();
    for (page, cost) in &many {
        let before = few[page].len();
        // What a process keeps for a while is asked for once more on a slow machine.
        let again = more(&few[page], cost);
        let now = cost.len() - usize::from(page.ends_with("/{campaign}") && again.contains(KEPT));
        let known = GROWING.iter().find(|(known, ..)| known == page);
        if known.is_some() && now <= before {
            faults.push(format!("{page} grows no more: take it off GROWING"));
        }
        if now > before + known.map_or(0, |(_, more, _)| *more) {
            faults.push(format!(
                "{page}: {before} statements, {now} with more rows:{}",
                more(&few[page], cost)
            ));
        }
    }
    faults
}

db::each_engine! {
    async fn a_page_asks_a_fixed_number_of_times(t: TestDb) {
        Box::pin(async move {
            let w = Box::pin(world(t)).await;
            let mut readers = Readers::of(&w).await;
            let mut faults = pages_keep_their_budget(&w, &mut readers).await;
            faults.extend(Box::pin(no_list_asks_for_each_row(&w, &mut readers)).await);
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        })
        .await;
    }
}
