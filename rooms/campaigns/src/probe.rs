//! Before a launch: could the codes that leave be read at all?

use chrono::NaiveDate;
use incidents::Scope;
use kernel::{Id as _, PersonId};
use people::{PeopleError, Person, identity::BirthDate};

use crate::{Campaign, CampaignError, Campaigns, room::Result, store};

/// Persons opened at once while one with a full birth date is looked for.
const STEP: i64 = 10;

/// Persons among whom one is looked for.
const TRIED: i64 = 200;

impl Campaigns {
    /// The page of the case is open, and a real code of the campaign with the birth date
    /// that its person will type leads to that person's answer, on the way that the page
    /// itself takes.
    ///
    /// The code is one that the preparation made usable, and it is shown to nobody. Where
    /// none of the first [`TRIED`] persons has a full birth date there is nothing to try.
    ///
    /// # Errors
    /// [`CampaignError::PageClosed`], [`CampaignError::CodeSilent`].
    pub(crate) async fn codes_open(&self, scope: &Scope, campaign: &Campaign) -> Result<()> {
        let (_, part) = self.incidents.of_scope(scope).await?;
        if part.public_since.is_none() {
            return Err(CampaignError::PageClosed);
        }
        let Some((person, born)) = self.somebody_with_birth_date(scope, campaign).await? else {
            return Ok(());
        };
        let code = self.people.claim_keys(scope).await?.code(person, campaign.issue);
        let claim = self.people.find_claim(scope.incident(), &code).await?;
        if claim.is_none_or(|of| of.person != person || of.case_lab != scope.case_lab()) {
            return Err(CampaignError::CodeSilent);
        }
        let Some(page) = &self.patient_answer else { return Ok(()) };
        if page.opens(scope.incident(), person, &code, born).await? {
            Ok(())
        } else {
            Err(CampaignError::CodeSilent)
        }
    }

    async fn somebody_with_birth_date(
        &self,
        scope: &Scope,
        campaign: &Campaign,
    ) -> Result<Option<(PersonId, NaiveDate)>> {
        let mut after = None;
        for _ in 0..TRIED / STEP {
            let mut tx = self.db.read().await?;
            let ids = store::delivery::to_be_written_to(&mut tx, campaign.id, after, STEP).await?;
            drop(tx);
            let Some(last) = ids.last() else { break };
            after = Some(last.uuid());
            let persons = match self.people.open_all(scope, &ids).await {
                Ok(persons) => persons,
                // Somebody was withdrawn since: the comparison of the audience says so.
                Err(PeopleError::NotFound) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let found = persons.iter().find_map(|person| Some((person.id, born(person)?)));
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

fn born(person: &Person) -> Option<NaiveDate> {
    person.record.traits.birth_date.and_then(BirthDate::exact)
}
