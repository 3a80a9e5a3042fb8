//! The verbs of the room.

use std::{
    io::Read,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use accounts::{Accounts, Verb};
use audit::{Event, record};
use chrono::{Duration, NaiveDate};
use db::Db;
use incidents::{Incidents, Scope};
use kernel::{Actor, CaseLabId, Env, Id as _, ImportId};
use people::People;
use tokio::task::spawn_blocking;
use vault::{Owner, Vault};

use super::{
    error::ImportError,
    files::{self, Upload, UploadLimits},
    model::{Import, ImportState, Source},
    progress::ImportProgress,
    quarantine::{self, QuarantinedEntry},
    run::{RunReport, outcome, read_error},
    store,
};
use crate::{
    Limits,
    check::{CheckOptions, CheckReport, Outputs, check_file},
    detect::{Format, Overrides},
    mapping::Mapping,
    read::{Opened, Reader},
};

type Result<T> = std::result::Result<T, ImportError>;

/// Sealed uploads live this long at most.
const KEEP_DAYS: i64 = 30;

/// Settings of the room.
#[derive(Clone, Debug)]
pub struct ImportsConfig {
    /// Folder of the sealed uploads.
    pub folder: PathBuf,
    /// Limits of a file's content.
    pub limits: Limits,
    /// Limits of an upload.
    pub upload: UploadLimits,
}

/// The room. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Imports {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) incidents: Incidents,
    pub(crate) people: People,
    pub(crate) config: ImportsConfig,
    pub(crate) accounts: Option<Accounts>,
}

impl Imports {
    /// The room over one database.
    pub fn new(
        db: Db,
        vault: Vault,
        env: Env,
        incidents: Incidents,
        people: People,
        config: ImportsConfig,
    ) -> Self {
        Self { db, vault, env, incidents, people, config, accounts: None }
    }

    /// With the organisations, so that rows of another site than the lab's are found.
    pub fn knowing_sites(self, accounts: Accounts) -> Self {
        Self { accounts: Some(accounts), ..self }
    }

    /// What a site column may say in a file of this lab: its name and FINESS number.
    pub(crate) async fn sites(&self, scope: &Scope) -> Result<Vec<String>> {
        let Some(accounts) = &self.accounts else { return Ok(Vec::new()) };
        let lab = accounts
            .organisation(&Actor::System("imports"), scope.organisation())
            .await
            .map_err(|_| ImportError::NotFound)?;
        Ok([Some(lab.name), lab.finess].into_iter().flatten().collect())
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.env.now().date_naive()
    }

    /// Takes in a file of the operator's, which stays where it is.
    ///
    /// # Errors
    /// [`ImportError::Delivered`] for content that was finished before. An unfinished
    /// delivery of the same content is taken up: its id is given.
    pub async fn receive_path(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        path: &Path,
    ) -> Result<ImportId> {
        let scope = self.incidents.scope(actor, Verb::RunImport, case_lab).await?;
        let (owned, limits) = (path.to_path_buf(), self.config.upload);
        let (bytes, hash) = spawn_blocking(move || files::hash_file(&owned, limits))
            .await
            .map_err(|_| ImportError::Broken)??;
        let path = path.canonicalize()?;
        self.register(actor, &scope, self.env.new_id(), bytes, hash, Source::Path(path)).await
    }

    /// Begins to receive an upload. Feed it with [`Receiving::write`].
    ///
    /// # Errors
    /// Refusals of the scope; a folder that cannot be written.
    pub async fn begin_upload(&self, actor: &Actor, case_lab: CaseLabId) -> Result<Receiving> {
        let scope = self.incidents.scope(actor, Verb::RunImport, case_lab).await?;
        let key = self.vault.key(Owner::CaseLab(case_lab)).await?;
        let id = self.env.new_id();
        let upload = Upload::begin(&self.env, &key, &self.config.folder, id, self.config.upload)?;
        Ok(Receiving { room: self.clone(), scope, actor: actor.clone(), id, upload })
    }

