//! Waves: begun, loaded, finished, activated, given up.

use std::sync::Arc;

use audit::{Event, record};
use db::{Bulk, BulkColumn, BulkKind, Engine};
use incidents::Scope;
use kernel::{Actor, Env, Id as _, ImportId};
use tokio::{sync::mpsc, task::spawn_blocking};
use uuid::Uuid;
use vault::{DataKey, Owner, Row};

use crate::{
    PeopleError, Record,
    index::{self, WaveIndex, bits_for},
    load::{Loader, extra_place},
    service::People,
    store,
    tokens::Kind,
};

const PAGE: i64 = 2_000;

const INDEX: &[BulkColumn] = &[
    BulkColumn { name: "import_id", kind: BulkKind::Uuid },
    BulkColumn { name: "kind", kind: BulkKind::Int },
    BulkColumn { name: "bucket", kind: BulkKind::Int },
    BulkColumn { name: "sealed", kind: BulkKind::Bytes },
];

impl People {
    /// Begins the wave of an import, or takes it up where a crash left it.
    ///
    /// # Errors
    /// [`PeopleError::Conflict`] when the wave is finished already.
    pub async fn loader(&self, scope: &Scope, import: ImportId) -> Result<Loader, PeopleError> {
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let mut tx = self.db.write().await?;
        let base = base_of(&self.env);
        store::insert_wave(&mut tx, scope.case_lab(), import, base, self.env.now()).await?;
        let wave =
            store::wave(&mut tx, scope.case_lab(), import).await?.ok_or(PeopleError::NotFound)?;
        tx.commit().await?;
        if wave.state != "staged" {
            return Err(PeopleError::Conflict);
        }
        let engine = self.db.engine();
        let mut loader =
            Loader::new(self.env.clone(), engine, key.clone(), scope.case_lab(), import, wave.base);
        self.know_earlier(scope, &key, &mut loader).await?;
        self.know_again(import, wave.base, &key, &mut loader).await?;
        Ok(loader.ready())
    }

    /// Whether the wave of an import is whole, and not visible yet.
    ///
    /// # Errors
    /// The database's.
    pub async fn wave_is_ready(
        &self,
        scope: &Scope,
        import: ImportId,
    ) -> Result<bool, PeopleError> {
        let mut tx = self.db.read().await?;
        let wave = store::wave(&mut tx, scope.case_lab(), import).await?;
        Ok(wave.is_some_and(|wave| wave.state == "ready"))
    }

    async fn know_earlier(
        &self,
        scope: &Scope,
        key: &Arc<DataKey>,
        loader: &mut Loader,
    ) -> Result<(), PeopleError> {
        let mut tx = self.db.read().await?;
        for wave in store::active_waves(&mut tx, scope.case_lab()).await? {
            let import = ImportId::from_uuid(wave.import_id);
            let mut after = None;
            loop {
                let page = store::of_wave(&mut tx, import, wave.base, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.person_id);
                for row in &page {
                    loader.know_earlier(row.person_id, &open(key, row)?);
                }
            }
        }
        Ok(())
    }

    async fn know_again(
        &self,
        import: ImportId,
        base: Uuid,
        key: &Arc<DataKey>,
        loader: &mut Loader,
    ) -> Result<(), PeopleError> {
        let mut tx = self.db.read().await?;
        let mut after = None;
        loop {
            let page = store::of_wave(&mut tx, import, base, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.person_id);
            for row in &page {
                loader.know_again(&open(key, row)?);
            }
        }
        for (number, id) in store::aliases(&mut tx, import).await? {
            loader.know_alias(number, id);
        }
        let mut after = -1;
        loop {
            let page = store::extras_of_wave(&mut tx, import, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.source_row;
            for row in &page {
                let plain = key.open(extra_place(row.person_id.as_bytes()), &row.sealed)?;
                let record = Record::decode(&plain).ok_or(unreadable("person_extra"))?;
                loader.know_extra(row.person_id, &record);
            }
        }
        Ok(())
    }

    /// Writes the index of a loaded wave, in key order, and marks it ready. Gives the
    /// number of persons. Called again after a crash, it starts the index anew.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish_wave(&self, loader: Loader) -> Result<i64, PeopleError> {
        let (env, key, import, _, wave_index, count) = loader.into_index();
        let persons = i64::from(count);
        let bits = bits_for(persons);
        let mut tx = self.db.write().await?;
        store::delete_index(&mut tx, import).await?;
        // One thread sorts and seals while the database takes what is sealed.
        let (to_send, mut parts) = mpsc::channel::<Bulk>(1);
        let sealer = Sealer { env, key, import, engine: self.db.engine(), bits };
        let sealing = spawn_blocking(move || sealer.seal(wave_index, &to_send));
        while let Some(bulk) = parts.recv().await {
            bulk.send(&mut tx).await?;
        }
        // A thread that broke off has closed the channel too: its index is not whole.
        sealing.await.map_err(|_| PeopleError::Broken)?;
        let now = self.env.now();
        let moved = store::finish_wave(&mut tx, import, persons, i64::from(bits), now).await?;
        if moved == 0 {
            return Err(PeopleError::Conflict);
        }
        tx.commit().await?;
        Ok(persons)
    }

