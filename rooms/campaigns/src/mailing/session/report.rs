//! What a session did, in numbers.

use audit::Event;
use kernel::CampaignId;

use crate::DeliveryState;

/// What a session did, in deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionReport {
    /// Taken by the server.
    pub accepted: i64,
    /// To be tried again.
    pub deferred: i64,
    /// Refused for good.
    pub failed: i64,
    /// In doubt.
    pub in_doubt: i64,
    /// Put back, the server not having seen them.
    pub postponed: i64,
    /// Not written to after all.
    pub excluded: i64,
}

impl SessionReport {
    /// All deliveries that it settled or moved.
    pub const fn total(&self) -> i64 {
        self.accepted + self.deferred + self.failed + self.in_doubt + self.postponed + self.excluded
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.deferred += other.deferred;
        self.failed += other.failed;
        self.in_doubt += other.in_doubt;
        self.postponed += other.postponed;
        self.excluded += other.excluded;
    }

    pub(crate) fn note(&mut self, state: DeliveryState) {
        let place = match state {
            DeliveryState::Accepted => &mut self.accepted,
            DeliveryState::Deferred => &mut self.deferred,
            DeliveryState::Failed => &mut self.failed,
            DeliveryState::InDoubt => &mut self.in_doubt,
            DeliveryState::Excluded => &mut self.excluded,
            _ => &mut self.postponed,
        };
        *place += 1;
    }

    pub(crate) fn event(&self, campaign: CampaignId) -> Event {
        Event::new("campaigns.emails_handed_over")
            .id("campaign", campaign)
            .count("accepted", self.accepted)
            .count("deferred", self.deferred)
            .count("failed", self.failed)
            .count("in_doubt", self.in_doubt)
            .count("postponed", self.postponed)
            .count("excluded", self.excluded)
    }
}
