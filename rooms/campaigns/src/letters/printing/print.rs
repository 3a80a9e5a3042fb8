//! One print file: its letters chosen, written, set, sealed and recorded.

use accounts::Verb;
use audit::{Event, record};
use chrono::TimeDelta;
use incidents::Scope;
use kernel::{Actor, BatchId, CampaignId};
use tokio::task::spawn_blocking;

use super::{
    layout::layout,
    losses::{lost, refused_words},
    maker::Maker,
    written::{Written, int},
};
use crate::{
    Alert, Campaign, CampaignError, CampaignState, Campaigns, jobs,
    letters::files,
    model::{Batch, BatchWord},
    room::{Result, SYSTEM},
    store,
};

impl Campaigns {
    /// Prints what waits now, a part of a batch included.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when the campaign does not run.
    pub async fn print_now(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::RunCampaign, id).await?;
        if campaign.state != CampaignState::Running {
            return Err(CampaignError::Conflict);
        }
        let mut tx = self.db.write().await?;
        jobs::enqueue(&mut tx, &self.env, jobs::LETTERS_JOB, id).await?;
        let event = Event::new("campaigns.printing_asked").id("campaign", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether waiting letters make a batch worth printing: a full one, the last ones, or
    /// some that have waited long enough.
    pub(crate) async fn letters_are_due(
        &self,
        tx: &mut db::Tx,
        campaign: &Campaign,
    ) -> Result<bool> {
        if store::batch::unfinished(tx, campaign.id).await?.is_some() {
            return Ok(true);
        }
        let (waiting, since) = store::batch::waiting(tx, campaign.id, campaign.batch_size).await?;
        if waiting == 0 || waiting >= campaign.batch_size {
            return Ok(waiting > 0);
        }
        let patience = TimeDelta::from_std(self.config.letters_wait).unwrap_or(TimeDelta::MAX);
        let no_more = store::ledger::next_due(tx, campaign.id).await?.is_none();
        Ok(no_more || since.is_some_and(|since| since + patience <= self.env.now()))
    }

    /// Makes the next print file of a running campaign; false when nothing waits.
    ///
    /// # Errors
    /// The database's; a disk that is full; a letter that cannot be set.
    pub(crate) async fn print_one(&self, id: CampaignId) -> Result<bool> {
        let (scope, campaign) = self.admit(&SYSTEM, Verb::PrintLetters, id).await?;
        if campaign.state != CampaignState::Running {
            return Ok(false);
        }
        let Some(batch) = self.choose(&scope, &campaign).await? else { return Ok(false) };
        let made = self.make(&scope, &campaign, &batch).await;
        if let Err(CampaignError::Document(_)) = &made {
            self.raise(&campaign, Some(Alert::Printing)).await?;
        }
        if made.is_ok() && campaign.alert == Some(Alert::Printing) {
            self.raise(&campaign, None).await?;
        }
        made.map(|made| made == Made::Done)
    }

    /// The batch to make: one that a crash left, or the next letters that wait.
    async fn choose(&self, scope: &Scope, campaign: &Campaign) -> Result<Option<Batch>> {
        let mut tx = self.db.write().await?;
        if let Some(batch) = store::batch::unfinished(&mut tx, campaign.id).await? {
            return Ok(Some(batch));
        }
        let id: BatchId = self.env.new_id();
        let now = self.env.now();
        let filled = store::batch::fill(&mut tx, campaign.id, id, campaign.batch_size).await?;
        if filled == 0 {
            return Ok(None);
        }
        let n = store::batch::last_number(&mut tx, campaign.id).await? + 1;
        match store::batch::insert(&mut tx, id, campaign.id, n, now).await {
            Ok(()) => {}
            // Another worker took this number: its batch is the next to be made.
            Err(db::DbError::Unique(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let event = Event::new("campaigns.batch_chosen")
            .id("campaign", campaign.id)
            .id("batch", id)
            .count("letters", i64::try_from(filled).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        let mut tx = self.db.read().await?;
        Ok(store::batch::by_id(&mut tx, id).await?)
    }

    async fn make(&self, scope: &Scope, campaign: &Campaign, batch: &Batch) -> Result<Made> {
        let mut tx = self.db.read().await?;
        let rows = store::batch::letters(&mut tx, batch.id, "queued").await?;
        drop(tx);
        let maker = Maker::new(self, scope, campaign).await?;
        let Written { kept, letters, aside } = self.write_all(&maker, scope, &rows).await?;
        // Nothing is settled by a stop: the batch stays as it was chosen, for another try.
        if let Some(n) = refused_words(&aside) {
            self.stop(campaign.id, Alert::Wording, int(n)).await?;
            return Ok(Made::Stopped);
        }
        let lost = lost(&aside);
        if self.loses_too_much(campaign, lost, rows.len()).await? {
            self.stop(campaign.id, Alert::Losses, int(lost)).await?;
            return Ok(Made::Stopped);
        }
        for (row, state, reason) in aside {
            self.set_aside(scope, campaign, &row, state, reason).await?;
        }
        if letters.is_empty() {
            let mut tx = self.db.write().await?;
            let (from, to) = (BatchWord::Rendering, BatchWord::Cancelled);
            store::batch::set_state(&mut tx, batch.id, from, to).await?;
            self.finish_if_settled(&mut tx, campaign.id).await?;
            tx.commit().await?;
            return Ok(Made::Done);
        }
        let rendered = self.set(layout(campaign, batch, &maker.snapshot), letters).await?;
        let key = self.key(scope.case_lab()).await?;
        let (env, folder, id) = (self.env.clone(), self.config.folder.clone(), batch.id);
        let pdf = rendered.pdf;
        let bytes = i64::try_from(pdf.len()).unwrap_or(i64::MAX);
        spawn_blocking(move || files::write(&env, &key, &folder, id, &pdf))
            .await
            .map_err(|_| CampaignError::Broken)??;
        let places: Vec<_> = kept
            .iter()
            .zip(&rendered.pages)
            .map(|(row, place)| (row.id, int(place.first_page), int(place.pages)))
            .collect();
        self.record_made(scope, campaign, batch, &kept, &places, bytes, &rendered.sha256).await?;
        Ok(Made::Done)
    }
}

/// What came of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Made {
    /// Its file is made, or no letter of it was left to print.
    Done,
    /// It would lose too many letters: the campaign paused itself.
    Stopped,
}
