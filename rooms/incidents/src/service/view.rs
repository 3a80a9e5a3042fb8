//! Reading cases: as staff, as an admitted caller, as the public.

use accounts::{Verb, organisations_with};
use kernel::{Actor, CaseLabId};

use super::{Incidents, Result};
use crate::{CaseLab, CaseSummary, Incident, Scope, error::CaseError, store};

impl Incidents {
    /// The cases whose labs the actor may see, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn cases(&self, actor: &Actor) -> Result<Vec<CaseSummary>> {
        let visible = organisations_with(actor, Verb::ViewCase);
        let mut tx = self.db.read().await?;
        let incidents = store::incidents(&mut tx).await?;
        let labs = store::all_case_labs(&mut tx).await?;
        let shown = |lab: &&CaseLab| {
            visible.as_ref().is_none_or(|organisations| organisations.contains(&lab.organisation))
        };
        let mut labs: Vec<CaseLab> = labs.iter().filter(shown).cloned().collect();
        Ok(incidents
            .into_iter()
            .filter_map(|incident| {
                let (mine, rest) = labs.drain(..).partition(|lab| lab.incident == incident.id);
                labs = rest;
                let mine: Vec<CaseLab> = mine;
                (!mine.is_empty()).then_some(CaseSummary { incident, labs: mine })
            })
            .collect())
    }

    /// One case, by its public name, with the labs that the actor may see.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] also when the actor may see none of its labs.
    pub async fn by_reference(&self, actor: &Actor, reference: &str) -> Result<CaseSummary> {
        self.cases(actor)
            .await?
            .into_iter()
            .find(|case| case.incident.reference == reference)
            .ok_or(CaseError::NotFound)
    }

    /// One lab's part of a case, with the case.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub async fn case_lab(&self, actor: &Actor, id: CaseLabId) -> Result<(Incident, CaseLab)> {
        self.scope(actor, Verb::ViewCase, id).await?;
        self.load(id).await
    }

    /// One lab's part of a case, for a caller that was admitted already.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub async fn of_scope(&self, scope: &Scope) -> Result<(Incident, CaseLab)> {
        self.load(scope.case_lab()).await
    }

    /// What the public page of a case shows: the case and the labs that opened it.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] when no lab has opened its page.
    pub async fn public_case(&self, reference: &str) -> Result<CaseSummary> {
        let mut tx = self.db.read().await?;
        let incident =
            store::incident_by_reference(&mut tx, reference).await?.ok_or(CaseError::NotFound)?;
        let mut labs = store::case_labs(&mut tx, incident.id).await?;
        labs.retain(|lab| lab.public_since.is_some());
        if labs.is_empty() { Err(CaseError::NotFound) } else { Ok(CaseSummary { incident, labs }) }
    }

    /// The cases that have a public page, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn public_cases(&self) -> Result<Vec<CaseSummary>> {
        let mut tx = self.db.read().await?;
        let incidents = store::incidents(&mut tx).await?;
        let labs = store::all_case_labs(&mut tx).await?;
        Ok(incidents
            .into_iter()
            .filter_map(|incident| {
                let open: Vec<CaseLab> = labs
                    .iter()
                    .filter(|lab| lab.incident == incident.id && lab.public_since.is_some())
                    .cloned()
                    .collect();
                (!open.is_empty()).then_some(CaseSummary { incident, labs: open })
            })
            .collect())
    }

    async fn load(&self, id: CaseLabId) -> Result<(Incident, CaseLab)> {
        let mut tx = self.db.read().await?;
        let lab = store::case_lab(&mut tx, id).await?.ok_or(CaseError::NotFound)?;
        let incident = store::incident(&mut tx, lab.incident).await?.ok_or(CaseError::NotFound)?;
        Ok((incident, lab))
    }
}
