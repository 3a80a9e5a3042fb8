//! Waves: begun, loaded, finished, activated, given up.

use std::sync::Arc;

use audit::{Event, record};
use db::{Bulk, BulkColumn, BulkKind, Engine, Tx};
use incidents::Scope;
use kernel::{Actor, Env, Id as _, ImportId};
use tokio::{sync::mpsc, task::spawn_blocking};
use uuid::Uuid;
use vault::{DataKey, Owner};

use crate::{
    PeopleError,
    index::{self, Moved, WaveIndex, bits_for},
    load::Loader,
    service::People,
    settle::settle,
    store,
    tokens::Kind,
};

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
        let earlier = self.earlier(scope, &key).await?;
        let place = (scope.case_lab(), import, wave.base);
        let mut loader =
            Loader::new(self.env.clone(), self.db.engine(), key.clone(), place, earlier);
        self.replay_wave(import, wave.base, &key, &mut loader).await?;
        Ok(loader)
    }

    /// New persons of a wave that is whole, and how many persons it left in doubt; none
    /// while it is loading.
    ///
    /// # Errors
    /// The database's.
    pub async fn stored_wave(
        &self,
        scope: &Scope,
        import: ImportId,
    ) -> Result<Option<(i64, i64)>, PeopleError> {
        let mut tx = self.db.read().await?;
        let wave = store::wave(&mut tx, scope.case_lab(), import).await?;
        let whole = wave.filter(|wave| matches!(wave.state.as_str(), "ready" | "active"));
        let Some(wave) = whole else { return Ok(None) };
        Ok(Some((wave.persons, store::doubts(&mut tx, import).await?)))
    }

    /// Decides who is one person now that all rows are known, puts units together, writes
    /// the index in key order, and marks the wave ready. Gives the number of new persons.
    /// All of it is one transaction: called again after a crash, it starts anew.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish_wave(&self, mut loader: Loader) -> Result<i64, PeopleError> {
        let resolver = loader.take_resolver();
        let decision =
            spawn_blocking(move || resolver.decide()).await.map_err(|_| PeopleError::Broken)?;
        let persons = i64::try_from(decision.people()).unwrap_or(i64::MAX);
        let bits = bits_for(persons);
        let mut tx = self.db.write().await?;
        settle(&mut tx, &self.env, &loader, &decision).await?;
        let (moved, aliases) = loader.moves(&decision);
        drop(decision);
        let (env, key, import, wave_index) = loader.into_index();
        store::insert_aliases(&mut tx, import, &aliases).await?;
        store::delete_index(&mut tx, import).await?;
        // One thread sorts and seals while the database takes what is sealed.
        let (to_send, mut parts) = mpsc::channel::<Bulk>(1);
        let sealer = Sealer { env, key, import, engine: self.db.engine(), bits, moved };
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
        self.activate_wave_in(&mut tx, actor, scope, import).await?;
        tx.commit().await?;
        Ok(())
    }

    /// [`People::activate_wave`] inside the caller's transaction, which moves a state of its
    /// own with the wave's.
    ///
    /// # Errors
    /// The same; the transaction is then to be dropped.
    pub async fn activate_wave_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        scope: &Scope,
        import: ImportId,
    ) -> Result<(), PeopleError> {
        if store::move_wave(tx, import, "ready", "active", self.env.now()).await? == 0 {
            let wave = store::wave(tx, scope.case_lab(), import).await?;
            return match wave {
                Some(wave) if wave.state == "active" => Ok(()),
                Some(_) => Err(PeopleError::Conflict),
                None => Err(PeopleError::NotFound),
            };
        }
        let patched = store::apply_patches(tx, import).await?;
        let event = Event::new("people.wave_activated")
            .id("import", import)
            .count("patched", i64::try_from(patched).unwrap_or(i64::MAX));
        record(tx, &self.env, actor, scope.chain(), &event).await?;
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
    moved: Moved,
}

impl Sealer {
    /// Kind by kind, in key order, handed over in parts.
    fn seal(self, mut wave_index: WaveIndex, out: &mpsc::Sender<Bulk>) {
        let import = self.import.uuid();
        for kind in Kind::ALL {
            let buckets = wave_index.take(kind, self.bits, &self.moved);
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

/// A UUID v7 whose last four bytes are free for the numbers of the wave's persons.
fn base_of(env: &Env) -> Uuid {
    let id: kernel::PersonId = env.new_id();
    crate::load::numbered(id.uuid(), 0)
}
