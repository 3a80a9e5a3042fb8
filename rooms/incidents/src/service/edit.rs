//! Changing a case: its facts, a lab's words, the public page.

use accounts::Verb;
use audit::{Chain, Event, record};
use chrono::NaiveDate;
use kernel::{Actor, CaseLabId};

use super::{Incidents, Result};
use crate::{CaseChange, Incident, PublicFacts, error::CaseError, model::in_order, store};

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

    /// Changes the breach as such: kind, title, vendor, product, dates, cause. Needs the
    /// verb in one lab of the case; the journal of each of its labs says so, since the
    /// breach is common to them.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `version` is not the present one,
    /// [`CaseError::Invalid`] for an end before the start.
    pub async fn update_incident(
        &self,
        actor: &Actor,
        through: CaseLabId,
        version: i64,
        change: CaseChange,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, through).await?;
        in_order(change.started_on, change.end)?;
        let mut tx = self.db.write().await?;
        let old = store::incident(&mut tx, scope.incident()).await?.ok_or(CaseError::NotFound)?;
        let incident = Incident {
            kind: change.kind,
            title: change.title.as_str().to_owned(),
            vendor: change.vendor,
            product: change.product.map(|product| product.as_str().to_owned()),
            started_on: change.started_on,
            end: change.end,
            cause: change.cause,
            cause_status: change.cause_status,
            version,
            ..old
        };
        if store::update_incident(&mut tx, &incident).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let day = |day: Option<NaiveDate>| day.map_or("unknown".to_owned(), |day| day.to_string());
        let ended = if incident.end.is_going_on() {
            "going_on".to_owned()
        } else {
            day(incident.end.day())
        };
        let event = Event::new("incidents.changed")
            .id("incident", incident.id)
            .word("kind", incident.kind.as_str())
            .word("started", &day(incident.started_on))
            .word("ended", &ended)
            .word("cause", incident.cause.as_str())
            .word("cause_status", incident.cause_status.as_str());
        for lab in store::case_labs(&mut tx, incident.id).await? {
            record(&mut tx, &self.env, actor, Chain::CaseLab(lab.id), &event).await?;
        }
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
