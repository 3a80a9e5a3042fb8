//! The verbs of the room. This file: the room itself, and who may enter a lab's part.

mod awareness;
mod edit;
mod open;
mod timeline;
mod view;

use accounts::{Target, Verb, authorise};
use db::Db;
use kernel::{Actor, CaseLabId, Env};
use vault::Vault;

use crate::{CaseLab, Incident, Scope, error::CaseError, store};

type Result<T> = std::result::Result<T, CaseError>;

/// The room. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Incidents {
    db: Db,
    vault: Vault,
    env: Env,
}

impl Incidents {
    /// The room over one database.
    pub fn new(db: Db, vault: Vault, env: Env) -> Self {
        Self { db, vault, env }
    }

    /// Authorises an actor for a verb in one lab's part of a case. The first line of
    /// every verb above this room.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] when there is no such part, and also when the actor
    /// holds no verb at all in that lab: they may not know that it exists.
    pub async fn scope(&self, actor: &Actor, verb: Verb, id: CaseLabId) -> Result<Scope> {
        let mut tx = self.db.read().await?;
        let lab = store::case_lab(&mut tx, id).await?.ok_or(CaseError::NotFound)?;
        drop(tx);
        admit(actor, verb, &lab)
    }

    /// The same, with the case and the lab's part of it, for who needs them at once.
    ///
    /// # Errors
    /// Those of [`Incidents::scope`].
    pub async fn enter(
        &self,
        actor: &Actor,
        verb: Verb,
        id: CaseLabId,
    ) -> Result<(Scope, Incident, CaseLab)> {
        let mut tx = self.db.read().await?;
        let lab = store::case_lab(&mut tx, id).await?.ok_or(CaseError::NotFound)?;
        let scope = admit(actor, verb, &lab)?;
        let incident =
            store::incident(&mut tx, scope.incident()).await?.ok_or(CaseError::NotFound)?;
        Ok((scope, incident, lab))
    }
}

fn admit(actor: &Actor, verb: Verb, lab: &CaseLab) -> Result<Scope> {
    let target = Target::Organisation(lab.organisation);
    if let Err(denied) = authorise(actor, verb, target) {
        let knows_it = authorise(actor, Verb::ViewCase, target).is_ok();
        return Err(if knows_it { denied.into() } else { CaseError::NotFound });
    }
    Ok(Scope::new(lab.id, lab.incident, lab.organisation))
}
