//! The stored import beside the bare loading commands of the two engines.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::call::{Call, Measured};
use super::extract::Rows;
use super::ground::{Case, Extract, Ground, number};
use super::report::{Section, mebibytes, row, seconds, thousands};
use super::stats::Times;

const REPEATS: usize = 3;
const LARGE_ROWS: u64 = 1_000_000;
/// Largest ratio to the bare command of the engine.
const SQLITE_TARGET: f64 = 4.0;
const POSTGRES_TARGET: f64 = 5.0;
/// Largest resident memory at [`LARGE_ROWS`].
const MEMORY_TARGET: u64 = 256 << 20;

/// Repetitions of one thing.
#[derive(Debug, Default)]
struct Runs {
    all: Vec<Measured>,
}

impl Runs {
    fn times(&self) -> Times {
        Times::new(self.all.iter().map(|run| run.wall).collect())
    }

    /// The least processor time.
    fn cpu(&self) -> Option<Duration> {
        self.all.iter().filter_map(|run| run.cpu).min()
    }

    fn line(&self, name: &str, rows: u64, bare: Option<(&Self, f64)>) -> Vec<String> {
        let times = self.times();
        let rate = rate(rows, times.best());
        let peak = self.all.iter().map(|run| run.peak).max().unwrap_or(0);
        let cpu = self.cpu();
        let ratio = |ours: Duration, theirs: Duration| ours.as_secs_f64() / theirs.as_secs_f64();
        let (ratios, verdict) = bare.map_or(("1".to_owned(), String::new()), |(bare, target)| {
            let bare = bare.times();
            let best = ratio(times.best(), bare.best());
            let median = ratio(times.median(), bare.median());
            let verdict = if best <= target { "met" } else { "missed" };
            (format!("{best:.1} / {median:.1}"), format!("{target:.0}: {verdict}"))
        });
        vec![
            name.to_owned(),
            thousands(rows),
            seconds(times.best()),
            seconds(times.median()),
            rate,
            cpu.map(seconds).unwrap_or_default(),
            mebibytes(peak),
            ratios,
            verdict,
        ]
    }
}

fn rate(rows: u64, time: Duration) -> String {
    let rows = Duration::from_secs(rows).as_secs_f64();
    thousands(Duration::from_secs_f64(rows / time.as_secs_f64()).as_secs())
}

pub(super) fn run(ground: &Ground, rows: u64) -> Result<Section> {
    let extract = ground.extract(rows)?;
    let sound = Rows::read(&extract.path)?;
    let copy = ground.folder.join("copy.csv");
    sound.write_utf8(&copy)?;
    let kept = u64::try_from(sound.rows.len())?;
    let table = bare_table(&sound);
    drop(sound);

    let check = ground.program().args(["import", "check", "--json"]).args([&extract.path]);
    let (mut dry, mut ours, mut bare) = (Runs::default(), Runs::default(), Runs::default());
    let (mut ours_pg, mut bare_pg) = (Runs::default(), Runs::default());
    for _ in 0..REPEATS {
        dry.all.push(check.measured(&ground.folder)?);
        bare.all.push(dot_import(ground, &table, &copy)?);
        ours.all.push(import(ground, &ground.on_sqlite()?, &extract)?);
        if let Some(run) = copy_command(ground, &table, &copy)? {
            bare_pg.all.push(run);
        }
        if let Some(case) = ground.on_postgres()? {
            ours_pg.all.push(import(ground, &case, &extract)?);
        }
    }
    let large = ground.extract(LARGE_ROWS)?;
    let large = import(ground, &ground.on_sqlite()?, &large)?;

    let mut section = Section::new("Stored import", &format!("./dev bench import --rows {rows}"));
    let mut lines = vec![row([
        "What",
        "Rows",
        "Best s",
        "Median s",
        "Rows/s",
        "CPU s",
        "Peak MiB",
        "Ratio best / median",
        "Target",
    ])];
    lines.push(bare.line("`.import` into a bare SQLite table", kept, None));
    lines.push(ours.line("`import run`, SQLite", rows, Some((&bare, SQLITE_TARGET))));
    if !ours_pg.all.is_empty() {
        lines.push(bare_pg.line("`\\copy` into a bare PostgreSQL table", kept, None));
        lines.push(ours_pg.line(
            "`import run`, PostgreSQL",
            rows,
            Some((&bare_pg, POSTGRES_TARGET)),
        ));
    }
    section.table(&lines);
    section.say(&format!(
        "{REPEATS} repetitions, one of each in turn, each in a new database; wall time of the whole \
         process; CPU and memory are those of the called program, without the PostgreSQL server.\n\
         `import run` reads the extract of {} rows as it is (Windows-1252, note row, broken rows), \
         encrypts, indexes, resolves {} people and makes the wave visible.\n\
         The bare commands refuse or bend broken rows: they read a UTF-8 copy without the note row \
         and with the {} sound rows, into 24 text columns without an index.",
        thousands(rows),
        thousands(people(&ours)?),
        thousands(kept)
    ));
    section.say(&where_it_goes(&dry, &ours, &ours_pg, &bare));
    let verdict = if large.peak <= MEMORY_TARGET { "met" } else { "missed" };
    section.say(&format!(
        "{} rows on SQLite, once: {} s, {} rows/s, {} MiB of peak memory (target {}: {verdict}).",
        thousands(LARGE_ROWS),
        seconds(large.wall),
        rate(LARGE_ROWS, large.wall),
        mebibytes(large.peak),
        mebibytes(MEMORY_TARGET)
    ));
    Ok(section)
}

