//! An import that is killed again and again stores what an uninterrupted one stores.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::Path,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use db::Engine;
use people::Criteria;
use serde_json::Value;

use super::{Dice, Sizes, place::Place, say, stored::Stored};

const CASE: &str = "DEMO-1";
const LAB: &str = "Armorbio";
/// Rows of each kind that are searched for.
const SAMPLE: usize = 200;

/// An installation with a case of a few persons.
async fn with_case(engine: Engine) -> Place {
    let place = Place::new(engine).await;
    place.run(&["demo", "--people", "12", "--json"]).ok();
    place
}

fn import(file: &Path) -> [&str; 8] {
    ["import", "run", file.to_str().unwrap(), "--incident", CASE, "--lab", LAB, "--json"]
}

/// What rows of the extract ask for: surname and birth date, e-mail where there is one.
/// Further rows of a person are asked first: they are what a run that goes on could lose.
fn sample(file: &Path, header_row: usize) -> Vec<Criteria> {
    // Windows-1252: the letters of names are where Latin-1 has them, or nearly all.
    let text: String = fs::read(file).unwrap().into_iter().map(char::from).collect();
    let mut lines = text.lines().skip(header_row - 1);
    let headers: Vec<&str> = lines.next().unwrap().split(';').collect();
    let place = |header: &str| headers.iter().position(|known| *known == header).unwrap();
    let [used, birth, born, email, number] = ["NOM", "NOM JF", "DDN", "MAIL", "IPP"].map(place);
    let mut seen = HashSet::new();
    let (mut further, mut first) = (Vec::new(), Vec::new());
    for line in lines {
        let cells: Vec<&str> = line.split(';').map(str::trim).collect();
        let known = cells.get(number).is_some_and(|number| !seen.insert((*number).to_owned()));
        if known { further.push(cells) } else { first.push(cells) }
    }
    let some = |rows: Vec<Vec<&str>>| {
        let step = (rows.len() / SAMPLE).max(1);
        let criteria = move |cells: Vec<&str>| {
            let cell = |place: usize| {
                cells.get(place).filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned())
            };
            let birth_date =
                cell(born).and_then(|day| NaiveDate::parse_from_str(&day, "%d/%m/%Y").ok());
            let names = [used, birth].map(cell).into_iter().flatten();
            names
                .filter(|_| birth_date.is_some())
                .map(|surname| Criteria {
                    surname: Some(surname),
                    birth_date,
                    ..Criteria::default()
                })
                .chain(
                    cell(email).map(|email| Criteria { email: Some(email), ..Criteria::default() }),
                )
                .filter(is_asked)
                .collect::<Vec<_>>()
        };
        rows.into_iter().step_by(step).flat_map(criteria).collect::<Vec<_>>()
    };
    [some(further), some(first)].concat()
}

/// A name or an e-mail that holds nothing to search for is refused, not searched.
fn is_asked(criteria: &Criteria) -> bool {
    let given = criteria.surname.as_ref().or(criteria.email.as_ref());
    let fits = |text: &String| text.chars().filter(char::is_ascii_alphabetic).count() > 1;
    given.is_some_and(fits) && criteria.email.as_ref().is_none_or(|email| email.contains('@'))
}

/// How a drill went, for the person who runs it.
#[derive(Default)]
struct Tally {
    kills: u64,
    imports: u64,
    /// Kills by the state in which they left the delivery.
    left: BTreeMap<String, u64>,
    resumed: u64,
}

/// The uninterrupted import.
struct Whole {
    stored: Stored,
    sample: Vec<Criteria>,
    /// How many persons each of the sample finds.
    found: Vec<Option<usize>>,
}

struct Drill {
    engine: Engine,
    sizes: Sizes,
    dice: Dice,
    /// How long an uninterrupted import takes.
    took: Duration,
    tally: Tally,
}

impl Drill {
    /// One import, killed until it ends by itself.
    async fn once(&mut self, file: &Path, whole: &Whole) {
        let place = with_case(self.engine).await;
        loop {
            let mut running = place.start(&import(file));
            let spared = self.tally.kills == self.sizes.kills;
            let moment = if spared { self.took * 20 } else { self.dice.moment(self.took / 2) };
            if let Some(status) = running.ended_within(moment).await {
                let said: Value =
                    serde_json::from_slice(&fs::read(running.out()).unwrap()).unwrap();
                // Killed between its last commit and its last word: the next one says so.
                let told = said["error"]["code"] == "delivered";
                assert!(status.success() || told, "{said} {}", place.log());
                self.tally.resumed += u64::from(said["resumed_at"].is_number());
                break;
            }
            assert!(!spared, "an import that nobody kills does not end");
            if !running.kill() {
                continue;
            }
            self.tally.kills += 1;
            // Half of the time the next run is the first to see what the kill left.
            if self.dice.roll(2) == 0 {
                let stored = Stored::open(place.services().await, CASE, LAB).await;
                let state = stored.delivery().await.map(|import| import.state.as_str());
                stored.close().await;
                *self.tally.left.entry(state.unwrap_or("nothing").to_owned()).or_default() += 1;
            }
        }
        let stored = Stored::open(place.services().await, CASE, LAB).await;
        stored.is_whole(i64::try_from(self.sizes.rows).unwrap()).await;
        stored.is_the_same_as(&whole.stored).await;
        assert!(stored.found(&whole.sample).await == whole.found, "other persons are found");
        stored.close().await;
        place.journal_is_sound();
        let again = place.run(&import(file));
        assert_eq!(again.json()["error"]["code"], "delivered");
        self.tally.imports += 1;
    }
}

async fn drill(engine: Engine) {
    let sizes = Sizes::of_environment();
    let place = with_case(engine).await;
    say(format_args!("import, {engine:?}: {sizes:?}"));
    let file = place.path("extract.csv");
    let rows = sizes.rows.to_string();
    let args = ["demo", "--extract", file.to_str().unwrap(), "--rows", &rows, "--seed", "7"];
    let truth = place.run(&[&args[..], &["--json"]].concat()).ok().json();
    let begun = Instant::now();
    let result = place.run(&import(&file)).ok().json();
    let took = begun.elapsed();
    for figure in ["rows", "accepted", "quarantined", "people"] {
        say(format_args!("  {figure}: {} (truth {})", result[figure], truth[figure]));
    }
    for figure in ["rows", "accepted", "quarantined"] {
        assert_eq!(result[figure], truth[figure], "{figure}");
    }
    let stored = Stored::open(place.services().await, CASE, LAB).await;
    stored.is_whole(i64::try_from(sizes.rows).unwrap()).await;
    let header_row = usize::try_from(truth["header_row"].as_u64().unwrap()).unwrap();
    let sample = sample(&file, header_row);
    let found = stored.found(&sample).await;
    assert!(found.iter().filter(|found| **found == Some(0)).count() < found.len() / 10);
    let whole = Whole { stored, sample, found };
    let mut drill = Drill { engine, sizes, dice: Dice(sizes.seed), took, tally: Tally::default() };
    while drill.tally.kills < sizes.kills {
        Box::pin(drill.once(&file, &whole)).await;
    }
    let Tally { kills, imports, left, resumed } = drill.tally;
    say(format_args!(
        "  uninterrupted {took:.1?}; {kills} kills over {imports} imports, all the same"
    ));
    say(format_args!("  {resumed} resumed in the last run; states found after a kill: {left:?}"));
    say(format_args!("  in all {:.0?}", begun.elapsed()));
    whole.stored.close().await;
    place.journal_is_sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    Box::pin(drill(Engine::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    Box::pin(drill(Engine::Postgres)).await;
}
