//! Deliveries in doubt, settled by a person; bounces, settled by what servers write.

use accounts::Verb;
use audit::{Event, record};
use incidents::Scope;
use kernel::{Actor, CampaignId, DeliveryId, PersonId, Text};
use mail::{
    Address,
    bounce::{Class, Failed, classify},
};

use crate::{
    Campaign, CampaignError, Campaigns, Channel, DeliveryState,
    ledger::bounce_word,
    mailing::{References, add_letter, attempt_place},
    model::{Delivery, numbered},
    prepare::{email_of, letter_possible, stop_reason},
    room::Result,
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
        let letters = match settlement {
            Settlement::Letter => self.letters_possible(&scope, &found).await?,
            Settlement::Sent | Settlement::Again => vec![false; found.len()],
        };
        let mut tx = self.db.write().await?;
        let mut moves = Moves::default();
        for (delivery, letter) in found.iter().zip(&letters) {
            let (to, word) = match settlement {
                Settlement::Sent => (DeliveryState::Accepted, "settled"),
                Settlement::Again => (DeliveryState::Queued, ""),
                Settlement::Letter => (DeliveryState::Failed, "other"),
            };
            self.leave(&mut tx, delivery, to, word, *letter, &mut moves).await?;
            self.note(&mut tx, actor, &campaign, Some(delivery.id), "settled", reason).await?;
        }
        for (delivery, _) in found.iter().zip(&letters).filter(|(_, letter)| **letter) {
            self.letter_for(&mut tx, &campaign, delivery, &mut moves).await?;
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

    /// Reads a message that came back to the return path. Once nobody tries any more, its
    /// delivery is settled as failed, in doubt or not, and a letter goes instead where one
    /// can: the person was not told, whatever the class of the failure (RFC 3464 2.3.3,
    /// GDPR 34(1)).
    ///
    /// Gives whether a delivery was settled: false for anything that is not such a
    /// failure of a message of ours, a delay and the answer of a robot among them, and for
    /// a report in prose on another address than the one that was written to.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn receive_bounce(&self, actor: &Actor, raw: &[u8]) -> Result<bool> {
        let bounce = classify(raw, Some(&self.config.message_domain));
        let ended: Vec<&Failed> = bounce.recipients.iter().filter(|f| f.given_up).collect();
        let (Class::Bounce, Some(reference), false) =
            (bounce.class, bounce.reference, ended.is_empty())
        else {
            return Ok(false);
        };
        let platform = self.vault.key(vault::Owner::Platform).await?;
        let Some(named) = References::new(&platform).read(reference) else { return Ok(false) };
        let mut tx = self.db.read().await?;
        let campaign = store::campaign::by_reference(&mut tx, &named.campaign).await?;
        drop(tx);
        let Some(campaign) = campaign else { return Ok(false) };
        let scope = self.scope(actor, Verb::SettleDeliveries, campaign.case_lab).await?;
        let mut tx = self.db.read().await?;
        let id = numbered(campaign.base, i64::from(named.number));
        let delivery = store::delivery::by_id(&mut tx, id).await?;
        drop(tx);
        let settles = |d: &Delivery| {
            d.attempts == i64::from(named.attempt)
                && matches!(d.state, DeliveryState::Accepted | DeliveryState::InDoubt)
        };
        let Some(delivery) = delivery.filter(settles) else { return Ok(false) };
        // Fields speak of the message that they return; prose may speak of anybody.
        let failure = if bounce.in_fields {
            ended.first().copied()
        } else {
            let ours = self.address_of(&scope, delivery.person).await?;
            ended.into_iter().find(|failed| {
                let named = Address::parse(&failed.address).ok();
                named.as_ref().zip(ours.as_ref()).is_some_and(|(named, ours)| named.is_same(ours))
            })
        };
        let Some(failure) = failure else { return Ok(false) };
        // Once a campaign has ended nothing can leave: the person counts as not reached,
        // and the next campaign of the series writes to them.
        let letter = campaign.state.is_live()
            && self
                .letters_possible(&scope, std::slice::from_ref(&delivery))
                .await?
                .first()
                .is_some_and(|possible| *possible);
        let key = self.key(campaign.case_lab).await?;
        let place = attempt_place(delivery.id, delivery.attempts);
        let diagnostic = failure.diagnostic.as_ref().map(|text| {
            let row = vault::Row { table: "attempt", id: &place };
            key.seal(&self.env, row, text.as_bytes())
        });
        let mut tx = self.db.write().await?;
        let mut moves = Moves::default();
        let reason = bounce_word(failure.reason);
        self.leave(&mut tx, &delivery, DeliveryState::Failed, reason, letter, &mut moves).await?;
        let status = failure.status.map(|status| status.to_string());
        store::ledger::bounced(
            &mut tx,
            delivery.id,
            delivery.attempts,
            self.env.now(),
            status,
            diagnostic,
        )
        .await?;
        if letter {
            self.letter_for(&mut tx, &campaign, &delivery, &mut moves).await?;
        }
        self.apply(&mut tx, campaign.id, &moves).await?;
        let event = Event::new("campaigns.bounce_received")
            .id("campaign", campaign.id)
            .id("delivery", delivery.id)
            .word("reason", reason);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        self.finish_if_settled(&mut tx, campaign.id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The address that e-mails to a person go to; none for one who is no longer visible.
    async fn address_of(&self, scope: &Scope, person: PersonId) -> Result<Option<Address>> {
        match self.people.open_all(scope, &[person]).await {
            Ok(persons) => Ok(persons.first().and_then(email_of)),
            Err(people::PeopleError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Moves one delivery out of its state; its place in the counts goes to a letter
    /// where there is to be one.
    async fn leave(
        &self,
        tx: &mut db::Tx,
        delivery: &Delivery,
        to: DeliveryState,
        reason: &str,
        letter: bool,
        moves: &mut Moves,
    ) -> Result<()> {
        let counted = delivery.counted && !letter;
        let at =
            Move { id: delivery.id, from: delivery.state, to, reason, counted, at: self.env.now() };
        if store::delivery::move_one(tx, &at).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        let cell = |state, counted| Cell { channel: delivery.channel, state, counted };
        moves.shift(cell(delivery.state, delivery.counted), cell(to, counted));
        Ok(())
    }

    async fn letter_for(
        &self,
        tx: &mut db::Tx,
        campaign: &Campaign,
        delivery: &Delivery,
        moves: &mut Moves,
    ) -> Result<()> {
        let (base, person, counted) = (campaign.base, delivery.person, delivery.counted);
        let now = self.env.now();
        if !add_letter(tx, campaign.id, base, person, counted, now).await? {
            return Err(CampaignError::Conflict);
        }
        moves.add(Cell { channel: Channel::Letter, state: DeliveryState::Queued, counted }, 1);
        Ok(())
    }

    /// For each delivery, whether a letter can go to its person instead, and none has.
    async fn letters_possible(&self, scope: &Scope, found: &[Delivery]) -> Result<Vec<bool>> {
        let mut possible = Vec::with_capacity(found.len());
        for delivery in found {
            let mut tx = self.db.read().await?;
            let rows =
                store::delivery::of_person(&mut tx, delivery.campaign, delivery.person).await?;
            drop(tx);
            let has_letter = rows.iter().any(|row| row.channel == Channel::Letter);
            let person = match self.people.open_all(scope, &[delivery.person]).await {
                Ok(mut persons) => persons.pop(),
                Err(people::PeopleError::NotFound) => None,
                Err(error) => return Err(error.into()),
            };
            possible.push(
                !has_letter
                    && person.is_some_and(|person| {
                        stop_reason(person.states).is_none()
                            && letter_possible(&person, &self.engine)
                    }),
            );
        }
        Ok(possible)
    }
}
