//! What a campaign asks before it is launched: would the page answer its codes?

use campaigns::{CampaignError, PatientAnswer};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use imports::ImportError;
use incidents::CaseError;
use kernel::{IncidentId, PersonId};
use people::ClaimCode;

use crate::{
    Portal, PortalError,
    service::{Result, born_on},
};

impl Portal {
    /// Whether [`Self::answer`] would show this person for this code and birth date.
    /// Counts neither a try nor an opening: the campaign asks before it is launched.
    ///
    /// # Errors
    /// A dependency that does not answer.
    pub async fn would_answer(
        &self,
        incident: IncidentId,
        person: PersonId,
        code: &ClaimCode,
        birth: NaiveDate,
    ) -> Result<bool> {
        let found = self.people.find_claim(incident, code).await?;
        let Some(claim) = found.filter(|claim| claim.person == person) else { return Ok(false) };
        let opened = self.open_person(claim.case_lab, claim.person).await?;
        let Some(opened) = opened.filter(|person| born_on(person, Some(birth))) else {
            return Ok(false);
        };
        self.exposure_now(claim.case_lab, &opened).await?;
        Ok(true)
    }
}

impl PatientAnswer for Portal {
    fn opens<'a>(
        &'a self,
        incident: IncidentId,
        person: PersonId,
        code: &'a ClaimCode,
        born: NaiveDate,
    ) -> BoxFuture<'a, std::result::Result<bool, CampaignError>> {
        Box::pin(async move {
            self.would_answer(incident, person, code, born).await.map_err(as_of_campaign)
        })
    }
}

/// A dependency that does not answer stays what it is, so that the console says so.
fn as_of_campaign(error: PortalError) -> CampaignError {
    match error {
        PortalError::NotFound | PortalError::Case(CaseError::NotFound) => CampaignError::CodeSilent,
        PortalError::Db(error) | PortalError::Imports(ImportError::Db(error)) => error.into(),
        PortalError::Vault(error) | PortalError::Imports(ImportError::Vault(error)) => error.into(),
        PortalError::People(error) => error.into(),
        PortalError::Case(error) => error.into(),
        PortalError::Accounts(error) => error.into(),
        PortalError::Campaigns(error) => error,
        PortalError::Imports(_) => CampaignError::Broken,
    }
}