    async fn register(
        &self,
        actor: &Actor,
        scope: &Scope,
        id: ImportId,
        bytes: u64,
        hash: Vec<u8>,
        source: Source,
    ) -> Result<ImportId> {
        let mut tx = self.db.write().await?;
        if let Some(earlier) = store::by_hash(&mut tx, scope.case_lab(), &hash).await? {
            let earlier = ImportId::from_uuid(earlier);
            let known = store::import(&mut tx, earlier).await?.ok_or(ImportError::NotFound)?;
            if !known.state.is_unfinished() || known.state == ImportState::Ready {
                return Err(ImportError::Delivered { earlier });
            }
            store::set_source(&mut tx, earlier, &source).await?;
            tx.commit().await?;
            return Ok(earlier);
        }
        let import = Import {
            id,
            case_lab: scope.case_lab(),
            state: ImportState::Received,
            content_hash: hash,
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            source,
            mapping: None,
            rows: 0,
            accepted: 0,
            quarantined: 0,
            persons: 0,
            causes: serde_json::Map::new(),
            format: None,
            done_bytes: 0,
            started_at: None,
            finished_at: None,
            error: None,
            stop_asked: false,
            created_by: actor.journal_name(),
            created_at: self.env.now(),
        };
        store::insert(&mut tx, &import).await?;
        let event = Event::new("imports.received")
            .id("import", id)
            .count("bytes", import.bytes)
            .digest("content", &import.content_hash);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Opens the bytes of a delivery, from the first.
    pub(crate) async fn open_source(&self, id: ImportId) -> Result<Box<dyn Read + Send>> {
        let mut tx = self.db.read().await?;
        let import = store::import(&mut tx, id).await?.ok_or(ImportError::NotFound)?;
        drop(tx);
        match import.source {
            Source::Path(path) => Ok(Box::new(std::fs::File::open(path)?)),
            Source::Sealed(path) => {
                let key = self.vault.existing(Owner::CaseLab(import.case_lab)).await?;
                Ok(Box::new(files::open_sealed(&key, id, &path)?))
            }
            Source::Gone => Err(ImportError::FileGone),
        }
    }

    async fn admitted(&self, actor: &Actor, verb: Verb, id: ImportId) -> Result<(Scope, Import)> {
        let mut tx = self.db.read().await?;
        let import = store::import(&mut tx, id).await?.ok_or(ImportError::NotFound)?;
        drop(tx);
        let scope =
            self.incidents.scope(actor, verb, import.case_lab).await.map_err(
                |error| match error {
                    incidents::CaseError::NotFound => ImportError::NotFound,
                    other => other.into(),
                },
            )?;
        Ok((scope, import))
    }

    /// Detects the format and proposes the columns, or checks the mapping given.
    ///
    /// # Errors
    /// [`ImportError::Refused`] for a file that is no extract: the delivery is closed.
    pub async fn map(
        &self,
        actor: &Actor,
        id: ImportId,
        saved: Option<Mapping>,
        overrides: Overrides,
    ) -> Result<(Mapping, Format)> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        if !matches!(
            import.state,
            ImportState::Received | ImportState::Mapped | ImportState::Checked
        ) {
            return Err(ImportError::Conflict);
        }
        if import.rows > 0 && import.state == ImportState::Mapped && import.done_bytes > 0 {
            // Part of the file is stored under this mapping: it must stay the same.
            return match (import.mapping, import.format) {
                (Some(mapping), Some(format)) => Ok((mapping, format)),
                _ => Err(ImportError::Conflict),
            };
        }
        let input = self.open_source(id).await?;
        let limits = self.config.limits;
        let found = spawn_blocking(move || {
            let Opened { reader, headers, samples } =
                Reader::open(input, limits, &overrides).map_err(read_error)?;
            let mapping = Mapping::for_file(saved.as_ref(), &headers, &samples)?;
            if !mapping.is_usable() {
                return Err(ImportError::Refused(crate::Refusal::NoUsableColumn));
            }
            Ok((mapping, *reader.format()))
        })
        .await
        .map_err(|_| ImportError::Broken)?;
        let mut tx = self.db.write().await?;
        let (mapping, format) = match found {
            Ok(found) => found,
            Err(ImportError::Refused(refusal)) => {
                let code = Some(refusal.code());
                store::end_run(&mut tx, id, ImportState::Refused, code, self.env.now()).await?;
                let event =
                    Event::new("imports.refused").id("import", id).word("code", refusal.code());
                record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
                tx.commit().await?;
                return Err(ImportError::Refused(refusal));
            }
            Err(error) => return Err(error),
        };
        let json = mapping.to_json();
        let format_json = serde_json::to_string(&format).unwrap_or_else(|_| "null".to_owned());
        store::set_mapping(&mut tx, id, &json, &format_json).await?;
        store::move_state(&mut tx, id, import.state, ImportState::Mapped).await?;
        let event =
            Event::new("imports.mapped").id("import", id).digest_of("mapping", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok((mapping, format))
    }

    /// The dry run of a mapped delivery: every row is checked, nothing is stored but
    /// counts. Progress and a stop go through the delivery's row.
    ///
    /// # Errors
    /// [`ImportError::Stopped`] when somebody asked for it.
    pub async fn check(&self, actor: &Actor, id: ImportId) -> Result<CheckReport> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        let (Some(mapping), Some(format)) = (import.mapping, import.format) else {
            return Err(ImportError::Conflict);
        };
        let started = import.state == ImportState::Checking
            || self.start(id, import.state, ImportState::Checking).await?;
        if !started || import.done_bytes > 0 && import.state == ImportState::Mapped {
            return Err(ImportError::Conflict);
        }
        let input = self.open_source(id).await?;
        let mut options = CheckOptions::new(self.today());
        options.limits = self.config.limits;
        options.mapping = Some(mapping);
        options.sites = self.sites(&scope).await?;
        options.overrides = Overrides {
            encoding: Some(format.encoding),
            delimiter: Some(format.delimiter),
            header_row: Some(format.header_row),
            headers: Vec::new(),
        };
        let (tell, mut told) = tokio::sync::watch::channel(store::RunCounts::default());
        let checking = spawn_blocking(move || {
            check_file(input, &options, Outputs::default(), &mut |progress| {
                let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
                let counts = store::RunCounts {
                    rows: count(progress.rows),
                    accepted: count(progress.rows - progress.quarantined),
                    quarantined: count(progress.quarantined),
                    persons: 0,
                    causes: causes_json(progress.causes),
                    position: crate::read::Position { offset: progress.bytes, row: 0 },
                };
                if tell.send(counts).is_err() {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })
        });
        let mut stopped = false;
        while told.changed().await.is_ok() {
            let counts = told.borrow_and_update().clone();
            let mut tx = self.db.write().await?;
            stopped = store::save_checkpoint(&mut tx, id, &counts).await?;
            tx.commit().await?;
            if stopped {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        }
        drop(told);
        let report = checking.await.map_err(|_| ImportError::Broken)?;
        let mut tx = self.db.write().await?;
        let report = match report {
            Ok(report) if !stopped => report,
            Ok(_) | Err(crate::check::CheckError::Stopped) => {
                store::reset_counts(&mut tx, id).await?;
                let now = self.env.now();
                store::end_run(&mut tx, id, ImportState::Mapped, Some("stopped"), now).await?;
                tx.commit().await?;
                return Err(ImportError::Stopped);
            }
            Err(crate::check::CheckError::Mapping(error)) => return Err(error.into()),
            Err(
                crate::check::CheckError::Input(error) | crate::check::CheckError::Output(error),
            ) => {
                return Err(error.into());
            }
        };
        let all: Vec<_> = report.causes.iter().chain(&report.warnings).copied().collect();
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let counts = store::RunCounts {
            rows: count(report.rows),
            accepted: count(report.accepted),
            quarantined: count(report.quarantined),
            persons: count(report.people),
            causes: causes_json(&all),
            position: crate::read::Position::default(),
        };
        store::save_checkpoint(&mut tx, id, &counts).await?;
        let (state, code) = match &report.refused {
            Some(refused) => (ImportState::Refused, Some(refused.code)),
            None => (ImportState::Checked, None),
        };
        store::end_run(&mut tx, id, state, code, self.env.now()).await?;
        tx.commit().await?;
        Ok(report)
    }

    async fn start(&self, id: ImportId, from: ImportState, to: ImportState) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let moved = store::move_state(&mut tx, id, from, to).await?;
        store::begin_run(&mut tx, id, self.env.now()).await?;
        tx.commit().await?;
        Ok(moved == 1)
    }

    /// Stores a mapped or checked delivery, or goes on with one that was cut off. Ends
    /// in the state `ready`: the wave is whole and invisible.
    ///
    /// # Errors
    /// [`ImportError::Stopped`], or the failure that ended the run; what was stored
    /// stays for the next run.
    pub async fn run(&self, actor: &Actor, id: ImportId) -> Result<RunReport> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        let (Some(mapping), Some(format)) = (import.mapping, import.format) else {
            return Err(ImportError::Conflict);
        };
        match import.state {
            ImportState::Checked => {
                // The dry run's counts are not a checkpoint.
                let mut tx = self.db.write().await?;
                store::reset_counts(&mut tx, id).await?;
                tx.commit().await?;
                self.start(id, ImportState::Checked, ImportState::Loading).await?;
            }
            ImportState::Mapped => {
                self.start(id, ImportState::Mapped, ImportState::Loading).await?;
            }
            ImportState::Loading => {
                self.start(id, ImportState::Loading, ImportState::Loading).await?;
            }
            _ => return Err(ImportError::Conflict),
        }
        let done = self.load(&scope, id, mapping, format).await;
        let mut tx = self.db.write().await?;
        match done {
            Ok(report) => {
                store::end_run(&mut tx, id, ImportState::Ready, None, self.env.now()).await?;
                let event = Event::new("imports.loaded")
                    .id("import", id)
                    .count("rows", report.rows)
                    .count("accepted", report.accepted)
                    .count("quarantined", report.quarantined)
                    .count("persons", report.persons);
                record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
                tx.commit().await?;
                Ok(report)
            }
            Err(error) => {
                let (state, code) = outcome(&error);
                store::end_run(&mut tx, id, state, Some(code), self.env.now()).await?;
                tx.commit().await?;
                Err(error)
            }
        }
    }

