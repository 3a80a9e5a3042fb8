//! Changing a case: its facts, a lab's words, the public page.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, CaseLabId};

use super::{Incidents, Result};
use crate::{Incident, PublicFacts, error::CaseError, store};

impl Incidents {
    /// Opens or closes the public page of a lab.
    ///
    /// # Errors
    /// [`CaseError::Invalid`] while the words that a notice needs are missing.
    pub async fn set_public(&self, actor: &Actor, id: CaseLabId, open: bool) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, id).await?;
        let (_, lab) = self.of_scope(&scope).await?;
        if open && let Some(field) = lab.facts.missing().first().copied() {
            return Err(CaseError::field(field, "required"));
        }
        let mut tx = self.db.write().await?;
        let since = open.then(|| self.env.now());
        store::set_public(&mut tx, id, since).await?;
        let name = if open { "incidents.page_opened" } else { "incidents.page_closed" };
        record(&mut tx, &self.env, actor, scope.chain(), &Event::new(name)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the facts of the breach as such. Needs the verb in one lab of the case.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `incident.version` is not the present one.
    pub async fn update_incident(
        &self,
        actor: &Actor,
        through: CaseLabId,
        incident: Incident,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, through).await?;
        if scope.incident() != incident.id {
            return Err(CaseError::NotFound);
        }
        if incident.title.trim().is_empty() {
            return Err(CaseError::field("title", "required"));
        }
        if let (Some(start), Some(end)) = (incident.started_on, incident.ended_on)
            && end < start
        {
            return Err(CaseError::field("ended_on", "before_start"));
        }
        let mut tx = self.db.write().await?;
        if store::update_incident(&mut tx, &incident).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let event = Event::new("incidents.changed")
            .id("incident", incident.id)
            .word("cause", incident.cause.as_str())
            .word("cause_status", incident.cause_status.as_str());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the words of one lab.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `version` is not the present one.
    pub async fn set_facts(
        &self,
        actor: &Actor,
        id: CaseLabId,
        version: i64,
        facts: &PublicFacts,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, id).await?;
        facts.check()?;
        let json = serde_json::to_string(facts).unwrap_or_else(|_| "{}".to_owned());
        let mut tx = self.db.write().await?;
        if store::set_facts(&mut tx, id, version, &json).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let event = Event::new("incidents.facts_changed").digest_of("facts", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the facts for the duty rules. The document is checked by the duties
    /// room, which calls this with the verb that fits.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `version` is not the present one.
    pub async fn set_duty_facts(
        &self,
        actor: &Actor,
        id: CaseLabId,
        version: i64,
        json: &str,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::AssessDuty, id).await?;
        let mut tx = self.db.write().await?;
        if store::set_duty_facts(&mut tx, id, version, json).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let event = Event::new("incidents.duty_facts_changed").digest_of("facts", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }
}
