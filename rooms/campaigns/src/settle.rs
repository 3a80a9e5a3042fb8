//! Deliveries in doubt, settled by a person; bounces, settled by what servers write.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, CampaignId, DeliveryId, Text};
use mail::bounce::{Class, classify};

use crate::{
    Campaign, CampaignError, Campaigns, Channel, DeliveryState,
    mailing::References,
    mailing::add_letter,
    model::{Delivery, numbered},
    prepare::letter_possible,
    room::{Result, SYSTEM},
    store::{
        self,
        counts::{Cell, Moves},
        delivery::Move,
    },
};

/// What a person decides about a delivery in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It arrived: count it as handed over.
    Sent,
    /// Send it again: it may arrive twice.
    Again,
    /// Write by letter instead.
    Letter,
}

impl Settlement {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Again => "again",
            Self::Letter => "letter",
        }
    }
}

impl Campaigns {
    /// Settles deliveries in doubt, all in one way, with a reason. All are settled, or
    /// none.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when one of them is not in doubt, or the campaign has
    /// ended and nothing can leave any more.
    pub async fn settle(
        &self,
        actor: &Actor,
        id: CampaignId,
        deliveries: &[DeliveryId],
        settlement: Settlement,
        reason: &Text<300>,
    ) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::SettleDeliveries, id).await?;
        if settlement != Settlement::Sent && !campaign.state.is_live() {
            return Err(CampaignError::Conflict);
        }
        let mut tx = self.db.read().await?;
        let found = store::delivery::by_ids(&mut tx, deliveries).await?;
        drop(tx);
        let doubtful = |d: &Delivery| d.campaign == id && d.state == DeliveryState::InDoubt;
        if found.len() != deliveries.len() || found.is_empty() || !found.iter().all(doubtful) {
            return Err(CampaignError::Conflict);
        }
        let letters = self.letters_possible(&scope, settlement, &found).await?;
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        let mut moves = Moves::default();
        for (delivery, letter) in found.iter().zip(letters) {
            let (to, word) = match settlement {
                Settlement::Sent => (DeliveryState::Accepted, "settled"),
                Settlement::Again => (DeliveryState::Queued, ""),
                Settlement::Letter => (DeliveryState::Failed, "other"),
            };
            let counted = delivery.counted && !letter;
            let at = Move {
                id: delivery.id,
                from: DeliveryState::InDoubt,
                to,
                reason: word,
                counted,
                at: now,
            };
            if store::delivery::move_one(&mut tx, &at).await? == 0 {
                return Err(CampaignError::Conflict);
            }
            let cell = |state, counted| Cell { channel: delivery.channel, state, counted };
            moves.shift(cell(DeliveryState::InDoubt, delivery.counted), cell(to, counted));
            self.note(&mut tx, actor, &campaign, Some(delivery.id), "settled", reason).await?;
        }
        for (delivery, _) in found.iter().zip(&moves_of(&found, settlement)).filter(|(_, l)| **l) {
            let letter = Cell {
                channel: Channel::Letter,
                state: DeliveryState::Queued,
                counted: delivery.counted,
            };
            let (base, person) = (campaign.base, delivery.person);
            if !add_letter(&mut tx, id, base, person, delivery.counted, now).await? {
                return Err(CampaignError::Conflict);
            }
            moves.add(letter, 1);
        }
        self.apply(&mut tx, id, &moves).await?;
        let event = Event::new("campaigns.doubt_settled")
            .id("campaign", id)
            .word("settlement", settlement.as_str())
            .count("deliveries", i64::try_from(found.len()).unwrap_or(i64::MAX))
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        self.finish_if_settled(&mut tx, id).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }
}
