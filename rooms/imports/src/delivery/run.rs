//! The stored run: read, check, resolve, seal and store, on as many cores as there are.
//!
//! Three stages hand over batches: a thread reads and checks, a thread resolves and
//! seals, and the task stores. Each batch is committed with its checkpoint, its
//! quarantined rows and its event, in one transaction: after `kill -9` nothing is
//! half stored, and the next run goes on at the checkpoint.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
};

use audit::{Event, record};
use db::Bulk;
use incidents::Scope;
use kernel::{Actor, ImportId, exposure::ClassSet};
use people::{Absorbed, Chunk, Exposure, Loader, Record as PersonRecord};
use tokio::{sync::mpsc, task::spawn_blocking};
use uuid::Uuid;

use super::{
    error::ImportError,
    gaps,
    model::Import,
    quarantine::{self, SealedEntry},
    service::Imports,
    state::ImportState,
    store::{self, RunCounts},
};
use crate::{
    Refusal,
    detect::{Format, Overrides},
    mapping::Mapping,
    read::{Opened, Position, ReadError, Reader, Record},
    row::{AcceptedRow, Checked, Checker, Code, QuarantinedRow, RowOptions},
};

/// Rows handed from thread to thread at once: few, since checked rows are large.
const BATCH: usize = 1_024;

/// What a stored run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunReport {
    /// The delivery.
    pub import: ImportId,
    /// Rows of the file.
    pub rows: i64,
    /// Rows that count.
    pub accepted: i64,
    /// Rows that wait for a correction.
    pub quarantined: i64,
    /// New persons.
    pub persons: i64,
    /// Rows by error and warning code.
    pub causes: BTreeMap<String, i64>,
    /// The row at which a run cut off earlier went on, when there was one.
    pub resumed_at: Option<i64>,
}

impl RunReport {
    /// What a run did that ended before: of a delivery that is `ready` or `active`.
    pub fn stored(import: &Import) -> Self {
        let count = |value: &serde_json::Value| value.as_i64().unwrap_or(0);
        Self {
            import: import.id,
            rows: import.rows,
            accepted: import.accepted,
            quarantined: import.quarantined,
            persons: import.persons,
            causes: import.causes.iter().map(|(code, n)| (code.clone(), count(n))).collect(),
            resumed_at: None,
        }
    }

    /// Persons who could be either of two, and are counted apart.
    pub fn in_doubt(&self) -> i64 {
        self.causes.get(Code::PersonInDoubt.as_str()).copied().unwrap_or(0)
    }

    fn of(import: ImportId, counts: &RunCounts, resumed_at: Option<i64>) -> Self {
        Self {
            import,
            rows: counts.rows,
            accepted: counts.accepted,
            quarantined: counts.quarantined,
            persons: counts.persons,
            causes: causes_of(&counts.causes),
            resumed_at,
        }
    }
}

/// Rows read and checked, up to a position.
struct Batch {
    rows: Vec<Checked>,
    /// Columns that held something up to here and that nobody declared.
    undeclared: Vec<usize>,
    position: Position,
}

/// Rows resolved and sealed, ready to be stored.
struct CommitBatch {
    chunk: Chunk,
    quarantine: Vec<SealedEntry>,
    rows: i64,
    accepted: i64,
    persons: u64,
    causes: BTreeMap<&'static str, i64>,
    position: Position,
    undeclared: Vec<usize>,
    untaken: ClassSet,
}

impl Imports {
    /// Stores a delivery from its checkpoint on, to the state `ready`.
    pub(crate) async fn load(
        &self,
        scope: &Scope,
        id: ImportId,
        runner: Uuid,
        mapping: Mapping,
        format: Format,
    ) -> Result<RunReport, ImportError> {
        let mut tx = self.db.read().await?;
        let mut counts = store::checkpoint(&mut tx, id).await?;
        drop(tx);
        let begun = counts.position.offset > 0;
        let resumed_at = begun.then_some(counts.rows);
        // A crash after the last row, before the delivery's own last word.
        if self.count_persons(scope, (id, runner), &mut counts).await? {
            return Ok(RunReport::of(id, &counts, resumed_at));
        }
        let loader = self.people.loader(scope, id).await?;
        let start = begun.then_some(counts.position);
        let input = self.open_source(id).await?;
        let options = RowOptions {
            today: self.today(),
            sites: self.sites(scope).await?,
            limits: self.config.limits,
            regular: format.regular,
        };
        let (to_absorb, batches) = sync_channel::<Batch>(2);
        let limits = self.config.limits;
        let classes = mapping.classes();
        let reading = spawn_blocking(move || {
            read_batches(input, start, format, limits, mapping, options, &to_absorb)
        });
        let key = self.vault.key(vault::Owner::CaseLab(scope.case_lab())).await?;
        let (to_store, mut commits) = mpsc::channel::<CommitBatch>(1);
        let env = self.env.clone();
        // A crash repeats at most one transaction.
        let commit = Bulk::best_rows(self.db.engine());
        let absorbing = spawn_blocking(move || {
            let seal = |row: &QuarantinedRow| quarantine::seal(&env, &key, id, row);
            absorb(loader, &batches, &to_store, seal, classes, commit)
        });
        let mut causes = causes_of(&counts.causes);
        let mut stopped = false;
        while let Some(done) = commits.recv().await {
            stopped = self.store_batch(scope, (id, runner), done, &mut counts, &mut causes).await?;
            if stopped {
                break;
            }
        }
        drop(commits);
        let loader = absorbing.await.map_err(|_| ImportError::Broken)?;
        let read = reading.await.map_err(|_| ImportError::Broken)?;
        if stopped {
            return Err(ImportError::Stopped);
        }
        read?;
        let mut tx = self.db.write().await?;
        counts.causes = to_json(&causes);
        store::save_checkpoint(&mut tx, id, runner, &counts).await?.ok_or(ImportError::Stopped)?;
        tx.commit().await?;
        self.people.finish_wave(loader).await?;
        self.count_persons(scope, (id, runner), &mut counts).await?;
        Ok(RunReport::of(id, &counts, resumed_at))
    }

