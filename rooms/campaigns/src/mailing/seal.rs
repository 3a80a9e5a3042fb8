//! Captured mail is sealed under the key of the lab and case that it belongs to: what
//! one lab sent opens for no other, and destroying the key erases it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use db::Db;
use kernel::Env;
use mail::{Reference, Seal, SealError};
use tokio::runtime::Handle;
use vault::{DataKey, Owner, Row, Vault};

use crate::{mailing::References, store};

/// Seals captured mail over the vault. Messages that are no delivery of a campaign
/// (answers of the portal, invitations) are sealed under the platform's key.
#[derive(Clone)]
pub struct VaultSeal {
    db: Db,
    vault: Vault,
    env: Env,
    owners: Arc<Mutex<HashMap<String, Owner>>>,
}

impl std::fmt::Debug for VaultSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VaultSeal")
    }
}

impl VaultSeal {
    /// For [`mail::MailConfig::open`], in an `Arc`.
    pub fn new(db: Db, vault: Vault, env: Env) -> Self {
        Self { db, vault, env, owners: Arc::default() }
    }

    async fn key(&self, context: &[u8]) -> Result<Arc<DataKey>, SealError> {
        let platform = self.vault.key(Owner::Platform).await.map_err(|_| SealError)?;
        let named = std::str::from_utf8(context)
            .ok()
            .and_then(|text| text.split('/').nth(1)?.parse::<Reference>().ok())
            .and_then(|reference| References::new(&platform).read(reference));
        let Some(named) = named else { return Ok(platform) };
        let known = self.lock().get(&named.campaign).copied();
        let owner = match known {
            Some(owner) => owner,
            None => {
                let mut tx = self.db.read().await.map_err(|_| SealError)?;
                let campaign = store::campaign::by_reference(&mut tx, &named.campaign)
                    .await
                    .map_err(|_| SealError)?
                    .ok_or(SealError)?;
                let owner = Owner::CaseLab(campaign.case_lab);
                self.lock().insert(named.campaign, owner);
                owner
            }
        };
        self.vault.existing(owner).await.map_err(|_| SealError)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Owner>> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The capture folder calls from a blocking thread of the runtime.
    fn key_now(&self, context: &[u8]) -> Result<Arc<DataKey>, SealError> {
        let handle = Handle::try_current().map_err(|_| SealError)?;
        handle.block_on(self.key(context))
    }
}

fn place(context: &[u8]) -> Row<'_> {
    Row { table: "captured_mail", id: context }
}

impl Seal for VaultSeal {
    fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        Ok(self.key_now(context)?.seal(&self.env, place(context), plain))
    }

    fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let plain = self.key_now(context)?.open(place(context), sealed);
        plain.map(|plain| plain.to_vec()).map_err(|_| SealError)
    }
}
