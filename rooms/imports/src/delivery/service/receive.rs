//! Taking a file in: the operator's own, or an upload sealed while it streams.

use std::{io::Read, path::Path};

use accounts::Verb;
use audit::{Event, record};
use incidents::Scope;
use kernel::{Actor, CaseLabId, Id as _, ImportId};
use tokio::task::spawn_blocking;
use vault::Owner;

use super::{Imports, Result, discard::remove};
use crate::delivery::{
    error::ImportError,
    files::{self, Upload},
    gaps::Gaps,
    model::{Import, PathDigest, Source},
    state::ImportState,
    store,
};

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
        let (bytes, hash) =
            spawn_blocking(move || upload.finish()).await.map_err(|_| ImportError::Broken)??;
        let path = files::sealed_place(&room.config.folder, id);
        let registered = room.register(&actor, &scope, id, (bytes, hash), Source::Sealed).await;
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
    /// Takes in a file of the operator's, which stays where it is. Where that is, this
    /// process alone knows: another one opens it when the file is delivered there again.
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
        let source = Source::Path(PathDigest::of(path)?);
        let content = (bytes, hash);
        let id = self.register(actor, &scope, self.env.new_id(), content, source).await?;
        self.remember_path(id, path);
        Ok(id)
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
        (bytes, hash): (u64, Vec<u8>),
        source: Source,
    ) -> Result<ImportId> {
        let mut tx = self.db.write().await?;
        if let Some(earlier) = store::by_hash(&mut tx, scope.case_lab(), &hash).await? {
            let earlier = ImportId::from_uuid(earlier);
            let known = store::import(&mut tx, earlier).await?.ok_or(ImportError::NotFound)?;
            if !known.state.is_unfinished() || known.state == ImportState::Ready {
                return Err(ImportError::Delivered { earlier });
            }
            store::set_source(&mut tx, earlier, source).await?;
            tx.commit().await?;
            // An upload that is read in place from now on is not kept beside.
            if let (Source::Sealed, Source::Path(_)) = (known.source, source) {
                remove(&files::sealed_place(&self.config.folder, earlier))?;
            }
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
            gaps: Gaps::default(),
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

    /// Seals a received file again, under the id of the delivery that it continues.
    async fn reseal(&self, scope: &Scope, from: ImportId, to: ImportId, path: &Path) -> Result<()> {
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let mut input = files::open_sealed(&key, from, path)?;
        let mut upload =
            Upload::begin(&self.env, &key, &self.config.folder, to, self.config.upload)?;
        spawn_blocking(move || {
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
        Ok(())
    }
}