    /// Makes the wave of a delivery visible. Calling it again changes nothing.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] before the delivery is ready.
    pub async fn activate(&self, actor: &Actor, id: ImportId) -> Result<()> {
        let (scope, import) = self.admitted(actor, Verb::ActivateImport, id).await?;
        match import.state {
            ImportState::Active => return Ok(()),
            ImportState::Ready => {}
            _ => return Err(ImportError::Conflict),
        }
        self.people.activate_wave(actor, &scope, id).await?;
        let mut tx = self.db.write().await?;
        store::move_state(&mut tx, id, ImportState::Ready, ImportState::Active).await?;
        let event = Event::new("imports.activated")
            .id("import", id)
            .count("persons", import.persons)
            .count("quarantined", import.quarantined);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Asks a running check or load to stop at the next batch.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] when nothing runs.
    pub async fn ask_stop(&self, actor: &Actor, id: ImportId) -> Result<()> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        if !matches!(import.state, ImportState::Checking | ImportState::Loading) {
            return Err(ImportError::Conflict);
        }
        let mut tx = self.db.write().await?;
        store::ask_stop(&mut tx, id).await?;
        let event = Event::new("imports.stop_asked").id("import", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a delivery up that is not active: file, rows and quarantine are deleted.
    ///
    /// # Errors
    /// [`ImportError::Conflict`] for an active delivery, or one at work.
    pub async fn cancel(&self, actor: &Actor, id: ImportId) -> Result<()> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        if matches!(
            import.state,
            ImportState::Active | ImportState::Checking | ImportState::Loading
        ) {
            return Err(ImportError::Conflict);
        }
        self.people.discard_wave(&scope, id).await?;
        let mut tx = self.db.write().await?;
        store::delete_quarantine(&mut tx, id).await?;
        store::move_state(&mut tx, id, import.state, ImportState::Cancelled).await?;
        let event = Event::new("imports.cancelled").id("import", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.destroy_file(&import).await
    }

    async fn destroy_file(&self, import: &Import) -> Result<()> {
        if let Source::Sealed(path) = &import.source {
            remove(path)?;
        }
        let mut tx = self.db.write().await?;
        store::set_source(&mut tx, import.id, &Source::Gone).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Destroys the sealed uploads that are due: nothing waits any more, or 30 days
    /// have passed. Gives how many.
    ///
    /// # Errors
    /// The database's, or a file that cannot be removed.
    pub async fn purge_files(&self) -> Result<u64> {
        let before = self.env.now() - Duration::days(KEEP_DAYS);
        let mut tx = self.db.read().await?;
        let due = store::due_files(&mut tx, before).await?;
        drop(tx);
        let mut purged = 0;
        for (id, path) in due {
            let id = ImportId::from_uuid(id);
            remove(Path::new(&path))?;
            let mut tx = self.db.write().await?;
            let import = store::import(&mut tx, id).await?.ok_or(ImportError::NotFound)?;
            store::set_source(&mut tx, id, &Source::Gone).await?;
            let event = Event::new("imports.file_destroyed").id("import", id);
            let chain = audit::Chain::CaseLab(import.case_lab);
            record(&mut tx, &self.env, &Actor::System("imports"), chain, &event).await?;
            tx.commit().await?;
            purged += 1;
        }
        Ok(purged)
    }

    /// One delivery.
    ///
    /// # Errors
    /// [`ImportError::NotFound`].
    pub async fn import(&self, actor: &Actor, id: ImportId) -> Result<Import> {
        Ok(self.admitted(actor, Verb::ViewImports, id).await?.1)
    }

    /// How far a delivery is.
    ///
    /// # Errors
    /// [`ImportError::NotFound`].
    pub async fn progress(&self, actor: &Actor, id: ImportId) -> Result<ImportProgress> {
        Ok(ImportProgress::at(&self.import(actor, id).await?, self.env.now()))
    }

    /// Deliveries of a lab, newest first.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn imports(&self, actor: &Actor, case_lab: CaseLabId) -> Result<Vec<Import>> {
        self.incidents.scope(actor, Verb::ViewImports, case_lab).await?;
        let mut tx = self.db.read().await?;
        Ok(store::imports(&mut tx, case_lab).await?)
    }

    /// Rows that wait, after a row number, 200 at most.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn quarantine(
        &self,
        actor: &Actor,
        id: ImportId,
        after: u64,
        limit: i64,
    ) -> Result<Vec<QuarantinedEntry>> {
        let (scope, import) = self.admitted(actor, Verb::ResolveQuarantine, id).await?;
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let headers: Vec<String> = import
            .mapping
            .iter()
            .flat_map(|mapping| mapping.columns.iter().map(|column| column.header.clone()))
            .collect();
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut tx = self.db.read().await?;
        store::quarantine_after(&mut tx, id, after, limit.clamp(1, 200))
            .await?
            .iter()
            .map(|row| {
                Ok(quarantine::open(&key, id, &headers, row.source_row, &row.codes, &row.sealed)?)
            })
            .collect()
    }