    /// Makes a finished wave visible: one transaction, also for what its rows add to
    /// persons of earlier waves. Calling it for an active wave changes nothing.
    ///
    /// # Errors
    /// [`PeopleError::Conflict`] while the wave is still loading or was given up.
    pub async fn activate_wave(
        &self,
        actor: &Actor,
        scope: &Scope,
        import: ImportId,
    ) -> Result<(), PeopleError> {
        let mut tx = self.db.write().await?;
        if store::move_wave(&mut tx, import, "ready", "active", self.env.now()).await? == 0 {
            let wave = store::wave(&mut tx, scope.case_lab(), import).await?;
            return match wave {
                Some(wave) if wave.state == "active" => Ok(()),
                Some(_) => Err(PeopleError::Conflict),
                None => Err(PeopleError::NotFound),
            };
        }
        let patched = store::apply_patches(&mut tx, import).await?;
        let event = Event::new("people.wave_activated")
            .id("import", import)
            .count("patched", i64::try_from(patched).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a wave up that is not active: its persons are deleted, in short steps.
    ///
    /// # Errors
    /// [`PeopleError::Conflict`] for an active wave.
    pub async fn discard_wave(&self, scope: &Scope, import: ImportId) -> Result<(), PeopleError> {
        let mut tx = self.db.write().await?;
        let Some(wave) = store::wave(&mut tx, scope.case_lab(), import).await? else {
            return Ok(());
        };
        if wave.state == "active" {
            return Err(PeopleError::Conflict);
        }
        store::move_wave(&mut tx, import, &wave.state, "discarded", self.env.now()).await?;
        store::delete_wave_rest(&mut tx, import).await?;
        tx.commit().await?;
        loop {
            let mut tx = self.db.write().await?;
            let gone = store::delete_wave_step(&mut tx, import, wave.base).await?;
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }
}

/// Seals the index of a wave.
struct Sealer {
    env: Env,
    key: Arc<DataKey>,
    import: ImportId,
    engine: Engine,
    bits: u32,
}

impl Sealer {
    /// Kind by kind, in key order, handed over in parts.
    fn seal(self, mut wave_index: WaveIndex, out: &mpsc::Sender<Bulk>) {
        let import = self.import.uuid();
        for kind in Kind::ALL {
            let buckets = wave_index.take(kind, self.bits);
            for part in buckets.chunks(Bulk::best_rows(self.engine)) {
                let mut bulk = Bulk::new(self.engine, "person_index", INDEX);
                for (bucket, plain) in part {
                    let place = import.as_bytes();
                    let sealed = index::seal(&self.env, &self.key, place, kind, *bucket, plain);
                    bulk.row().uuid(import).int(kind.code()).int(*bucket).bytes(sealed);
                }
                if out.blocking_send(bulk).is_err() {
                    // The database refused: nobody listens any more.
                    return;
                }
            }
        }
    }
}

/// Opens the sealed record of a person.
pub(crate) fn open(key: &DataKey, row: &store::PersonRow) -> Result<Record, PeopleError> {
    let place = Row { table: "person", id: row.person_id.as_bytes() };
    let plain = key.open(place, &row.sealed)?;
    Record::decode(&plain).ok_or(unreadable("person"))
}

fn unreadable(table: &'static str) -> PeopleError {
    db::DbError::Inconsistent { table, column: "sealed" }.into()
}

/// A UUID v7 whose last four bytes are free for the numbers of the wave's persons.
fn base_of(env: &Env) -> Uuid {
    let id: kernel::PersonId = env.new_id();
    crate::load::numbered(id.uuid(), 0)
}
