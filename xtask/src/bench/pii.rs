//! Looks for values of an imported extract in everything that is stored.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::call::Call;
use super::extract::Rows;
use super::ground::{Case, Database, Extract, Ground};
use super::needles::{self, Kind, Needle};
use super::report::{Section, mebibytes, row, thousands};
use super::scan::{Scanner, Writing};

/// The operator's own files: they are read where they are and not copied.
const DEMO_FILES: &str = "demo";
/// An import is killed once its `-wal` has so many bytes, and this long after it.
const WRITTEN: u64 = 1 << 20;
const KILL_AFTER: Duration = Duration::from_millis(500);
const WAL: &str = "concerne.sqlite-wal";

struct Search<'a> {
    needles: &'a [Needle],
    raw: Scanner,
    dump: Scanner,
    lines: Vec<Vec<String>>,
    found: BTreeMap<&'static str, usize>,
}

pub(super) fn run(ground: &Ground, rows: u64) -> Result<Section> {
    let extract = ground.extract(rows)?;
    let needles = needles::choose(&Rows::read(&extract.path)?)?;
    let head = row(["Where", "MiB searched", "Values found"]);
    let mut search = Search {
        raw: Scanner::new(&needles, Writing::Raw),
        dump: Scanner::new(&needles, Writing::Hex),
        needles: &needles,
        lines: vec![head],
        found: BTreeMap::new(),
    };
    search.control(&extract)?;
    let case = ground.on_sqlite()?;
    case.import(&extract).output()?;
    search.files("SQLite: files of the data folder", &files(&case.data)?)?;
    let dump = ground.folder.join("dump.sql");
    let database = case.data.join("concerne.sqlite");
    let output = format!(".output \"{}\"", dump.display());
    Call::new("sqlite3").args([&database]).args([&output, ".dump"]).output()?;
    search.dump("SQLite: `.dump` of the main database", &dump)?;
    drop(case);
    let killed = ground.on_sqlite()?;
    if kill(&killed, &extract)? {
        let place = "SQLite: the same with `-wal`, import killed on its way";
        search.files(place, &files(&killed.data)?)?;
    }
    drop(killed);
    if let Some(case) = ground.on_postgres()? {
        case.import(&extract).output()?;
        search.files("PostgreSQL: files of the data folder", &files(&case.data)?)?;
        if let Some(database) = &case.database {
            let file = ["--file".as_ref(), dump.as_os_str()];
            Call::new("pg_dump").args([&database.url]).args(file).output()?;
            search.dump("PostgreSQL: `pg_dump`", &dump)?;
            database.psql().args(["-c", "checkpoint"]).output()?;
            if let Some(files) = server_files(database)? {
                search.files("PostgreSQL: files of the database", &files)?;
            }
        }
    }
    Ok(search.section(rows))
}

impl Search<'_> {
    /// Every value must be found where it is known to be. Surname and first name stand in
    /// cells that are apart.
    fn control(&mut self, extract: &Extract) -> Result<()> {
        let (found, bytes) = self.raw.file(&extract.path)?;
        let mut whole = self.needles.iter().enumerate();
        let missed =
            whole.find(|(place, needle)| needle.kind != Kind::FullName && !found.contains(place));
        if let Some((_, needle)) = missed {
            bail!("the search misses a {} that is there", needle.kind.name());
        }
        self.lines.push(vec![
            "Control: the extract itself, where full names stand in two cells".to_owned(),
            mebibytes(bytes),
            thousands(u64::try_from(found.len())?),
        ]);
        Ok(())
    }

    fn files(&mut self, place: &str, files: &[PathBuf]) -> Result<()> {
        let (mut all, mut total) = (BTreeSet::new(), 0);
        for file in files {
            let (found, bytes) = self.raw.file(file)?;
            all.extend(found);
            total += bytes;
        }
        self.note(place, &all, total);
        Ok(())
    }

    fn dump(&mut self, place: &str, file: &Path) -> Result<()> {
        let (found, bytes) = self.dump.file(file)?;
        fs::remove_file(file)?;
        self.note(place, &found, bytes);
        Ok(())
    }

    fn note(&mut self, place: &str, found: &BTreeSet<usize>, bytes: u64) {
        for needle in found.iter().filter_map(|value| self.needles.get(*value)) {
            *self.found.entry(needle.kind.name()).or_default() += 1;
        }
        self.lines.push(vec![place.to_owned(), mebibytes(bytes), found.len().to_string()]);
    }

    fn section(&self, rows: u64) -> Section {
        let mut section = Section::new(
            "Readable values in what is stored",
            &format!("./dev bench pii --rows {rows}"),
        );
        section.table(&self.lines);
        let kinds: Vec<String> = Kind::ALL
            .into_iter()
            .map(|kind| {
                let count = self.needles.iter().filter(|needle| needle.kind == kind).count();
                format!("{} ({count})", kind.name())
            })
            .collect();
        let forms: usize = self.needles.iter().map(|needle| needle.forms.len()).sum();
        section.say(&format!(
            "{} values of an imported extract, by kind: {}.\n\
             Each is searched as typed, in lower and upper case, without accents, with single \
             spaces, in UTF-8 and Windows-1252: {forms} byte strings; in dumps also in hexadecimal.\n\
             The folder of the demonstration's own CSV files is left out, since an operator's file \
             is read in place and not copied; the server's log of transactions is not searched.",
            thousands(u64::try_from(self.needles.len()).unwrap_or(0)),
            kinds.join(", "),
        ));
        if self.found.is_empty() {
            section.say("Target: none. Met.");
        } else {
            let kinds: Vec<String> =
                self.found.iter().map(|(kind, count)| format!("{kind}: {count}")).collect();
            section.say(&format!("Target: none. MISSED: {}.", kinds.join(", ")));
        }
        section
    }
}

/// Every file of a data folder.
fn files(data: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    let mut folders = vec![data.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                all.push(entry.path());
            } else if entry.file_name() != DEMO_FILES {
                folders.push(entry.path());
            }
        }
    }
    Ok(all)
}

/// Starts an import and kills it while it writes. Tells whether that left a `-wal`.
fn kill(case: &Case<'_>, extract: &Extract) -> Result<bool> {
    let wal = case.data.join(WAL);
    let mut import = case.import(extract).start()?;
    let mut written: Option<Instant> = None;
    while written.is_none_or(|since| since.elapsed() < KILL_AFTER) && import.try_wait()?.is_none() {
        if written.is_none() && fs::metadata(&wal).is_ok_and(|file| file.len() >= WRITTEN) {
            written = Some(Instant::now());
        }
        thread::sleep(Duration::from_millis(5));
    }
    import.kill().context("the import cannot be killed")?;
    import.wait()?;
    Ok(wal.is_file())
}

/// The files of a database where the server is on this machine and they may be read.
fn server_files(database: &Database) -> Result<Option<Vec<PathBuf>>> {
    let sql = "select current_setting('data_directory') || '/base/' || oid \
               from pg_database where datname = current_database()";
    let folder = database.psql().args(["-At", "-c", sql]).output()?;
    let folder = Path::new(folder.trim());
    Ok(if fs::read_dir(folder).is_ok() { Some(files(folder)?) } else { None })
}
