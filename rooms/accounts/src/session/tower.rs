//! The store behind `tower-sessions`.
//!
//! It keeps its own limits, by the product's clock; the expiry that the crate computes is
//! not used. Saving never brings an ended session back: a request that was under way when
//! its session was revoked changes nothing.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::SessionId;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use vault::Row;

use crate::{
    Accounts,
    error::AccountError,
    secrets::Secrets,
    session::{Agent, BOUND, Bound, store},
};

/// The store of the console's sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct StaffSessions(pub(super) Accounts);

/// What the table holds of a session's identifier.
pub(super) fn secret_hash(id: Id) -> [u8; 32] {
    Sha256::digest(id.0.to_le_bytes()).into()
}

impl Accounts {
    /// The store to build the session layer on.
    pub fn session_store(&self) -> StaffSessions {
        StaffSessions(self.clone())
    }

    /// When a session ends that was begun and last used at these instants.
    pub(super) fn session_limit(
        &self,
        signed_in_at: DateTime<Utc>,
        last_seen_at: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let idle = last_seen_at + self.config.session_idle;
        idle.min(signed_in_at + self.config.session_absolute)
    }
}

fn seal(accounts: &Accounts, secrets: &Secrets, record: &Record) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
    let hash = secret_hash(record.id);
    Ok(secrets.key().seal(&accounts.env, Row { table: "staff_session.data", id: &hash }, &plain))
}

fn bound(data: &HashMap<String, Value>) -> Option<Bound> {
    serde_json::from_value(data.get(BOUND)?.clone()).ok()
}

/// The crate keeps texts alone, so the cause is logged here. Neither tells anything of
/// the session.
fn backend(error: impl Into<AccountError>) -> Error {
    let error = error.into();
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    tracing::error!(cause = cause.as_deref(), "the store of sessions failed");
    Error::Backend(error.to_string())
}

impl StaffSessions {
    /// One try at writing a new record; false when its identifier is taken.
    async fn try_create(&self, secrets: &Secrets, record: &Record) -> Result<bool> {
        let Self(accounts) = self;
        let now = accounts.env.now();
        let data = seal(accounts, secrets, record)?;
        let bound = bound(&record.data);
        let signed_in_at = bound.as_ref().map_or(now, |bound| bound.at);
        let id: SessionId =
            bound.as_ref().map_or_else(|| accounts.env.new_id(), |bound| bound.session);
        let write = store::Write {
            id,
            secret_hash: &secret_hash(record.id),
            account: bound.as_ref().map(|bound| bound.account),
            agent: bound.as_ref().map_or(Agent::Other, |bound| bound.agent).as_str(),
            data: &data,
            signed_in_at,
            last_seen_at: now,
            expires_at: accounts.session_limit(signed_in_at, now),
        };
        let mut tx = accounts.db.write().await.map_err(backend)?;
        let written =
            if write.account.is_some() && store::exists(&mut tx, id).await.map_err(backend)? {
                store::rename(&mut tx, &write).await.map_err(backend)?;
                // Zero rows: the session has ended meanwhile, and stays so.
                1
            } else if write.expires_at <= now {
                1
            } else {
                store::insert(&mut tx, &write).await.map_err(backend)?
            };
        tx.commit().await.map_err(backend)?;
        Ok(written == 1)
    }
}

#[async_trait]
impl SessionStore for StaffSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let secrets = self.0.secrets().await.map_err(backend)?;
        while !self.try_create(&secrets, record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let Self(accounts) = self;
        let secrets = accounts.secrets().await.map_err(backend)?;
        let data = seal(accounts, &secrets, record)?;
        let mut tx = accounts.db.write().await.map_err(backend)?;
        store::set_data(&mut tx, &secret_hash(record.id), &data, accounts.env.now())
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Self(accounts) = self;
        let secrets = accounts.secrets().await.map_err(backend)?;
        let hash = secret_hash(*id);
        let mut tx = accounts.db.read().await.map_err(backend)?;
        let found = store::data(&mut tx, &hash, accounts.env.now()).await.map_err(backend)?;
        drop(tx);
        let Some((sealed, expires_at)) = found else { return Ok(None) };
        let row = Row { table: "staff_session.data", id: &hash };
        let plain = secrets.key().open(row, &sealed).map_err(backend)?;
        let data = serde_json::from_slice(&plain).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(expires_at.timestamp())
            .map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let hash = secret_hash(*id);
        let mut tx = self.0.db.write().await.map_err(backend)?;
        store::delete_unbound(&mut tx, &hash).await.map_err(backend)?;
        store::let_go(&mut tx, &hash).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
