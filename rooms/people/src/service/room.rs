//! The room itself, and what its verbs share.

use accounts::Verb;
use db::Db;
use incidents::{Incidents, Scope};
use kernel::{Actor, CaseLabId, Env, Role};
use vault::Vault;

use super::totals::Counted;
use crate::PeopleError;

/// What a verb gives.
pub(super) type Result<T> = std::result::Result<T, PeopleError>;

/// The room. Cheap to clone.
#[derive(Clone, Debug)]
pub struct People {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) incidents: Incidents,
    /// Counts of labs, asked for again and again.
    pub(super) counted: Counted,
}

impl People {
    /// The room over one database.
    pub fn new(db: Db, vault: Vault, env: Env, incidents: Incidents) -> Self {
        Self { db, vault, env, incidents, counted: Counted::default() }
    }

    /// The scope of a person found by claim code: the portal acts as the system.
    ///
    /// # Errors
    /// See [`Incidents::scope`].
    pub async fn system_scope(&self, case_lab: CaseLabId) -> Result<Scope> {
        Ok(self.incidents.scope(&Actor::System("people"), Verb::ReadPerson, case_lab).await?)
    }
}

/// Whether the actor is the DPO of the lab.
pub(super) fn is_dpo(actor: &Actor, scope: &Scope) -> bool {
    actor.roles_in(scope.organisation()).any(|role| role == Role::Dpo)
}