    /// How many rows of a delivery wait.
    ///
    /// # Errors
    /// [`ImportError::NotFound`].
    pub async fn waiting(&self, actor: &Actor, id: ImportId) -> Result<i64> {
        self.admitted(actor, Verb::ViewImports, id).await?;
        let mut tx = self.db.read().await?;
        Ok(store::waiting(&mut tx, id).await?)
    }

    /// Decides that a waiting row, or all of them, cannot be recovered: they are listed,
    /// not imported.
    ///
    /// # Errors
    /// [`ImportError::NotFound`] when no such row waits.
    pub async fn drop_quarantined(
        &self,
        actor: &Actor,
        id: ImportId,
        row: Option<u64>,
    ) -> Result<u64> {
        let (scope, _) = self.admitted(actor, Verb::ResolveQuarantine, id).await?;
        let mut tx = self.db.write().await?;
        let dropped = match row {
            Some(row) => {
                let row = i64::try_from(row).unwrap_or(i64::MAX);
                store::drop_quarantine(&mut tx, id, row).await?
            }
            None => store::drop_all_quarantine(&mut tx, id).await?,
        };
        if dropped == 0 {
            return Err(ImportError::NotFound);
        }
        let event = Event::new("imports.rows_given_up")
            .id("import", id)
            .count("rows", i64::try_from(dropped).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(dropped)
    }

    /// Whether "not in the list" may be said for a lab: every delivery is finished and
    /// no row waits (product rule: otherwise the answer is "cannot say").
    ///
    /// # Errors
    /// The database's.
    pub async fn list_is_settled(&self, scope: &Scope) -> Result<bool> {
        let mut tx = self.db.read().await?;
        let imports = store::imports(&mut tx, scope.case_lab()).await?;
        let waiting = store::open_quarantine(&mut tx, scope.case_lab()).await?;
        let active = imports.iter().any(|import| import.state == ImportState::Active);
        Ok(active && waiting == 0 && !imports.iter().any(|import| import.state.is_unfinished()))
    }

    /// Deliveries whose check or load was cut off by a crash.
    ///
    /// # Errors
    /// The database's.
    pub async fn interrupted(&self) -> Result<Vec<ImportId>> {
        let mut tx = self.db.read().await?;
        Ok(store::interrupted(&mut tx).await?.into_iter().map(ImportId::from_uuid).collect())
    }
}

/// An upload on its way in.
pub struct Receiving {
    room: Imports,
    scope: Scope,
    actor: Actor,
    id: ImportId,
    upload: Upload,
}

impl Receiving {
    /// Seals the next bytes. Blocks for the time of a disk write.
    ///
    /// # Errors
    /// [`ImportError::TooLarge`], [`ImportError::DiskFull`]: nothing is kept then.
    pub fn write(&mut self, data: &[u8]) -> Result<()> {
        self.upload.write(data)
    }

