//! Letters that a batch would lose: shown, tried again, or given up by a person.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, CampaignId, Text};

use super::{Maker, int, lost};
use crate::{Alert, CampaignError, CampaignState, Campaigns, jobs, room::Result, store};

impl Campaigns {
    /// Gives up the letters of the waiting batch that cannot be written, after somebody
    /// looked at them: those persons count as not reached, with the reason, and the
    /// campaign goes on. Gives how many.
    ///
    /// The other ways on need no verb of their own: correct the records and resume, which
    /// tries the same batch again, or cancel.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] unless the campaign stopped over such a batch.
    pub async fn give_up_losses(
        &self,
        actor: &Actor,
        id: CampaignId,
        reason: &Text<300>,
    ) -> Result<i64> {
        let (scope, campaign) = self.admit(actor, Verb::RunCampaign, id).await?;
        if campaign.state != CampaignState::Paused || campaign.alert != Some(Alert::Losses) {
            return Err(CampaignError::Conflict);
        }
        let mut tx = self.db.read().await?;
        let batch = store::batch::unfinished(&mut tx, id).await?.ok_or(CampaignError::Conflict)?;
        let rows = store::batch::letters(&mut tx, batch.id, "queued").await?;
        drop(tx);
        let maker = Maker::new(self, &scope, &campaign).await?;
        let written = self.write_all(&maker, &scope, &rows).await?;
        let given_up = int(lost(&written.aside));
        for (row, state, why) in written.aside {
            self.set_aside(&scope, &campaign, &row, state, why).await?;
        }
        let mut tx = self.db.write().await?;
        let tally = store::counts::tally(&mut tx, id).await?;
        let refused = crate::acts::emails(&tally, crate::DeliveryState::Failed);
        if store::campaign::resume(&mut tx, id, refused).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        jobs::enqueue(&mut tx, &self.env, jobs::LETTERS_JOB, id).await?;
        self.note(&mut tx, actor, &campaign, None, "losses", reason).await?;
        let event = Event::new("campaigns.losses_given_up")
            .id("campaign", id)
            .id("batch", batch.id)
            .count("letters", given_up)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.ring();
        Ok(given_up)
    }
}
