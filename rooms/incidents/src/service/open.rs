//! Opening a case, and adding labs to it.

use accounts::{Target, Verb, authorise};
use audit::{Chain, Event, record};
use kernel::{Actor, CaseLabId, IncidentId, OrganisationId};

use vault::Owner;

use super::{Incidents, Result};
use crate::{
    CaseLab, Cause, CauseStatus, Incident, NewCase, NewSignal, PublicFacts, error::CaseError, store,
};

impl Incidents {
    /// Opens a case with its labs.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when the reference is taken.
    pub async fn open(&self, actor: &Actor, new: NewCase) -> Result<IncidentId> {
        self.open_with(actor, new, None).await
    }

    /// Opens a case with its labs and the first signal, in the ledger of each lab: all or
    /// nothing, so that a refused signal leaves no case behind.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when the reference is taken, [`CaseError::Invalid`] for a
    /// signal in the future.
    pub async fn open_with(
        &self,
        actor: &Actor,
        new: NewCase,
        signal: Option<NewSignal>,
    ) -> Result<IncidentId> {
        for lab in &new.labs {
            authorise(actor, Verb::OpenCase, Target::Organisation(*lab))?;
            if signal.is_some() {
                authorise(actor, Verb::RecordAwareness, Target::Organisation(*lab))?;
            }
        }
        new.check()?;
        if let Some(signal) = &signal {
            self.check_signal(signal)?;
        }
        let incident = Incident {
            id: self.env.new_id(),
            reference: new.reference.as_str().to_owned(),
            kind: new.kind,
            title: new.title.as_str().to_owned(),
            vendor: new.vendor,
            product: new.product.as_ref().map(|p| p.as_str().to_owned()),
            started_on: new.started_on,
            end: new.end,
            cause: Cause::Unknown,
            cause_status: CauseStatus::Suspected,
            created_at: self.env.now(),
            version: 1,
        };
        let mut labs: Vec<(CaseLabId, OrganisationId)> =
            new.labs.into_iter().map(|organisation| (self.env.new_id(), organisation)).collect();
        labs.sort_unstable();
        // Keys are made before the transaction: each is written in one of its own.
        let mut keys = Vec::with_capacity(labs.len());
        if signal.is_some() {
            let mut tx = self.db.read().await?;
            if store::incident_by_reference(&mut tx, &incident.reference).await?.is_some() {
                return Err(CaseError::Conflict);
            }
            drop(tx);
            for (lab, _) in &labs {
                keys.push(self.vault.key(Owner::CaseLab(*lab)).await?);
            }
        }
        let mut tx = self.db.write().await?;
        if store::incident_by_reference(&mut tx, &incident.reference).await?.is_some() {
            return Err(CaseError::Conflict);
        }
        store::insert_incident(&mut tx, &incident).await?;
        for (lab, organisation) in &labs {
            self.insert_lab(&mut tx, *lab, incident.id, *organisation).await?;
        }
        // Chains are taken in their order, the platform's first.
        let event = Event::new("incidents.opened")
            .id("incident", incident.id)
            .word("kind", incident.kind.as_str());
        record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        if let Some(signal) = &signal {
            for ((lab, _), key) in labs.iter().zip(&keys) {
                self.write_signal(&mut tx, actor, (*lab, key), signal).await?;
            }
        }
        tx.commit().await?;
        Ok(incident.id)
    }

    /// Adds a lab to a case.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when it is in the case already.
    pub async fn add_lab(
        &self,
        actor: &Actor,
        incident: IncidentId,
        organisation: OrganisationId,
    ) -> Result<CaseLabId> {
        authorise(actor, Verb::OpenCase, Target::Organisation(organisation))?;
        let mut tx = self.db.write().await?;
        store::incident(&mut tx, incident).await?.ok_or(CaseError::NotFound)?;
        let labs = store::case_labs(&mut tx, incident).await?;
        if labs.iter().any(|lab| lab.organisation == organisation) {
            return Err(CaseError::Conflict);
        }
        let id = self.env.new_id();
        self.insert_lab(&mut tx, id, incident, organisation).await?;
        let event = Event::new("incidents.lab_added").id("incident", incident).id("case_lab", id);
        record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn insert_lab(
        &self,
        tx: &mut db::Tx,
        id: CaseLabId,
        incident: IncidentId,
        organisation: OrganisationId,
    ) -> Result<()> {
        let lab = CaseLab {
            id,
            incident,
            organisation,
            facts: PublicFacts::default(),
            duty_facts: "{}".to_owned(),
            aware_at: None,
            public_since: None,
            version: 1,
        };
        store::insert_case_lab(tx, &lab, self.env.now()).await?;
        Ok(())
    }
}
