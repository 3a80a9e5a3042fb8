//! Benchmarks of the release program, driven as its users drive it: command line, HTTP
//! and files, never its crates.
//!
//! `sqlite3`, `psql`, `pg_dump`, `wrk` and `curl` are called as programs. PostgreSQL is
//! measured when `TEST_POSTGRES_URL` names a server where databases may be made.
//! Everything is written under the folder for temporary files, and removed at the end.

mod call;
mod code;
mod console;
mod extract;
mod ground;
mod import;
mod mailbox;
mod needles;
mod notice;
mod oracle;
mod pii;
mod portal;
mod report;
mod scan;
mod serve;
mod start;
mod stats;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

use ground::Ground;
use report::{Report, Section};

/// How to call it.
pub(crate) const USAGE: &str = "bench [import] [pii] [start] [portal] [oracle] \
    [--rows N] [--tries N] [--program FILE] [--data FOLDER --code CODE] [--write] [--check]

  --rows N                   rows of extracts (500,000)
  --tries N                  tries of each series of wrong codes (10,000)
  --program FILE             the program (the release build)
  --data FOLDER --code CODE  oracle: a known code, on a copy of the data folder of a
                             stopped installation on SQLite
  --write                    put the results in docs/benchmarks.md
  --check                    only say whether these words are right";

const ROWS: u64 = 500_000;
const TRIES: usize = 10_000;

/// A benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Import,
    Pii,
    Start,
    Portal,
    Oracle,
}

impl Name {
    const ALL: [Self; 5] = [Self::Import, Self::Pii, Self::Start, Self::Portal, Self::Oracle];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Pii => "pii",
            Self::Start => "start",
            Self::Portal => "portal",
            Self::Oracle => "oracle",
        }
    }

    fn run(self, ground: &Ground, options: &Options) -> Result<Section> {
        match self {
            Self::Import => import::run(ground, options.rows),
            Self::Pii => pii::run(ground, options.rows),
            Self::Start => start::run(ground),
            Self::Portal => portal::run(ground),
            Self::Oracle => oracle::run(ground, options.tries, options.known.as_ref()),
        }
    }
}

/// A code that opens somebody's page, and the data folder that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    data: PathBuf,
    code: String,
}

/// What to measure, on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    names: Vec<Name>,
    /// Rows of extracts.
    rows: u64,
    /// Tries of each series of wrong codes.
    tries: usize,
    program: Option<PathBuf>,
    known: Option<Known>,
    /// Put the results in `docs/benchmarks.md`.
    write: bool,
    /// Only say whether the words are right.
    check: bool,
}

impl Options {
    /// Reads the words after `bench`. No name: every benchmark.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            names: Vec::new(),
            rows: ROWS,
            tries: TRIES,
            program: None,
            known: None,
            write: false,
            check: false,
        };
        let (mut data, mut code) = (None, None);
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--rows" => options.rows = value()?.parse().context("--rows needs a number")?,
                "--tries" => {
                    options.tries = value()?.parse().context("--tries needs a number")?;
                }
                "--program" => options.program = Some(PathBuf::from(value()?)),
                "--data" => data = Some(PathBuf::from(value()?)),
                "--code" => code = Some(value()?),
                "--write" => options.write = true,
                "--check" => options.check = true,
                name => match Name::ALL.into_iter().find(|known| known.as_str() == name) {
                    Some(name) if options.names.contains(&name) => {}
                    Some(name) => options.names.push(name),
                    None => bail!("usage: cargo run -p xtask -- {USAGE}"),
                },
            }
        }
        options.known = match (data, code) {
            (Some(data), Some(code)) => Some(Known { data, code }),
            (None, None) => None,
            _ => bail!("--data and --code go together"),
        };
        if options.tries < 2 {
            bail!("--tries needs 2 or more");
        }
        if options.names.is_empty() {
            options.names = Name::ALL.to_vec();
        }
        Ok(options)
    }
}

/// Runs the benchmarks one after the other; a failure ends it, with what was written
/// before left in place.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    if options.check {
        return Ok(());
    }
    let program = match &options.program {
        Some(program) => program.clone(),
        None => {
            let target =
                std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
            root.join(target).join("release/concerne")
        }
    };
    if !program.is_file() {
        bail!("{} is not there: cargo build --release --bin concerne", program.display());
    }
    let ground = Ground::new(program)?;
    let report = Report::new(root.join("docs/benchmarks.md"));
    for name in &options.names {
        crate::say(&format!("bench {}", name.as_str()));
        let load = report::load();
        let mut section = name.run(&ground, options)?;
        section.close(&ground, load);
        Report::show(&section)?;
        if options.write {
            report.write(name.as_str(), &section)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options> {
        Options::parse(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn reads_names_and_options_in_any_order() {
        let options =
            parse(&["pii", "--rows", "1000", "import", "--tries", "40", "--write", "pii"]).unwrap();
        assert_eq!(options.names, [Name::Pii, Name::Import]);
        assert_eq!((options.rows, options.tries), (1_000, 40));
        assert!(options.write);
        assert_eq!(parse(&[]).unwrap().names, Name::ALL);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for words in
            [&["speed"][..], &["--rows"], &["--rows", "many"], &["--code", "X"], &["--fast"]]
        {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
