//! Letters that come back.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, CampaignId, DeliveryId, PersonId};

use crate::{
    Campaign, CampaignError, Campaigns, Channel, DeliveryState, NextStep, ReturnReason,
    letters::{is_genuine, read_mark},
    model::{Delivery, numbered},
    next_step::next_step,
    room::Result,
    store::{
        self,
        counts::{Cell, Moves},
        delivery::Move,
    },
};

/// A recorded return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The campaign.
    pub campaign: CampaignId,
    /// The delivery.
    pub delivery: DeliveryId,
    /// Whom the letter was for.
    pub person: PersonId,
    /// What is to be done now.
    pub next: NextStep,
}

impl Campaigns {
    /// Records a letter that came back, by its mark as scanned or typed. The code printed
    /// in it is revoked in the same transaction.
    ///
    /// # Errors
    /// [`CampaignError::UnknownMark`], also for another lab's;
    /// [`CampaignError::AlreadyReturned`].
    pub async fn record_return(
        &self,
        actor: &Actor,
        mark: &str,
        reason: ReturnReason,
    ) -> Result<Returned> {
        let (reference, number, check) = read_mark(mark).ok_or(CampaignError::UnknownMark)?;
        let campaign = self.by_reference(&reference).await?.ok_or(CampaignError::UnknownMark)?;
        let scope = self.scope(actor, Verb::SettleDeliveries, campaign.case_lab).await.map_err(
            |error| match error {
                CampaignError::NotFound => CampaignError::UnknownMark,
                other => other,
            },
        )?;
        let key = self.key(campaign.case_lab).await?;
        if !is_genuine(&key, &campaign, number, &check) {
            return Err(CampaignError::UnknownMark);
        }
        let id = numbered(campaign.base, i64::from(number));
        let mut tx = self.db.write().await?;
        let letter =
            store::delivery::by_id(&mut tx, id).await?.ok_or(CampaignError::UnknownMark)?;
        if letter.state == DeliveryState::Returned {
            return Err(CampaignError::AlreadyReturned);
        }
        // A letter that came back was posted, whatever was recorded so far.
        if !letter.channel.is_letter()
            || !matches!(letter.state, DeliveryState::Posted | DeliveryState::Rendered)
        {
            return Err(CampaignError::Conflict);
        }
        self.return_letter(&mut tx, &campaign, &letter, reason).await?;
        // Whoever holds the letter now may open it: its code opens nothing any more. Letters
        // to representatives carry none.
        let revoked = letter.channel == Channel::Letter
            && self.people.revoke_issue(&mut tx, &scope, letter.person, campaign.issue).await?;
        let event = Event::new("campaigns.letter_returned")
            .id("campaign", campaign.id)
            .id("delivery", id)
            .word("reason", reason.as_str())
            .count("codes_revoked", i64::from(revoked));
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        self.finish_if_settled(&mut tx, campaign.id).await?;
        tx.commit().await?;
        Ok(Returned {
            campaign: campaign.id,
            delivery: id,
            person: letter.person,
            next: next_step(DeliveryState::Returned, reason.as_str()),
        })
    }

    async fn return_letter(
        &self,
        tx: &mut db::Tx,
        campaign: &Campaign,
        letter: &Delivery,
        reason: ReturnReason,
    ) -> Result<()> {
        let done = store::delivery::move_one(
            tx,
            &Move {
                id: letter.id,
                from: letter.state,
                to: DeliveryState::Returned,
                reason: reason.as_str(),
                counted: letter.counted,
                at: self.env.now(),
            },
        )
        .await?;
        if done == 0 {
            return Err(CampaignError::Conflict);
        }
        let mut moves = Moves::default();
        let cell = |state| Cell { channel: letter.channel, state, counted: letter.counted };
        moves.shift(cell(letter.state), cell(DeliveryState::Returned));
        self.apply(tx, campaign.id, &moves).await?;
        Ok(())
    }

    async fn by_reference(&self, reference: &str) -> Result<Option<Campaign>> {
        let mut tx = self.db.read().await?;
        Ok(store::campaign::by_reference(&mut tx, reference).await?)
    }
}