    /// Writes down how many persons a whole wave has and left in doubt; gives whether it is whole.
    async fn count_persons(
        &self,
        scope: &Scope,
        (id, runner): (ImportId, Uuid),
        counts: &mut RunCounts,
    ) -> Result<bool, ImportError> {
        let Some((persons, in_doubt)) = self.people.stored_wave(scope, id).await? else {
            return Ok(false);
        };
        let mut causes = causes_of(&counts.causes);
        if in_doubt > 0 {
            causes.insert(Code::PersonInDoubt.as_str().to_owned(), in_doubt);
        }
        counts.persons = persons;
        counts.causes = to_json(&causes);
        let mut tx = self.db.write().await?;
        store::save_checkpoint(&mut tx, id, runner, counts).await?.ok_or(ImportError::Stopped)?;
        tx.commit().await?;
        Ok(true)
    }

    /// One transaction: persons, quarantined rows, checkpoint, event. Gives whether a
    /// stop was asked for.
    async fn store_batch(
        &self,
        scope: &Scope,
        (id, runner): (ImportId, Uuid),
        batch: CommitBatch,
        counts: &mut RunCounts,
        causes: &mut BTreeMap<String, i64>,
    ) -> Result<bool, ImportError> {
        counts.rows += batch.rows;
        counts.accepted += batch.accepted;
        counts.quarantined += i64::try_from(batch.quarantine.len()).unwrap_or(i64::MAX);
        counts.persons = i64::try_from(batch.persons).unwrap_or(i64::MAX);
        counts.position = batch.position;
        counts.gaps.add_columns(&batch.undeclared);
        counts.gaps.untaken = counts.gaps.untaken.union(batch.untaken);
        for (code, count) in batch.causes {
            *causes.entry(code.to_owned()).or_default() += count;
        }
        counts.causes = to_json(causes);
        let mut tx = self.db.write().await?;
        batch.chunk.store(&mut tx).await?;
        store::insert_quarantine(&mut tx, id, batch.quarantine).await?;
        // Another run has taken over: nothing of this transaction stays.
        let stop = store::save_checkpoint(&mut tx, id, runner, counts)
            .await?
            .ok_or(ImportError::Stopped)?;
        let event = Event::new("imports.rows_stored")
            .id("import", id)
            .count("rows", batch.rows)
            .count("accepted", batch.accepted)
            .count("to_row", i64::try_from(batch.position.row).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, &Actor::System("imports"), scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(stop)
    }
}

fn read_batches(
    mut input: Box<dyn Read + Send>,
    start: Option<Position>,
    format: Format,
    limits: crate::Limits,
    mapping: Mapping,
    options: RowOptions,
    out: &SyncSender<Batch>,
) -> Result<(), ImportError> {
    let mut reader = match start {
        Some(position) => {
            io::copy(&mut input.by_ref().take(position.offset), &mut io::sink())?;
            Reader::resume(input, format, limits, position)
        }
        None => {
            let overrides = Overrides {
                encoding: Some(format.encoding),
                delimiter: Some(format.delimiter),
                header_row: Some(format.header_row),
                headers: mapping.columns.iter().map(|column| column.header.clone()).collect(),
            };
            let Opened { reader, .. } =
                Reader::open(input, limits, &overrides).map_err(read_error)?;
            reader
        }
    };
    let mut checker = Checker::new(&mapping, options);
    let mut record = Record::default();
    let mut rows = Vec::with_capacity(BATCH);
    loop {
        let more = reader.read(&mut record).map_err(read_error)?;
        if more {
            rows.push(checker.check(&record));
        }
        if rows.len() == BATCH || (!more && !rows.is_empty()) {
            let batch = Batch {
                rows: std::mem::replace(&mut rows, Vec::with_capacity(BATCH)),
                undeclared: checker.undeclared(),
                position: reader.position(),
            };
            if out.send(batch).is_err() {
                return Ok(());
            }
        }
        if !more {
            return Ok(());
        }
    }
}

pub(crate) fn read_error(error: ReadError) -> ImportError {
    match error {
        ReadError::Refused(refusal) => ImportError::Refused(refusal),
        ReadError::Io(error) => error.into(),
    }
}

fn absorb(
    mut loader: Loader,
    batches: &Receiver<Batch>,
    out: &mpsc::Sender<CommitBatch>,
    seal: impl Fn(&QuarantinedRow) -> SealedEntry,
    classes: ClassSet,
    commit: usize,
) -> Loader {
    let commit = i64::try_from(commit).unwrap_or(i64::MAX);
    let mut builder = CommitBuilder::default();
    while let Ok(batch) = batches.recv() {
        builder.position = batch.position;
        builder.undeclared = batch.undeclared;
        for row in batch.rows {
            builder.take(&mut loader, row, classes, &seal);
        }
        if builder.rows >= commit
            && out.blocking_send(std::mem::take(&mut builder).finish(&mut loader)).is_err()
        {
            return loader;
        }
    }
    if builder.rows > 0 {
        // Nobody listens any more when the run was stopped.
        let _ = out.blocking_send(builder.finish(&mut loader));
    }
    loader
}

/// What the rows of one transaction add up to.
#[derive(Default)]
struct CommitBuilder {
    quarantine: Vec<SealedEntry>,
    rows: i64,
    accepted: i64,
    causes: BTreeMap<&'static str, i64>,
    position: Position,
    undeclared: Vec<usize>,
    untaken: ClassSet,
}

impl CommitBuilder {
    /// Takes one row in.
    fn take(
        &mut self,
        loader: &mut Loader,
        row: Checked,
        classes: ClassSet,
        seal: impl Fn(&QuarantinedRow) -> SealedEntry,
    ) {
        self.rows += 1;
        let mut seen = ClassSet::EMPTY.bits();
        for issue in row.errors().iter().chain(row.warnings()) {
            let bit = 1_i64 << (issue.code as u32 % 63);
            if seen & bit == 0 {
                seen |= bit;
                *self.causes.entry(issue.code.as_str()).or_default() += 1;
            }
        }
        match row {
            Checked::Accepted(row) => {
                self.accepted += 1;
                let _: Absorbed = absorb_row(loader, row);
            }
            Checked::Quarantined(row) => {
                self.untaken = self.untaken.union(gaps::classes_in(&row, classes));
                self.quarantine.push(seal(&row));
            }
        }
    }

