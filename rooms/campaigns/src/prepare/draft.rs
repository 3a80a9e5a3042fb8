//! Out of a draft, and back to one: what a preparation left is removed first.

use accounts::Verb;
use audit::{Event, record};
use incidents::Scope;
use kernel::{Actor, CampaignId};

use crate::{
    Campaign, CampaignError, CampaignState, Campaigns, jobs,
    room::{Result, SYSTEM},
    store,
};

impl Campaigns {
    /// Begins the preparation of a draft and leaves it to a worker.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when it is no draft, or another campaign of the same
    /// purpose is being prepared.
    pub async fn begin_prepare(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::PrepareCampaign, id).await?;
        if campaign.state == CampaignState::Preparing {
            return Ok(());
        }
        // A crash may have cut short the emptying that made it a draft again.
        if campaign.state == CampaignState::Draft && has_rests(&campaign) {
            self.empty_draft(id).await?;
        }
        let mut tx = self.db.write().await?;
        // Who prepares answers for what is in it: the second signature is somebody else's.
        let moved = store::campaign::begin(&mut tx, id, &actor.journal_name()).await;
        match moved {
            Ok(1) => {}
            // The index on series lets one campaign of a purpose be prepared at a time.
            Ok(_) | Err(db::DbError::Unique(_)) => return Err(CampaignError::Conflict),
            Err(error) => return Err(error.into()),
        }
        jobs::enqueue(&mut tx, &self.env, jobs::PREPARE_JOB, id).await?;
        let event = Event::new("campaigns.preparation_begun").id("campaign", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A preparation whose texts are refused makes the campaign a draft again.
    pub(super) async fn back_to_draft(&self, scope: &Scope, id: CampaignId) -> Result<()> {
        let mut tx = self.db.write().await?;
        store::campaign::move_state(&mut tx, id, CampaignState::Preparing, CampaignState::Draft)
            .await?;
        let event = Event::new("campaigns.preparation_refused").id("campaign", id);
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        self.empty_draft(id).await
    }

    /// Removes what a preparation left in a draft.
    pub(crate) async fn empty_draft(&self, id: CampaignId) -> Result<()> {
        loop {
            let mut tx = self.db.write().await?;
            let gone = store::delivery::delete_step(&mut tx, id).await?;
            if gone == 0 {
                store::counts::clear(&mut tx, id).await?;
                store::campaign::reset_walk(&mut tx, id).await?;
            }
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }
}

/// Whether a draft still holds something of an earlier preparation.
fn has_rests(draft: &Campaign) -> bool {
    draft.next_number != 0 || draft.stage != "audience" || draft.content_hash.is_some()
}
