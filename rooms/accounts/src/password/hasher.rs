//! Argon2id (RFC 9106), off the threads that serve requests, a few at a time.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use kernel::Env;
use tokio::sync::Semaphore;

use crate::{
    config::{AccountsConfig, HashCost},
    error::{AccountError, Result},
    password::Password,
};

/// Computes and checks hashes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hasher {
    cost: HashCost,
    slots: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    done: Arc<AtomicU64>,
    nobody: Arc<str>,
}

impl Hasher {
    pub(crate) fn new(config: &AccountsConfig) -> Self {
        let cost = config.hash_cost;
        // A well-formed hash of nothing, so that an unknown account costs what a known
        // one costs: 16 bytes of salt, 32 of output.
        let nobody = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            cost.memory_kib,
            cost.passes,
            cost.lanes,
            "A".repeat(22),
            "A".repeat(43)
        );
        Self {
            cost,
            slots: Arc::new(Semaphore::new(config.hash_slots.max(1))),
            queue: Arc::new(Semaphore::new(config.hash_queue.max(1))),
            done: Arc::default(),
            nobody: nobody.into(),
        }
    }

    /// How many hashes were computed since the start.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Whether a hash has the cost that new ones get.
    pub(crate) fn is_current(&self, hash: &str) -> bool {
        let HashCost { memory_kib, passes, lanes } = self.cost;
        hash.starts_with(&format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}$"))
    }

    /// Hashes a new password. Not inside a transaction.
    pub(crate) async fn hash(&self, env: &Env, password: Password) -> Result<String> {
        let salt: [u8; 16] = env.bytes();
        let cost = self.cost;
        self.run(move || {
            let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
                .map_err(AccountError::internal)?;
            let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map_err(AccountError::internal)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is the one behind `known`; the same work without one.
    /// Not inside a transaction.
    pub(crate) async fn verify(&self, password: Password, known: Option<String>) -> Result<bool> {
        let exists = known.is_some();
        let text: Arc<str> = known.map_or_else(|| self.nobody.clone(), Arc::from);
        self.run(move || {
            let hash = PasswordHash::new(&text).map_err(AccountError::internal)?;
            let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
            Ok(right && exists)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _place = self.queue.clone().try_acquire_owned().map_err(|_| AccountError::Busy)?;
        let slot = self.slots.clone().acquire_owned().await.map_err(AccountError::internal)?;
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let _slot = slot;
            done.fetch_add(1, Ordering::Relaxed);
            work()
        })
        .await
        .map_err(AccountError::internal)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(slots: usize, queue: usize) -> Hasher {
        let hash_cost = HashCost { memory_kib: 8, passes: 1, lanes: 1 };
        let config = AccountsConfig {
            hash_cost,
            hash_slots: slots,
            hash_queue: queue,
            ..Default::default()
        };
        Hasher::new(&config)
    }

    #[tokio::test]
    async fn a_hash_checks_its_own_password_only() {
        let hasher = hasher(2, 8);
        let hash =
            hasher.hash(&Env::system(), Password::typed("girafe lente bleue")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        let right = Password::typed("girafe lente bleue");
        assert!(hasher.verify(right, Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify(Password::typed("girafe lente verte"), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_no_password_but_costs_a_hash() {
        let hasher = hasher(1, 8);
        assert!(!hasher.verify(Password::typed(""), None).await.unwrap());
        assert_eq!(hasher.done(), 1);
    }

    #[tokio::test]
    async fn a_crowd_is_told_to_come_back() {
        let hasher = hasher(1, 1);
        let held = hasher.queue.clone().try_acquire_owned().unwrap();
        let refused = hasher.verify(Password::typed("x"), None).await;
        assert!(matches!(refused, Err(AccountError::Busy)));
        drop(held);
        assert!(hasher.verify(Password::typed("x"), None).await.is_ok());
    }
}
