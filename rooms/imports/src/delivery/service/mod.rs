//! The verbs of the room. This file: the room itself, and what its verbs share.

mod activate;
mod check;
mod declare;
mod discard;
mod map;
mod quarantine;
mod receive;
mod run;
mod view;

use std::{
    collections::HashMap,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use accounts::{Accounts, Verb};
use chrono::NaiveDate;
use db::Db;
use incidents::{Incidents, Scope};
use kernel::{Actor, Env, ImportId};
use people::People;
use vault::{Owner, Vault};

pub use receive::Receiving;

use super::{
    error::ImportError,
    files::{self, UploadLimits},
    model::{Import, Source},
    store,
};
use crate::Limits;

type Result<T> = std::result::Result<T, ImportError>;

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
    /// Files of the operator's that this process was given.
    paths: Arc<Mutex<HashMap<ImportId, PathBuf>>>,
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
        Self { db, vault, env, incidents, people, config, accounts: None, paths: Arc::default() }
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
        self.env.now().with_timezone(&i18n::PARIS).date_naive()
    }

    /// Opens the bytes of a delivery, from the first.
    pub(crate) async fn open_source(&self, id: ImportId) -> Result<Box<dyn Read + Send>> {
        let mut tx = self.db.read().await?;
        let import = store::import(&mut tx, id).await?.ok_or(ImportError::NotFound)?;
        drop(tx);
        match import.source {
            Source::Path(_) => {
                let path = self.paths().get(&id).cloned().ok_or(ImportError::FileGone)?;
                Ok(Box::new(std::fs::File::open(path)?))
            }
            Source::Sealed => {
                let key = self.vault.existing(Owner::CaseLab(import.case_lab)).await?;
                let path = files::sealed_place(&self.config.folder, id);
                Ok(Box::new(files::open_sealed(&key, id, &path)?))
            }
            Source::Gone => Err(ImportError::FileGone),
        }
    }

    fn paths(&self) -> MutexGuard<'_, HashMap<ImportId, PathBuf>> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember_path(&self, id: ImportId, path: &Path) {
        self.paths().insert(id, path.to_path_buf());
    }

    fn forget_path(&self, id: ImportId) {
        self.paths().remove(&id);
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
}
