//! How long `concerne serve` takes to answer, and what it holds when nobody asks.

use anyhow::Result;
use std::thread;
use std::time::Duration;

use super::ground::{Case, Ground};
use super::report::{Section, mebibytes, millis, row};
use super::serve::Server;
use super::stats::Times;

const REPEATS: usize = 7;
const IDLE: Duration = Duration::from_secs(5);
const READY_TARGET: Duration = Duration::from_millis(300);
const MEMORY_TARGET: u64 = 60 << 20;
/// A database that is worth its name.
const ROWS: u64 = 100_000;

pub(super) fn run(ground: &Ground) -> Result<Section> {
    let mut lines = vec![row([
        "Database",
        "Best ms",
        "Median ms",
        "Worst ms",
        "Idle after 5 s, MiB",
        "Targets",
    ])];
    let extract = ground.extract(ROWS)?;
    let case = ground.on_sqlite()?;
    case.import(&extract).output()?;
    lines.push(line("SQLite", &case)?);
    if let Some(case) = ground.on_postgres()? {
        case.import(&extract).output()?;
        lines.push(line("PostgreSQL", &case)?);
    }
    let mut section = Section::new("Start and idle memory", "./dev bench start");
    section.table(&lines);
    section.say(&format!(
        "From the start of `concerne serve` to the first answer of `/healthz`, {REPEATS} starts on a \
         database that is there already (100,000 rows imported), worker included.\n\
         Memory is `VmRSS` of the process. Targets: {} ms, {} MiB.",
        millis(READY_TARGET),
        mebibytes(MEMORY_TARGET)
    ));
    Ok(section)
}

fn line(name: &str, case: &Case<'_>) -> Result<Vec<String>> {
    let mut times = Vec::new();
    let mut idle = 0;
    for repeat in 1..=REPEATS {
        let server = Server::start(case)?;
        times.push(server.ready);
        if repeat == REPEATS {
            thread::sleep(IDLE);
            idle = server.memory("VmRSS")?;
        }
        server.stop()?;
    }
    let times = Times::new(times);
    let verdict = |met: bool| if met { "met" } else { "missed" };
    let ready = verdict(times.median() <= READY_TARGET);
    let memory = verdict(idle <= MEMORY_TARGET);
    Ok(vec![
        name.to_owned(),
        millis(times.best()),
        millis(times.median()),
        millis(times.percent(100)),
        mebibytes(idle),
        format!("time {ready}, memory {memory}"),
    ])
}
