//! Openings, written to the journal in batches.
//!
//! A transaction for each opening would hold the chain of its lab at the rate of a
//! crowd; a batch each quarter of a second holds it for one write. What a crash loses
//! is at most that quarter of a second of openings, which is documented.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use audit::{Chain, Event, record};
use db::{Db, Result};
use kernel::{Actor, CaseLabId, Env, Id as _, PersonId};
use sha2::{Digest as _, Sha256};

/// Openings not written yet.
#[derive(Debug, Default)]
pub(crate) struct Openings(Mutex<BTreeMap<CaseLabId, Vec<PersonId>>>);

impl Openings {
    pub(crate) fn add(&self, lab: CaseLabId, person: PersonId) {
        self.lock().entry(lab).or_default().push(person);
    }

    /// Writes one event for each lab: how many, and a digest of who. What cannot be
    /// written is kept for the next time.
    pub(crate) async fn flush(&self, db: &Db, env: &Env) -> Result<()> {
        let mut all = std::mem::take(&mut *self.lock());
        while let Some((lab, persons)) = all.pop_first() {
            if let Err(error) = write(db, env, lab, &persons).await {
                all.insert(lab, persons);
                let mut kept = self.lock();
                for (lab, persons) in all {
                    kept.entry(lab).or_default().extend(persons);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<CaseLabId, Vec<PersonId>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(db: &Db, env: &Env, lab: CaseLabId, persons: &[PersonId]) -> Result<()> {
    let mut hasher = Sha256::new();
    for person in persons {
        hasher.update(person.uuid().as_bytes());
    }
    let event = Event::new("portal.opened")
        .count("persons", i64::try_from(persons.len()).unwrap_or(i64::MAX))
        .digest("who", &hasher.finalize());
    let mut tx = db.write().await?;
    record(&mut tx, env, &Actor::System("portal"), Chain::CaseLab(lab), &event).await?;
    tx.commit().await
}
