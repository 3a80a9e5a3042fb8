//! The room as one value.

use std::sync::Arc;

use db::Db;
use kernel::Env;
use vault::Vault;

use crate::{config::AccountsConfig, password::Hasher};

/// Organisations, staff and sessions. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) config: Arc<AccountsConfig>,
    pub(crate) hasher: Hasher,
}

impl Accounts {
    /// The room over a database and a vault.
    pub fn new(db: Db, vault: Vault, env: Env, config: AccountsConfig) -> Self {
        let hasher = Hasher::new(&config);
        Self { db, vault, env, config: Arc::new(config), hasher }
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").field("config", &self.config).finish_non_exhaustive()
    }
}
