//! The rules, over what both stores hold.

use std::collections::HashMap;

use uuid::Uuid;

/// Why two stores do not belong together. Nothing was changed in either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    /// The main database is in use, the store of keys is new.
    #[error(
        "the store of keys is empty, but the main database is in use: check CONCERNE_KEYS_URL, \
         or restore the store of keys from its newest backup; no new key was made"
    )]
    KeysLost,
    /// The store of keys is in use, the main database is new.
    #[error(
        "the main database is empty, but the store of keys is in use: check CONCERNE_DATABASE_URL, \
         or restore the main database from its backup"
    )]
    MainLost,
    /// Both are in use, by two installations.
    #[error(
        "the main database and the store of keys belong to two installations: check \
         CONCERNE_DATABASE_URL and CONCERNE_KEYS_URL"
    )]
    Strangers,
    /// Keys that the main database counts on are missing, or others stand in their place.
    #[error(
        "the store of keys lacks {0} of the data keys that the main database counts on, so it is \
         an older copy: restore its newest backup"
    )]
    KeysBehind(usize),
}

/// A data key as the main database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) owner: String,
    pub(crate) version: i64,
    /// None for what an earlier release left.
    pub(crate) id: Option<Uuid>,
    pub(crate) destroyed: bool,
}

/// A data key as the store of keys holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) owner: String,
    pub(crate) version: i64,
    pub(crate) id: Uuid,
    pub(crate) destroyed: bool,
}

/// What both stores hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) main: Option<Uuid>,
    pub(crate) keys: Option<Uuid>,
    pub(crate) known: Vec<Known>,
    pub(crate) stored: Vec<Stored>,
}

/// What makes both stores say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The id that either has; none at the first start.
    pub(crate) installation: Option<Uuid>,
    /// Keys that the main database does not know yet, or not by their id.
    pub(crate) learn: Vec<Stored>,
    /// Keys that the store says are destroyed and the main database does not.
    pub(crate) bury: Vec<Stored>,
    /// Keys that were destroyed and are back.
    pub(crate) destroy_again: Vec<Stored>,
}

/// Whether the stores belong together, and what is to be done so that they say the same.
///
/// # Errors
/// [`Disagreement`].
pub(crate) fn judge(seen: &Seen) -> Result<Plan, Disagreement> {
    let lost = lacking(seen);
    match (seen.main, seen.keys) {
        (Some(main), Some(keys)) if main != keys => return Err(Disagreement::Strangers),
        // A store without an id: an earlier release's, or none at all.
        (Some(_), None) if seen.stored.is_empty() => return Err(Disagreement::KeysLost),
        (None, _) if seen.known.is_empty() && seen.stored.iter().any(|key| !is_staff(key)) => {
            return Err(Disagreement::MainLost);
        }
        // A first start that was cut short has made no key.
        (None, Some(_)) if seen.known.is_empty() && !seen.stored.is_empty() => {
            return Err(Disagreement::MainLost);
        }
        _ if lost > 0 && seen.stored.is_empty() => return Err(Disagreement::KeysLost),
        _ if lost > 0 => return Err(Disagreement::KeysBehind(lost)),
        _ => {}
    }
    let known: HashMap<(&str, i64), &Known> =
        seen.known.iter().map(|key| ((key.owner.as_str(), key.version), key)).collect();
    let mut plan = Plan { installation: seen.keys.or(seen.main), ..Plan::default() };
    for key in &seen.stored {
        match known.get(&(key.owner.as_str(), key.version)) {
            Some(known) if known.destroyed && !key.destroyed => {
                plan.destroy_again.push(key.clone());
            }
            Some(known) if !known.destroyed && key.destroyed => plan.bury.push(key.clone()),
            Some(known) if known.id.is_some() => {}
            Some(_) | None => plan.learn.push(key.clone()),
        }
    }
    Ok(plan)
}

/// How many keys the main database counts on that the store does not hold.
fn lacking(seen: &Seen) -> usize {
    let stored: HashMap<(&str, i64), Uuid> =
        seen.stored.iter().map(|key| ((key.owner.as_str(), key.version), key.id)).collect();
    let held = |key: &&Known| {
        let there = stored.get(&(key.owner.as_str(), key.version));
        there.is_some_and(|id| key.id.is_none_or(|known| known == *id))
    };
    seen.known.iter().filter(|key| !key.destroyed).filter(|key| !held(key)).count()
}

/// The platform's own key is made by a worker that nobody used yet: alone, under an earlier
/// release, it proves no use.
fn is_staff(key: &Stored) -> bool {
    key.owner == "platform"
}
