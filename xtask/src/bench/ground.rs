//! Where benchmarks happen: a folder of their own, cases of the demonstration in it, and
//! databases on a PostgreSQL server when there is one.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::cell::Cell;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::call::Call;

/// The case that `concerne demo` loads, and the lab whose extract is imported.
pub(super) const CASE: &str = "DEMO-1";
pub(super) const LAB: &str = "Armorbio";
/// Another seed than that of the demonstration: other people.
const SEED: &str = "7";
const FEW_PEOPLE: &str = "30";

/// Names of databases that were made, one a line, in the folder.
const DATABASES: &str = "databases";
/// Waits for the end of the benchmark, by whatever way (Ctrl+C, a defect), and removes what
/// it left: its own process group, so that Ctrl+C does not end it too. A program that is
/// still stopping may write once more.
const CLEAN_UP: &str = r#"
cat >/dev/null
if [ -s "$1/databases" ]; then
    while read -r name; do
        psql -X -q "$2" -c "drop database if exists $name with (force)" >/dev/null 2>&1
    done <"$1/databases"
fi
for again in 1 2 3 4 5; do
    rm -rf -- "$1" 2>/dev/null && [ ! -e "$1" ] && exit
    sleep 1
done
"#;

/// The folder, removed at the end, and the means.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) folder: PathBuf,
    cleaner: Child,
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
        let made = fs::DirBuilder::new().mode(0o700).create(&folder);
        made.with_context(|| format!("cannot create {}", folder.display()))?;
        let postgres = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
        let cleaner = Command::new("sh")
            .args(["-c", CLEAN_UP, "sh"])
            .args([folder.as_os_str(), postgres.as_deref().unwrap_or_default().as_ref()])
            .process_group(0)
            .stdin(Stdio::piped())
            .spawn()
            .context("sh cannot be started")?;
        let program = program.canonicalize()?;
        Ok(Self { folder, cleaner, program, postgres, made: Cell::new(0) })
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
        let kept = self.folder.join(DATABASES);
        writeln!(File::options().create(true).append(true).open(kept)?, "{name}")?;
        psql(server)
            .args(["--command"])
            .args([format!(
                "create database {name} template template0 encoding 'UTF8' \
                 lc_collate 'C' lc_ctype 'C'"
            )])
            .output()?;
        let url = beside(server, &name).context("TEST_POSTGRES_URL names no database")?;
        Ok(Some(Database { server: server.clone(), name, url }))
    }

    fn case(&self, database: Option<Database>) -> Result<Case<'_>> {
        let data = self.folder.join(format!("data-{}", self.next()));
        let case = Case { ground: self, data, database };
        if case.database.is_some() {
            case.call().args(["migrate"]).output()?;
        }
        case.call().args(["demo", "--people", FEW_PEOPLE, "--ensure"]).output()?;
        Ok(case)
    }

    /// A copy of a case that is there already: what is measured writes to it.
    pub(super) fn copied(&self, data: &Path) -> Result<Case<'_>> {
        if !data.join("concerne.sqlite").is_file() {
            bail!("{} is no data folder with SQLite databases", data.display());
        }
        let copy = self.folder.join(format!("data-{}", self.next()));
        Call::new("cp").args(["-rp", "--"]).args([data, &copy]).output()?;
        Ok(Case { ground: self, data: copy, database: None })
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
        // The end of its input sets the cleaner to work.
        drop(self.cleaner.stdin.take());
        let _ = self.cleaner.wait();
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
        self.import_file(&extract.path)
    }

    /// The same of any file.
    pub(super) fn import_file(&self, file: &Path) -> Call {
        self.call().args(["import", "run"]).args([file]).args([
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
        let _ = fs::remove_dir_all(&self.data);
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

/// The same server's address with another database; none where no database is named. A
/// query may hold slashes, such as a folder of sockets.
fn beside(server: &str, name: &str) -> Option<String> {
    let (address, query) = server.find('?').map_or((server, ""), |at| server.split_at(at));
    let (start, _) = address.rsplit_once('/')?;
    Some(format!("{start}/{name}{query}"))
}

/// A number of a JSON answer.
pub(super) fn number(answer: &Value, name: &str) -> Result<u64> {
    answer[name].as_u64().with_context(|| format!("the answer has no {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_when_the_ground_is_left() {
        let program = std::env::current_exe().unwrap();
        let mut ground = Ground::new(program).unwrap();
        let folder = ground.folder.clone();
        fs::write(folder.join("extract.csv"), "x").unwrap();
        // The pipe closes as it does when the process is killed.
        drop(ground.cleaner.stdin.take());
        ground.cleaner.wait().unwrap();
        assert!(!folder.exists());
    }

    #[test]
    fn another_database_keeps_the_query() {
        for (server, other) in [
            ("postgres://u@h:5/a", "postgres://u@h:5/b"),
            ("postgres://u@h/a?host=/run/pg", "postgres://u@h/b?host=/run/pg"),
        ] {
            assert_eq!(beside(server, "b").as_deref(), Some(other));
        }
    }
}
