//! The ring of data keys: made, opened, rotated, destroyed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use chrono::{DateTime, Duration, Utc};
use db::{Db, Engine};
use kernel::{CaseLabId, Env, IncidentId, KeyId};
use zeroize::Zeroizing;

use crate::{
    Disagreement, VaultError,
    datakey::DataKey,
    master::{MasterKey, MasterSource},
    registry::{self, Stored},
    remains::{self, Remains},
    store::{self, KeyRow},
};

/// An open key is asked for again after this time, so that a key destroyed by
/// another process stops working here too.
const CACHE_SECS: i64 = 60;

/// What a data key protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Staff accounts and settings.
    Platform,
    /// What the labs of one case share: claim-code look-up, links between labs.
    Incident(IncidentId),
    /// The persons of one lab in one case.
    CaseLab(CaseLabId),
    /// The pseudonyms that outlive the persons of one lab in one case.
    Evidence(CaseLabId),
}

impl Owner {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Platform => "platform".to_owned(),
            Self::Incident(id) => format!("incident:{id}"),
            Self::CaseLab(id) => format!("case_lab:{id}"),
            Self::Evidence(id) => format!("evidence:{id}"),
        }
    }
}

/// Whether the store holds a data key that a master key protects. A missing master key may
/// be made new only where it does not.
///
/// # Errors
/// A store that does not answer.
pub async fn in_use(keys: &Db) -> Result<bool, VaultError> {
    let mut tx = keys.read().await?;
    Ok(store::count(&mut tx).await? > 0)
}

/// Whether a master key is the one that protects the data keys of a store.
///
/// # Errors
/// [`VaultError::MasterWrong`], or a store that does not answer.
pub async fn fits(keys: &Db, master: &MasterKey) -> Result<(), VaultError> {
    let mut tx = keys.read().await?;
    let rows = store::all(&mut tx).await?;
    if rows.iter().any(|row| row.wrapped.is_some() && row.master_id != master.id()) {
        return Err(VaultError::MasterWrong);
    }
    Ok(())
}

type Cache = HashMap<Owner, (Arc<DataKey>, DateTime<Utc>)>;

