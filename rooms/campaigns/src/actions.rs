//! Running, pausing, cancelling; the counts that move with each.

use accounts::Verb;
use audit::{Chain, Event, record};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, CampaignId, CaseLabId, Text};

use crate::{
    Campaign, CampaignError, CampaignState, Campaigns, Channel, DeliveryState, jobs,
    model::BatchWord,
    room::{Result, SYSTEM},
    store::{
        self,
        counts::{Cell, Moves},
    },
};

/// What a pause or a cancellation leaves behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stopped {
    /// Messages that the server may be taking at this very moment.
    pub sending: i64,
}

/// What a cancellation did, and what cannot be called back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cancelled {
    /// Deliveries that will not leave.
    pub withdrawn: i64,
    /// E-mails that had left.
    pub accepted: i64,
    /// Letters that had been posted.
    pub posted: i64,
    /// E-mails that may have left: a person settles them.
    pub in_doubt: i64,
    /// Letters in files that a printer has downloaded: tell the printer.
    pub at_printer: i64,
}

impl Campaigns {
    /// Campaigns of a lab, newest first.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn campaigns(&self, actor: &Actor, case_lab: CaseLabId) -> Result<Vec<Campaign>> {
        self.scope(actor, Verb::ViewCampaigns, case_lab).await?;
        let mut tx = self.db.read().await?;
        Ok(store::campaign::of_lab(&mut tx, case_lab).await?)
    }

    /// One campaign.
    ///
    /// # Errors
    /// [`CampaignError::NotFound`].
    pub async fn campaign(&self, actor: &Actor, id: CampaignId) -> Result<Campaign> {
        Ok(self.admit(actor, Verb::ViewCampaigns, id).await?.1)
    }

    /// Pauses a running campaign. No e-mail begins to leave after this returns; those
    /// that were on their way end.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when it does not run.
    pub async fn pause(&self, actor: &Actor, id: CampaignId) -> Result<Stopped> {
        let (scope, _) = self.admit(actor, Verb::RunCampaign, id).await?;
        let mut tx = self.db.write().await?;
        if store::campaign::pause(&mut tx, id, None, self.env.now()).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        let sending = count(&store::counts::tally(&mut tx, id).await?, DeliveryState::Sending);
        let event = Event::new("campaigns.paused").id("campaign", id).count("sending", sending);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(Stopped { sending })
    }

    /// Resumes a paused campaign: whoever was reached is not written to again.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when it is not paused.
    pub async fn resume(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, _) = self.admit(actor, Verb::RunCampaign, id).await?;
        let mut tx = self.db.write().await?;
        let tally = store::counts::tally(&mut tx, id).await?;
        let refused = emails(&tally, DeliveryState::Failed);
        if store::campaign::resume(&mut tx, id, refused).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        jobs::enqueue(&mut tx, &self.env, jobs::LETTERS_JOB, id).await?;
        let event = Event::new("campaigns.resumed").id("campaign", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        self.finish_if_settled(&mut tx, id).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Gives a campaign up. What left stays recorded; what waits is withdrawn.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when it is finished or cancelled.
    pub async fn cancel(
        &self,
        actor: &Actor,
        id: CampaignId,
        reason: &Text<300>,
    ) -> Result<Cancelled> {
        let (scope, campaign) = self.admit(actor, Verb::RunCampaign, id).await?;
        let mut tx = self.db.write().await?;
        if store::campaign::cancel(&mut tx, id, self.env.now()).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        self.note(&mut tx, actor, &campaign, None, "cancelled", reason).await?;
        let event = Event::new("campaigns.cancelled")
            .id("campaign", id)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        let (withdrawn, at_printer) = self.withdraw(&campaign).await?;
        let mut tx = self.db.read().await?;
        let tally = store::counts::tally(&mut tx, id).await?;
        Ok(Cancelled {
            withdrawn,
            at_printer,
            accepted: count(&tally, DeliveryState::Accepted),
            posted: count(&tally, DeliveryState::Posted),
            in_doubt: count(&tally, DeliveryState::InDoubt) + count(&tally, DeliveryState::Sending),
        })
    }

    /// Withdraws what waits in a cancelled campaign, in short steps; a crash in between
    /// is made good by the watch. Gives how many, and how many lie at a printer.
    pub(crate) async fn withdraw(&self, campaign: &Campaign) -> Result<(i64, i64)> {
        let (id, chain) = (campaign.id, Chain::CaseLab(campaign.case_lab));
        let (mut withdrawn, mut at_printer) = (0, 0);
        for channel in [Channel::Email, Channel::Letter, Channel::GuardianLetter] {
            for from in [DeliveryState::Queued, DeliveryState::Deferred] {
                loop {
                    let now = self.env.now();
                    let mut tx = self.db.write().await?;
                    let gone =
                        store::delivery::cancel_step(&mut tx, id, channel, from, now).await?;
                    if gone.is_empty() {
                        break;
                    }
                    let mut moves = Moves::default();
                    for counted in &gone {
                        moves.shift(
                            Cell { channel, state: from, counted: *counted },
                            Cell { channel, state: DeliveryState::Cancelled, counted: *counted },
                        );
                    }
                    withdrawn += i64::try_from(gone.len()).unwrap_or(i64::MAX);
                    self.apply(&mut tx, id, &moves).await?;
                    let event = Event::new("campaigns.deliveries_withdrawn")
                        .id("campaign", id)
                        .count("deliveries", i64::try_from(gone.len()).unwrap_or(i64::MAX));
                    record(&mut tx, &self.env, &SYSTEM, chain, &event).await?;
                    tx.commit().await?;
                }
            }
        }
        let mut tx = self.db.read().await?;
        let batches = store::batch::of_campaign(&mut tx, id).await?;
        drop(tx);
        for batch in batches {
            if !matches!(batch.state, BatchWord::Ready | BatchWord::Rendering) {
                continue;
            }
            let mut tx = self.db.write().await?;
            store::batch::set_state(&mut tx, batch.id, batch.state, BatchWord::Cancelled).await?;
            let gone =
                store::batch::move_letters(&mut tx, batch.id, "cancelled", self.env.now()).await?;
            let mut moves = Moves::default();
            for (word, counted) in &gone {
                let channel = store::delivery::channel(word)?;
                moves.shift(
                    Cell { channel, state: DeliveryState::Rendered, counted: *counted },
                    Cell { channel, state: DeliveryState::Cancelled, counted: *counted },
                );
            }
            let letters = i64::try_from(gone.len()).unwrap_or(i64::MAX);
            withdrawn += letters;
            at_printer += if batch.downloads > 0 { letters } else { 0 };
            self.apply(&mut tx, id, &moves).await?;
            let event = Event::new("campaigns.batch_withdrawn")
                .id("batch", batch.id)
                .count("letters", letters)
                .count("downloads", batch.downloads);
            record(&mut tx, &self.env, &SYSTEM, chain, &event).await?;
            tx.commit().await?;
        }
        Ok((withdrawn, at_printer))
    }

    /// Moves counts with the rows of the same transaction.
    pub(crate) async fn apply(
        &self,
        tx: &mut db::Tx,
        id: CampaignId,
        moves: &Moves,
    ) -> Result<(i64, CampaignState)> {
        // The campaign's row first: it puts all who move its counts in a line, so that
        // no two of them wait for each other.
        let open = store::campaign::add_open(tx, id, moves.open()).await?;
        store::counts::apply(tx, id, moves).await?;
        Ok(open)
    }

    /// Finishes a running campaign without open deliveries, in the transaction that
    /// settled the last one. Writes the event last.
    pub(crate) async fn finish_if_settled(&self, tx: &mut db::Tx, id: CampaignId) -> Result<()> {
        if store::campaign::finish(tx, id, self.env.now()).await? == 1 {
            let campaign = store::campaign::by_id(tx, id).await?.ok_or(CampaignError::NotFound)?;
            let event = Event::new("campaigns.finished")
                .id("campaign", id)
                .count("persons", campaign.persons);
            record(tx, &self.env, &SYSTEM, Chain::CaseLab(campaign.case_lab), &event).await?;
        }
        Ok(())
    }
}

/// Rows in a state, over all channels.
pub(crate) fn count(tally: &[(Cell, i64)], state: DeliveryState) -> i64 {
    tally.iter().filter(|(cell, _)| cell.state == state).map(|(_, n)| n).sum()
}

/// E-mails in a state: what the brake looks at.
pub(crate) fn emails(tally: &[(Cell, i64)], state: DeliveryState) -> i64 {
    let is_email = |cell: &Cell| cell.channel == Channel::Email && cell.state == state;
    tally.iter().filter(|(cell, _)| is_email(cell)).map(|(_, n)| n).sum()
}

/// The minute of an instant.
pub(crate) fn minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at - Duration::microseconds(at.timestamp_micros().rem_euclid(60_000_000))
}
