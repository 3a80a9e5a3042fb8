//! Where benchmarks happen: a folder of their own, cases of the demonstration in it, and
//! databases on a PostgreSQL server when there is one.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use super::call::Call;

/// The case that `concerne demo` loads, and the lab whose extract is imported.
pub(super) const CASE: &str = "DEMO-1";
pub(super) const LAB: &str = "Armorbio";
/// Another seed than that of the demonstration: other people.
const SEED: &str = "7";
const FEW_PEOPLE: &str = "30";

/// The folder, removed at the end, and the means.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) folder: PathBuf,
    program: PathBuf,
    postgres: Option<String>,
    made: Cell<u32>,
}

/// A synthetic extract.
#[derive(Debug)]
pub(super) struct Extract {
    pub(super) path: PathBuf,
    pub(super) rows: u64,
}

impl Ground {
    pub(super) fn new(program: PathBuf) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("concerne-bench-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let postgres = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
        Ok(Self { folder, program: program.canonicalize()?, postgres, made: Cell::new(0) })
    }

    /// The product's command line, without a case.
    pub(super) fn program(&self) -> Call {
        Call::new(&self.program)
    }

    /// The extract of so many rows, written once.
    pub(super) fn extract(&self, rows: u64) -> Result<Extract> {
        let path = self.folder.join(format!("extract-{rows}.csv"));
        if !path.is_file() {
            let count = rows.to_string();
            self.program()
                .args(["demo", "--rows", &count, "--seed", SEED, "--lab", LAB, "--extract"])
                .args([&path])
                .output()?;
        }
        Ok(Extract { path, rows })
    }

    /// The demonstration with few people on SQLite, in a data folder of its own.
    pub(super) fn on_sqlite(&self) -> Result<Case<'_>> {
        self.case(None)
    }

    /// The same on PostgreSQL; none without a server.
    pub(super) fn on_postgres(&self) -> Result<Option<Case<'_>>> {
        let Some(database) = self.database()? else { return Ok(None) };
        Ok(Some(self.case(Some(database))?))
    }

    /// An empty database; none without a server.
    pub(super) fn database(&self) -> Result<Option<Database>> {
        let Some(server) = &self.postgres else { return Ok(None) };
        let name = format!("concerne_bench_{}_{}", std::process::id(), self.next());
        psql(server)
            .args(["--command"])
            .args([format!(
                "create database {name} template template0 encoding 'UTF8' \
                 lc_collate 'C' lc_ctype 'C'"
            )])
            .output()?;
        let (start, last) =
            server.rsplit_once('/').context("TEST_POSTGRES_URL names no database")?;
        let query = last.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
        let url = format!("{start}/{name}{query}");
        Ok(Some(Database { server: server.clone(), name, url }))
    }

    fn case(&self, database: Option<Database>) -> Result<Case<'_>> {
        let data = self.folder.join(format!("data-{}", self.next()));
        let case = Case { ground: self, data, database, is_ours: true };
        if case.database.is_some() {
            case.call().args(["migrate"]).output()?;
        }
        case.call().args(["demo", "--people", FEW_PEOPLE, "--ensure"]).output()?;
        Ok(case)
    }

    /// A case that is there already; its folder stays.
    pub(super) fn found(&self, data: &Path) -> Result<Case<'_>> {
        if !data.is_dir() {
            bail!("{} is no data folder", data.display());
        }
        Ok(Case { ground: self, data: data.to_path_buf(), database: None, is_ours: false })
    }

    fn next(&self) -> u32 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    /// One line about the PostgreSQL server: version, and whether it writes durably.
    pub(super) fn postgres_line(&self) -> Option<String> {
        let server = self.postgres.as_ref()?;
        let show = |name: &str| {
            let call = psql(server).args(["-At", "-c"]).args([format!("show {name}")]);
            Some(call.output().ok()?.trim().to_owned())
        };
        let version = show("server_version")?;
        let version = version.split_whitespace().next()?.to_owned();
        Some(format!("PostgreSQL {version}, fsync {}", show("fsync")?))
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // Left over in the folder for temporary files at worst.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `psql` on one database, stopping at the first error.
pub(super) fn psql(url: &str) -> Call {
    Call::new("psql").args(["-X", "-q", "-v", "ON_ERROR_STOP=1", url])
}

/// A data folder with a case in it, and its database on PostgreSQL if it has one.
#[derive(Debug)]
pub(super) struct Case<'a> {
    ground: &'a Ground,
    pub(super) data: PathBuf,
    pub(super) database: Option<Database>,
    is_ours: bool,
}

impl Case<'_> {
    /// The product's command line on this case.
    pub(super) fn call(&self) -> Call {
        let call = self.ground.program().env("CONCERNE_DATA_DIR", &self.data);
        match &self.database {
            Some(database) => call.env("CONCERNE_DATABASE_URL", &database.url),
            None => call,
        }
    }

    /// `import run` of an extract.
    pub(super) fn import(&self, extract: &Extract) -> Call {
        self.call().args(["import", "run"]).args([&extract.path]).args([
            "--incident",
            CASE,
            "--lab",
            LAB,
            "--json",
        ])
    }
}

impl Drop for Case<'_> {
    fn drop(&mut self) {
        if self.is_ours {
            let _ = fs::remove_dir_all(&self.data);
        }
    }
}

/// A database, dropped at the end.
#[derive(Debug)]
pub(super) struct Database {
    server: String,
    pub(super) name: String,
    pub(super) url: String,
}

impl Database {
    /// `psql` on it.
    pub(super) fn psql(&self) -> Call {
        psql(&self.url)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("drop database if exists {} with (force)", self.name);
        if let Err(error) = psql(&self.server).args(["-c", &drop]).output() {
            crate::say(&format!("{error:#}"));
        }
    }
}

/// A number of a JSON answer.
pub(super) fn number(answer: &Value, name: &str) -> Result<u64> {
    answer[name].as_u64().with_context(|| format!("the answer has no {name}"))
}
