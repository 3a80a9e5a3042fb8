//! A delivery as it is shown.

use chrono::{DateTime, Utc};
use kernel::{BatchId, CampaignId, DeliveryId, PersonId};
use vault::DataKey;

use crate::{
    Campaign, Channel, DeliveryState, NextStep, ledger::reason_key, letters::mark_of,
    model::Delivery, next_step::next_step,
};

/// A delivery as it is shown: no name, no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryView {
    /// Its id.
    pub id: DeliveryId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Whom it is for.
    pub person: PersonId,
    /// Its channel.
    pub channel: Channel,
    /// Where it stands.
    pub state: DeliveryState,
    /// Stable word of the reason; may be empty.
    pub reason: String,
    /// The catalogue's key of the reason; none where there is no reason.
    pub reason_key: Option<String>,
    /// What happens next.
    pub next: NextStep,
    /// When the machine tries again.
    pub next_at: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was settled.
    pub ended_at: Option<DateTime<Utc>>,
    /// The batch of a printed letter.
    pub batch: Option<BatchId>,
    /// The mark of a letter.
    pub mark: Option<String>,
}

/// A delivery as it is shown, with the mark of its letter.
pub(crate) fn view(key: &DataKey, campaign: &Campaign, d: Delivery) -> DeliveryView {
    DeliveryView {
        mark: d.channel.is_letter().then(|| mark_of(key, campaign, d.number())),
        reason_key: key_of(d.state, &d.reason),
        // A row that is no longer its person's place was followed by a letter.
        next: if d.channel == Channel::Email && d.state == DeliveryState::Failed && !d.counted {
            NextStep::Letter
        } else {
            next_step(d.state, &d.reason)
        },
        next_at: (d.state == DeliveryState::Deferred).then_some(d.next_at),
        id: d.id,
        campaign: d.campaign,
        person: d.person,
        channel: d.channel,
        state: d.state,
        reason: d.reason,
        attempts: d.attempts,
        ended_at: d.ended_at,
        batch: d.batch,
    }
}

/// The catalogue's key of a reason; none where there is no reason.
pub(crate) fn key_of(state: DeliveryState, reason: &str) -> Option<String> {
    (!reason.is_empty()).then(|| reason_key(state, reason))
}
