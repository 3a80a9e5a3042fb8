//! One person, read or changed by staff.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, CaseLabId, PersonId, Text};
use vault::Owner;

use super::{
    person::Person,
    room::{People, Result, is_dpo},
    walk::opened_one,
};
use crate::{
    PeopleError,
    identity::{State, StateChange, StateSet},
    store,
};

impl People {
    /// Reads one person. The act and its reason are recorded.
    ///
    /// # Errors
    /// [`PeopleError::NotFound`] also for a restricted person, unless the reader is
    /// the DPO.
    pub async fn read(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        id: PersonId,
        reason: &Text<300>,
    ) -> Result<Person> {
        let scope = self.incidents.scope(actor, Verb::ReadPerson, case_lab).await?;
        let key = self.vault.key(Owner::CaseLab(case_lab)).await?;
        let mut tx = self.db.write().await?;
        let row = store::person(&mut tx, case_lab, id).await?.ok_or(PeopleError::NotFound)?;
        if StateSet::from_bits(row.states).has(State::Restricted) && !is_dpo(actor, &scope) {
            return Err(PeopleError::NotFound);
        }
        let person = opened_one(&mut tx, &key, row).await?;
        let event = Event::new("people.read")
            .id("person", id)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// Sets or lifts states of a person (deceased, at risk, restricted, …). Only what the
    /// change names is touched: a colleague's change in the meantime stays.
    ///
    /// # Errors
    /// [`PeopleError::NotFound`] also for a restricted person, unless the DPO asks;
    /// [`PeopleError::Conflict`] when somebody changed the person at this very moment.
    pub async fn change_states(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        id: PersonId,
        change: StateChange,
        reason: &Text<300>,
    ) -> Result<()> {
        let scope = self.incidents.scope(actor, Verb::ChangePerson, case_lab).await?;
        let mut tx = self.db.write().await?;
        let row = store::person(&mut tx, case_lab, id).await?.ok_or(PeopleError::NotFound)?;
        let now = StateSet::from_bits(row.states);
        if now.has(State::Restricted) && !is_dpo(actor, &scope) {
            return Err(PeopleError::NotFound);
        }
        let wanted = change.applied_to(now);
        if store::set_states(&mut tx, case_lab, id, now.bits(), wanted.bits()).await? == 0 {
            return Err(PeopleError::Conflict);
        }
        let event = Event::new("people.states_changed")
            .id("person", id)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }
}
