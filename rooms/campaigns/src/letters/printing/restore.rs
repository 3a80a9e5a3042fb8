//! Making a lost print file anew, from the ledger.

use accounts::Verb;
use audit::{Event, record};
use documents::RenderedLetters;
use incidents::Scope;
use kernel::{Actor, BatchId};
use tokio::task::spawn_blocking;

use super::{layout::layout, maker::Maker};
use crate::{
    Campaign, CampaignError, Campaigns, letters::files, model::Batch, room::Result, store,
};

impl Campaigns {
    /// Makes the file of a batch anew, from the ledger, where its disk was lost. The
    /// bytes are the same, or nothing is written.
    ///
    /// # Errors
    /// [`CampaignError::FileGone`] when a person of the batch changed since: other bytes
    /// than those that were printed would come out.
    pub async fn restore_file(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let (scope, campaign, batch) = self.admit_batch(actor, Verb::PrintLetters, id).await?;
        let rendered = self.remake(&scope, &campaign, &batch).await?;
        let hash = hex::decode(&rendered.sha256).unwrap_or_default();
        if batch.sha256.as_deref() != Some(&*hash) {
            return Err(CampaignError::FileGone);
        }
        let key = self.key(scope.case_lab()).await?;
        let (env, folder) = (self.env.clone(), self.config.folder.clone());
        spawn_blocking(move || files::write(&env, &key, &folder, id, &rendered.pdf))
            .await
            .map_err(|_| CampaignError::Broken)??;
        let mut tx = self.db.write().await?;
        let event = Event::new("campaigns.batch_restored")
            .id("campaign", campaign.id)
            .id("batch", id)
            .digest("file", &hash);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn remake(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        batch: &Batch,
    ) -> Result<RenderedLetters> {
        let mut tx = self.db.read().await?;
        let rows = store::batch::in_file(&mut tx, batch.id).await?;
        drop(tx);
        let maker = Maker::new(self, scope, campaign).await?;
        let mut letters = Vec::with_capacity(rows.len());
        for part in rows.chunks(500) {
            for (row, person) in self.addressed(scope, part).await? {
                let letter = maker.letter(&row, person.as_ref());
                letters.push(letter.map_err(|_| CampaignError::FileGone)?);
            }
        }
        self.set(layout(campaign, batch, &maker.snapshot), letters).await
    }
}