/// Opens, makes and destroys data keys. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    keys: Db,
    /// Where the registry is; none in tests of rooms, whose stores live as long as the test.
    main: Option<Db>,
    env: Env,
    master: Arc<RwLock<MasterKey>>,
    cache: Arc<Mutex<Cache>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Opens the vault of an installation: `main` holds the registry of keys, `keys` the keys.
    /// A missing key file is made, but only while no data key exists.
    ///
    /// # Errors
    /// [`VaultError::Stores`] when the two stores do not belong together;
    /// [`VaultError::MasterMissing`] or [`VaultError::MasterWrong`] when data keys
    /// exist that this master key does not open.
    pub async fn open(
        main: Db,
        keys: Db,
        source: &MasterSource,
        env: Env,
    ) -> Result<Self, VaultError> {
        registry::settle(&main, &keys, &env).await?;
        let vault = Self::with_master_of(keys, source, env).await?;
        Ok(Self { main: Some(main), ..vault })
    }

    async fn with_master_of(keys: Db, source: &MasterSource, env: Env) -> Result<Self, VaultError> {
        let used = in_use(&keys).await?;
        let master = match (MasterKey::load(source), source) {
            (Err(VaultError::MasterMissing { .. }), MasterSource::File(path)) if !used => {
                tracing::info!(master.file = %path.display(), "a new master key was made: back it up now");
                MasterKey::create(&env, path)?
            }
            (loaded, _) => loaded?,
        };
        fits(&keys, &master).await?;
        Ok(Self {
            keys,
            main: None,
            env,
            master: Arc::new(RwLock::new(master)),
            cache: Arc::default(),
        })
    }

    /// A vault with a random master key that is never written, and no registry, for tests.
    ///
    /// # Errors
    /// A store that does not answer.
    pub async fn ephemeral(keys: Db, env: Env) -> Result<Self, VaultError> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let value = format!("concerne-master-v1 {}", STANDARD.encode(env.bytes::<32>()));
        Self::with_master_of(keys, &MasterSource::Value(Zeroizing::new(value)), env).await
    }

    /// The engine of the store of keys.
    pub fn engine(&self) -> Engine {
        self.keys.engine()
    }

    /// The store of keys, for health checks and backups.
    pub fn keys(&self) -> &Db {
        &self.keys
    }

    /// The key of `owner`, made at the first call. A destroyed key is never made again, nor is
    /// one that the registry knows and the store has lost.
    ///
    /// The first call writes to the main database: no transaction may be open around it.
    ///
    /// # Errors
    /// [`VaultError::Destroyed`], [`VaultError::Stores`], or a store that does not answer.
    pub async fn key(&self, owner: Owner) -> Result<Arc<DataKey>, VaultError> {
        match self.existing(owner).await {
            Err(VaultError::NoKey) => {}
            found => return found,
        }
        let name = owner.name();
        self.may_be_made(&name).await?;
        let secret = Zeroizing::new(self.env.bytes::<32>());
        let row = self.with_master(|master| KeyRow {
            wrapped: Some(master.wrap(&self.env, &name, &secret)),
            owner: name.clone(),
            version: 1,
            master_id: master.id().to_owned(),
        });
        let id: KeyId = self.env.new_id();
        let mut tx = self.keys.write().await?;
        store::insert(&mut tx, kernel::Id::uuid(id), &row, self.env.now()).await?;
        let stored = registry::store::stored_of(&mut tx, &name).await?;
        tx.commit().await?;
        // Nothing is sealed under a key before the main database knows it. Another process
        // may have been first: what the store holds is the key.
        self.learn(&stored).await?;
        self.existing(owner).await
    }

    /// A key that the registry knows was lost or destroyed: another in its place would hide
    /// that, and open nothing.
    async fn may_be_made(&self, owner: &str) -> Result<(), VaultError> {
        let Some(main) = &self.main else { return Ok(()) };
        let mut tx = main.read().await?;
        let known = registry::store::known_of(&mut tx, owner).await?;
        match known.iter().filter(|destroyed_at| destroyed_at.is_none()).count() {
            0 if known.is_empty() => Ok(()),
            0 => Err(VaultError::Destroyed),
            lost => Err(Disagreement::KeysBehind(lost).into()),
        }
    }

    async fn learn(&self, keys: &[Stored]) -> Result<(), VaultError> {
        let Some(main) = &self.main else { return Ok(()) };
        let mut tx = main.write().await?;
        for key in keys {
            registry::store::learn(&mut tx, key, self.env.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The key of `owner` as [`Vault::key`] gives it; none once it is destroyed, for readers
    /// that go on without what it protected.
    ///
    /// # Errors
    /// A store that does not answer.
    pub async fn key_unless_destroyed(
        &self,
        owner: Owner,
    ) -> Result<Option<Arc<DataKey>>, VaultError> {
        match self.key(owner).await {
            Err(VaultError::Destroyed) => Ok(None),
            found => found.map(Some),
        }
    }

    /// The key of `owner`, if it was made.
    ///
    /// # Errors
    /// [`VaultError::NoKey`], [`VaultError::Destroyed`], or a store that does not answer.
    pub async fn existing(&self, owner: Owner) -> Result<Arc<DataKey>, VaultError> {
        let now = self.env.now();
        if let Some((key, until)) = self.cached(owner)
            && until > now
        {
            return Ok(key);
        }
        let name = owner.name();
        let mut tx = self.keys.read().await?;
        let row = store::latest(&mut tx, &name).await?.ok_or(VaultError::NoKey)?;
        drop(tx);
        let Some(wrapped) = &row.wrapped else {
            self.lock_cache().remove(&owner);
            return Err(VaultError::Destroyed);
        };
        let secret = self
            .with_master(|master| master.unwrap(&name, wrapped))
            .map_err(|_| VaultError::MasterWrong)?;
        let version = u16::try_from(row.version).map_err(|_| VaultError::Altered)?;
        let key = Arc::new(DataKey::new(version, secret));
        let until = now + Duration::seconds(CACHE_SECS);
        self.lock_cache().insert(owner, (key.clone(), until));
        Ok(key)
    }

    /// Destroys the key of `owner`: what it protected can never be read again.
    ///
    /// The tombstone comes first: from then on a crash, or an older copy of the store, ends
    /// in the destruction at the next start. The table is written anew and its files are
    /// searched for the bytes before success is said.
    ///
    /// # Errors
    /// [`VaultError::NoKey`] when there is nothing to destroy, [`VaultError::Remains`] when
    /// its bytes are still in a file.
    pub async fn destroy(&self, owner: Owner) -> Result<Remains, VaultError> {
        let (name, now) = (owner.name(), self.env.now());
        let mut tx = self.keys.read().await?;
        let rows = store::of(&mut tx, &name).await?;
        drop(tx);
        let wrapped: Vec<Vec<u8>> = rows.into_iter().filter_map(|row| row.wrapped).collect();
        if !wrapped.is_empty()
            && let Some(main) = &self.main
        {
            let mut tx = main.write().await?;
            registry::store::bury(&mut tx, &name, now).await?;
            tx.commit().await?;
        }
        let mut tx = self.keys.write().await?;
        store::destroy(&mut tx, &name, now).await?;
        tx.commit().await?;
        self.lock_cache().remove(&owner);
        self.keys.rewrite("data_key").await?;
        if wrapped.is_empty() {
            return Err(VaultError::NoKey);
        }
        let keys = self.keys.clone();
        let searched = tokio::task::spawn_blocking(move || remains::search(&keys, &wrapped));
        searched
            .await
            .map_err(std::io::Error::other)??
            .map_err(|file| VaultError::Remains { place: file.display().to_string() })
    }

    /// Wraps all data keys with a new master key, in one transaction.
    ///
    /// # Errors
    /// [`VaultError::MasterWrong`] when the present master key does not open one of
    /// them; nothing is changed then.
    pub async fn rotate_master(&self, new: MasterKey) -> Result<usize, VaultError> {
        let mut tx = self.keys.write().await?;
        let mut rewrapped = 0;
        for row in store::all(&mut tx).await? {
            let Some(wrapped) = &row.wrapped else { continue };
            let secret = self
                .with_master(|master| master.unwrap(&row.owner, wrapped))
                .map_err(|_| VaultError::MasterWrong)?;
            let fresh = KeyRow {
                wrapped: Some(new.wrap(&self.env, &row.owner, &secret)),
                master_id: new.id().to_owned(),
                ..row
            };
            store::rewrap(&mut tx, &fresh).await?;
            rewrapped += 1;
        }
        tx.commit().await?;
        *self.master.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(rewrapped)
    }

    fn with_master<T>(&self, act: impl FnOnce(&MasterKey) -> T) -> T {
        act(&self.master.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn lock_cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn forget_open_keys(&self) {
        self.lock_cache().clear();
    }

    fn cached(&self, owner: Owner) -> Option<(Arc<DataKey>, DateTime<Utc>)> {
        self.lock_cache().get(&owner).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Row;

    fn env() -> (Env, Arc<kernel::MockClock>) {
        Env::test(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), 3)
    }

    db::each_engine! {
        async fn a_key_is_made_once_and_survives_rotation_of_the_master(t: TestDb) {
            let (env, clock) = env();
            let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
            let row = Row { table: "x", id: b"1" };
            let sealed = vault.key(Owner::Platform).await.unwrap().seal(&env, row, b"secret");
            let other = MasterKey::from_bytes(Zeroizing::new([9; 32]));
            assert_eq!(vault.rotate_master(other).await.unwrap(), 1);
            clock.advance(Duration::seconds(CACHE_SECS + 1));
            let key = vault.key(Owner::Platform).await.unwrap();
            assert_eq!(&key.open(row, &sealed).unwrap()[..], b"secret");
        }

        async fn a_destroyed_key_stays_destroyed_in_every_process(t: TestDb) {
            let (env, clock) = env();
            let dir = t.dir.path().join("master.key");
            let source = MasterSource::File(dir);
            let here = Vault::open(t.db.clone(), t.keys.clone(), &source, env.clone()).await.unwrap();
            let there = Vault::open(t.db.clone(), t.keys.clone(), &source, env.clone()).await.unwrap();
            let owner = Owner::CaseLab(env.new_id());
            here.key(owner).await.unwrap();
            there.key(owner).await.unwrap();
            here.destroy(owner).await.unwrap();
            assert!(matches!(here.key(owner).await, Err(VaultError::Destroyed)));
            clock.advance(Duration::seconds(CACHE_SECS + 1));
            assert!(matches!(there.key(owner).await, Err(VaultError::Destroyed)));
        }

        async fn refuses_a_missing_or_wrong_master_key_when_keys_exist(t: TestDb) {
            let (env, _) = env();
            let path = t.dir.path().join("master.key");
            let source = MasterSource::File(path.clone());
            Vault::open(t.db.clone(), t.keys.clone(), &source, env.clone()).await.unwrap().key(Owner::Platform).await.unwrap();
            std::fs::remove_file(&path).unwrap();
            let missing = Vault::open(t.db.clone(), t.keys.clone(), &source, env.clone()).await;
            assert!(matches!(missing, Err(VaultError::MasterMissing { .. })));
            MasterKey::create(&env, &path).unwrap();
            let wrong = Vault::open(t.db.clone(), t.keys.clone(), &source, env).await;
            assert!(matches!(wrong, Err(VaultError::MasterWrong)));
        }
    }
}
