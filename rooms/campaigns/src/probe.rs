//! Before a launch: could the codes that leave be read at all?

use incidents::Scope;
use people::{PeopleError, Person, identity::BirthDate};

use crate::{Campaign, CampaignError, Campaigns, room::Result, store};

/// Persons among whom one with a full birth date is looked for.
const TRIED: i64 = 200;

impl Campaigns {
    /// The page of the case is open, and a real code of the campaign, looked up as a
    /// patient's is, leads to its person with the birth date that the person will type.
    ///
    /// Nothing is issued for it and nothing is counted as an opening: the code is one that
    /// the preparation made usable, and it is shown to nobody. Where no person of the
    /// first ones has a full birth date there is nothing to try.
    ///
    /// # Errors
    /// [`CampaignError::PageClosed`], [`CampaignError::CodeSilent`].
    pub(crate) async fn codes_open(&self, scope: &Scope, campaign: &Campaign) -> Result<()> {
        let (_, part) = self.incidents.of_scope(scope).await?;
        if part.public_since.is_none() {
            return Err(CampaignError::PageClosed);
        }
        let mut tx = self.db.read().await?;
        let ids = store::delivery::to_be_written_to(&mut tx, campaign.id, None, TRIED).await?;
        drop(tx);
        let persons = match self.people.open_all(scope, &ids).await {
            Ok(persons) => persons,
            // Somebody was withdrawn since: the comparison of the audience says so.
            Err(PeopleError::NotFound) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let Some(person) = persons.into_iter().find(|person| born(person).is_some()) else {
            return Ok(());
        };
        let code = self.people.claim_keys(scope).await?.code(person.id, campaign.issue);
        let found = self.people.find_claim(scope.incident(), &code).await?;
        let opens = found
            .is_some_and(|claim| claim.person == person.id && claim.case_lab == scope.case_lab());
        if opens { Ok(()) } else { Err(CampaignError::CodeSilent) }
    }
}

fn born(person: &Person) -> Option<chrono::NaiveDate> {
    person.record.traits.birth_date.and_then(BirthDate::exact)
}