    /// The batch to commit, with the chunk that the loader holds.
    fn finish(self, loader: &mut Loader) -> CommitBatch {
        CommitBatch {
            chunk: loader.take_chunk(),
            quarantine: self.quarantine,
            rows: self.rows,
            accepted: self.accepted,
            persons: loader.persons(),
            causes: self.causes,
            position: self.position,
            undeclared: self.undeclared,
            untaken: self.untaken,
        }
    }
}

fn absorb_row(loader: &mut Loader, row: AcceptedRow) -> Absorbed {
    let exposure =
        Exposure { row: row.row, classes: row.flags, states: row.states, visit_on: row.visit_day };
    let record = PersonRecord {
        traits: row.traits,
        address: row.address.unwrap_or_default(),
        email: row.email,
        phone_home: row.phone_home,
        phone_mobile: row.phone_mobile,
        ipp: row.ipp,
        site: row.site,
        guardian: row.guardian,
        language: row.language,
    };
    loader.absorb(&record, &row.matching, exposure)
}

fn causes_of(json: &str) -> BTreeMap<String, i64> {
    serde_json::from_str(json).unwrap_or_default()
}

fn to_json(causes: &BTreeMap<String, i64>) -> String {
    serde_json::to_string(causes).unwrap_or_else(|_| "{}".to_owned())
}

/// The state in which a run leaves a delivery, and the code kept with it.
pub(crate) fn outcome(error: &ImportError) -> (ImportState, &'static str) {
    match error {
        ImportError::Refused(refusal) => (ImportState::Refused, Refusal::code(*refusal)),
        ImportError::Stopped => (ImportState::Mapped, "stopped"),
        error if error.is_disk_full() => (ImportState::Mapped, "disk_full"),
        ImportError::FileGone => (ImportState::Mapped, "file_gone"),
        _ => (ImportState::Mapped, "failed"),
    }
}