/// The dry run is the part of the import that does not store.
fn where_it_goes(dry: &Runs, ours: &Runs, ours_pg: &Runs, bare: &Runs) -> String {
    let dry_time = dry.times().best();
    let peak = dry.all.iter().map(|run| run.peak).max().unwrap_or(0);
    let mut text = format!(
        "Reading, checking and resolving alone (`import check` of the same file, best): {} s, {} MiB.",
        seconds(dry_time),
        mebibytes(peak)
    );
    for (name, runs) in [("SQLite", ours), ("PostgreSQL", ours_pg)] {
        if let Some(best) = runs.all.iter().min_by_key(|run| run.wall) {
            let rest = best.wall.saturating_sub(dry_time);
            let share = 100.0 * rest.as_secs_f64() / best.wall.as_secs_f64();
            let _ = write!(
                text,
                "\nWhat is left for encrypting, indexing and writing on {name}: {} s ({share:.0} %)",
                seconds(rest)
            );
            let busy = best.cpu.map(|cpu| cpu.as_secs_f64() / best.wall.as_secs_f64());
            let busy = busy.map(|cores| format!("; the whole run kept {cores:.2} cores busy"));
            let _ = write!(text, "{}.", busy.unwrap_or_default());
        }
    }
    // Waiting for a busy machine is not in it.
    if let (Some(ours), Some(bare)) = (ours.cpu(), bare.cpu()) {
        let ratio = ours.as_secs_f64() / bare.as_secs_f64();
        let _ =
            write!(text, "\nProcessor time alone on SQLite: {ratio:.1} times that of `.import`.");
    }
    text
}

fn people(runs: &Runs) -> Result<u64> {
    let run = runs.all.first().context("nothing was imported")?;
    number(&serde_json::from_str::<Value>(&run.said)?, "people")
}

/// One import; that it read every row is checked.
fn import(ground: &Ground, case: &Case<'_>, extract: &Extract) -> Result<Measured> {
    let run = case.import(extract).measured(&ground.folder)?;
    let answer: Value = serde_json::from_str(&run.said).context("import run said no JSON")?;
    anyhow::ensure!(number(&answer, "rows")? == extract.rows, "rows are missing");
    Ok(run)
}

fn bare_table(rows: &Rows) -> String {
    let columns: Vec<String> =
        (0..rows.header.len()).map(|place| format!("c{place} text")).collect();
    format!("create table t ({})", columns.join(", "))
}

fn dot_import(ground: &Ground, table: &str, copy: &Path) -> Result<Measured> {
    let file = ground.folder.join("bare.sqlite");
    Call::new("sqlite3").args([&file]).args([table]).output()?;
    let import = format!(".import --skip 1 \"{}\" t", copy.display());
    let run = Call::new("sqlite3")
        .args([&file])
        .args([".mode csv", ".separator ;", &import])
        .measured(&ground.folder)?;
    fs::remove_file(file)?;
    Ok(run)
}

fn copy_command(ground: &Ground, table: &str, copy: &Path) -> Result<Option<Measured>> {
    let Some(database) = ground.database()? else { return Ok(None) };
    database.psql().args(["-c", table]).output()?;
    let copy = format!(
        "\\copy t from '{}' with (format csv, delimiter ';', header true, encoding 'UTF8')",
        copy.display()
    );
    Ok(Some(database.psql().args(["-c", &copy]).measured(&ground.folder)?))
}