    /// The last byte came: the delivery is registered.
    ///
    /// # Errors
    /// See [`Imports::receive_path`].
    pub async fn finish(self) -> Result<ImportId> {
        let Self { room, scope, actor, id, upload } = self;
        let (path, bytes, hash) =
            spawn_blocking(move || upload.finish()).await.map_err(|_| ImportError::Broken)??;
        let source = Source::Sealed(path.clone());
        let registered = room.register(&actor, &scope, id, bytes, hash, source).await;
        match &registered {
            // The sealed file opens under its own id only: keep it for a new delivery,
            // drop it where an earlier one goes on.
            Ok(used) if *used == id => {}
            Ok(used) => {
                let moved = room.reseal(&scope, id, *used, &path).await;
                remove(&path)?;
                moved?;
            }
            Err(_) => remove(&path)?,
        }
        registered
    }
}

impl Imports {
    /// Seals a received file again, under the id of the delivery that it continues.
    async fn reseal(&self, scope: &Scope, from: ImportId, to: ImportId, path: &Path) -> Result<()> {
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let mut input = files::open_sealed(&key, from, path)?;
        let mut upload =
            Upload::begin(&self.env, &key, &self.config.folder, to, self.config.upload)?;
        let placed = spawn_blocking(move || {
            let mut buffer = vec![0; 1 << 16];
            loop {
                match input.read(&mut buffer)? {
                    0 => return upload.finish(),
                    n => upload.write(buffer.get(..n).unwrap_or_default())?,
                }
            }
        })
        .await
        .map_err(|_| ImportError::Broken)??;
        let mut tx = self.db.write().await?;
        store::set_source(&mut tx, to, &Source::Sealed(placed.0)).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => Ok(done?),
    }
}

fn causes_json(causes: &[crate::check::Cause]) -> String {
    let map: serde_json::Map<String, serde_json::Value> =
        causes.iter().map(|cause| (cause.code.to_owned(), cause.count.into())).collect();
    serde_json::Value::Object(map).to_string()
}
