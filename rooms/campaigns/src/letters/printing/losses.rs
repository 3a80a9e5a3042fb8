//! Letters that a batch would lose: shown, tried again, or given up by a person.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, CampaignId, Text};

use super::{
    maker::Maker,
    written::{Aside, Written, int},
};
use crate::{
    Alert, Campaign, CampaignError, CampaignState, Campaigns, DeliveryState, jobs, model::Batch,
    room::Result, store,
};

/// Lost letters, in per cent of those handled, above which the campaign stops and asks.
const PERCENT: i64 = 3;
/// Lost letters below which they are single persons, whatever the share.
const LEAST: i64 = 3;

/// Letters of a waiting batch that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Losses {
    /// The number of the batch in its campaign.
    pub batch: i64,
    /// Its letters, those included.
    pub letters: i64,
    /// Stable words of the reasons, with how many letters each has.
    pub reasons: Vec<(&'static str, i64)>,
}

/// Letters that cannot be written; those of persons who must not be written to any more
/// are no loss.
pub(super) fn lost(aside: &[Aside]) -> usize {
    aside.iter().filter(|(_, state, _)| *state == DeliveryState::Unreachable).count()
}

/// Letters that the words which all share make impossible: no record can help, and no
/// person pays for it.
pub(super) fn refused_words(aside: &[Aside]) -> Option<usize> {
    let shared = |reason: &str| matches!(reason, "text_unprintable" | "unwritable");
    let n = aside.iter().filter(|(_, _, reason)| shared(reason)).count();
    (n > 0).then_some(n)
}

impl Campaigns {
    /// Whether so many lost letters are more than single persons' odd addresses: every
    /// address was found printable at the preparation, so that few change in between. What
    /// earlier batches lost counts too, or small ones would lose a campaign piece by piece;
    /// what a person gave up knowingly counts no more.
    pub(super) async fn loses_too_much(
        &self,
        campaign: &Campaign,
        lost: usize,
        letters: usize,
    ) -> Result<bool> {
        if lost == 0 {
            return Ok(false);
        }
        let mut tx = self.db.read().await?;
        let (before, printed) = store::batch::lost_so_far(&mut tx, campaign.id).await?;
        let (lost, handled) = (int(lost) + before, int(letters) + before + printed);
        Ok(lost >= LEAST && lost * 100 > handled * PERCENT)
    }

    /// The letters that stopped a campaign; none while it is not stopped over such.
    ///
    /// # Errors
    /// Those of the scope and the database.
    pub async fn losses(&self, actor: &Actor, id: CampaignId) -> Result<Option<Losses>> {
        let (_, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        let Some((batch, written)) = self.waiting_batch(&campaign).await? else { return Ok(None) };
        let letters = int(written.kept.len() + written.aside.len());
        let mut reasons: Vec<(&'static str, i64)> = Vec::new();
        for (_, state, why) in written.aside {
            if state != DeliveryState::Unreachable {
                continue;
            }
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, n)) => *n += 1,
                None => reasons.push((why, 1)),
            }
        }
        Ok(Some(Losses { batch: batch.n, letters, reasons }))
    }

    /// The batch over which a campaign stopped, and what can be written of it.
    async fn waiting_batch(&self, campaign: &Campaign) -> Result<Option<(Batch, Written)>> {
        if campaign.state != CampaignState::Paused || campaign.alert != Some(Alert::Losses) {
            return Ok(None);
        }
        let mut tx = self.db.read().await?;
        let Some(batch) = store::batch::unfinished(&mut tx, campaign.id).await? else {
            return Ok(None);
        };
        let rows = store::batch::letters(&mut tx, batch.id, "queued").await?;
        drop(tx);
        let scope = self.people.system_scope(campaign.case_lab).await?;
        let maker = Maker::new(self, &scope, campaign).await?;
        let written = self.write_all(&maker, &scope, &rows).await?;
        Ok(Some((batch, written)))
    }

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
        let waiting = self.waiting_batch(&campaign).await?;
        let (batch, written) = waiting.ok_or(CampaignError::Conflict)?;
        let given_up = int(lost(&written.aside));
        for (row, state, why) in written.aside {
            self.set_aside(&scope, &campaign, &row, state, why).await?;
        }
        let mut tx = self.db.write().await?;
        let tally = store::counts::tally(&mut tx, id).await?;
        let refused = crate::actions::emails(&tally, crate::DeliveryState::Failed);
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
