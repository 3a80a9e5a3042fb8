//! Reading both stores, and making them say the same.

use db::{Db, MigrationState, Set, expected, state};
use kernel::Env;

use super::{
    judge::{Plan, Seen, judge},
    store,
};
use crate::{VaultError, store as keys_store};

/// Reads the main database first: a key that another process makes meanwhile is then one
/// that the store has more, which is no fault.
async fn read(main: Option<&Db>, keys: Option<&Db>) -> Result<Seen, VaultError> {
    let mut seen = Seen::default();
    if let Some(main) = main {
        let mut tx = main.read().await?;
        seen.main = store::installation(&mut tx).await?;
        seen.known = store::known(&mut tx).await?;
    }
    if let Some(keys) = keys {
        let mut tx = keys.read().await?;
        seen.keys = store::installation(&mut tx).await?;
        seen.stored = store::stored(&mut tx).await?;
    }
    Ok(seen)
}

/// What another process does at its own first start, between two reads, is a fault once
/// and none at the second look.
async fn settled(main: Option<&Db>, keys: Option<&Db>) -> Result<Plan, VaultError> {
    if let Ok(plan) = judge(&read(main, keys).await?) {
        return Ok(plan);
    }
    Ok(judge(&read(main, keys).await?)?)
}

/// Whether both stores belong together; changes nothing. A store that does not exist is
/// none; one of an earlier release is compared once it is migrated.
///
/// # Errors
/// [`VaultError::Stores`], or a store that does not answer.
pub async fn compare(main: Option<&Db>, keys: Option<&Db>) -> Result<(), VaultError> {
    let (Some(main), Some(keys)) =
        (readable(main, Set::Main).await?, readable(keys, Set::Keys).await?)
    else {
        return Ok(());
    };
    settled(main, keys).await.map(|_| ())
}

/// The store if it can be read; the inner none when it is empty, the outer when its schema
/// is another release's.
async fn readable(db: Option<&Db>, set: Set) -> Result<Option<Option<&Db>>, VaultError> {
    let Some(db) = db else { return Ok(Some(None)) };
    Ok(match state(db, set).await? {
        MigrationState::Current => Some(Some(db)),
        MigrationState::Behind(missing) if missing.len() == expected(set, db.engine()).len() => {
            Some(None)
        }
        MigrationState::Behind(_) | MigrationState::Foreign(_) => None,
    })
}

/// Refuses stores that do not belong together; makes those that do say the same.
///
/// The store of keys gets its id first: a start that is cut short between the two leaves a
/// store with an id and no key, which the next one takes up.
///
/// # Errors
/// [`VaultError::Stores`], or a store that does not answer.
pub async fn settle(main: &Db, keys: &Db, env: &Env) -> Result<(), VaultError> {
    let plan = settled(Some(main), Some(keys)).await?;
    let now = env.now();
    let id = plan.installation.unwrap_or_else(|| env.random_uuid());
    let mut tx = keys.write().await?;
    let id = store::settle(&mut tx, id, now).await?;
    for key in &plan.destroy_again {
        keys_store::destroy(&mut tx, &key.owner, now).await?;
    }
    tx.commit().await?;
    if !plan.destroy_again.is_empty() {
        tracing::warn!(
            keys = plan.destroy_again.len(),
            "destroyed keys were back, from an older copy of the store: destroyed again"
        );
        keys.rewrite("data_key").await?;
    }
    let mut tx = main.write().await?;
    if store::settle(&mut tx, id, now).await? != id {
        return Err(super::Disagreement::Strangers.into());
    }
    for key in plan.learn.iter().chain(&plan.bury) {
        store::learn(&mut tx, key, now).await?;
    }
    for key in &plan.bury {
        store::bury(&mut tx, &key.owner, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
