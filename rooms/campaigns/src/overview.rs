//! The campaigns of a lab with what a list says of each, in two statements however many
//! there are.

use std::collections::BTreeMap;

use accounts::Verb;
use kernel::{Actor, CampaignId, CaseLabId};

use crate::{
    Campaign, Campaigns, DeliveryState, Share,
    room::Result,
    store::{self, counts::Cell},
};

/// A campaign in a list.
#[derive(Clone, Debug)]
pub struct CampaignLine {
    /// The campaign.
    pub campaign: Campaign,
    /// Persons handed over or posted to.
    pub informed: i64,
    /// Deliveries that only a person can settle.
    pub in_doubt: i64,
}

impl Campaigns {
    /// Campaigns of a lab, newest first, with how far each is.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn overview(&self, actor: &Actor, lab: CaseLabId) -> Result<Vec<CampaignLine>> {
        self.scope(actor, Verb::ViewCampaigns, lab).await?;
        let mut tx = self.db.read().await?;
        let campaigns = store::campaign::of_lab(&mut tx, lab).await?;
        let mut tallies: BTreeMap<CampaignId, Vec<(Cell, i64)>> = BTreeMap::new();
        for (campaign, cell, n) in store::counts::tallies(&mut tx, lab).await? {
            tallies.entry(campaign).or_default().push((cell, n));
        }
        drop(tx);
        let line = |campaign: Campaign| {
            let tally = tallies.remove(&campaign.id).unwrap_or_default();
            let sum = |fits: fn(&Cell) -> bool| -> i64 {
                tally.iter().filter(|(cell, _)| fits(cell)).map(|(_, n)| n).sum()
            };
            CampaignLine {
                informed: sum(|cell| cell.counted && cell.state.share() == Share::Informed),
                in_doubt: sum(|cell| cell.state == DeliveryState::InDoubt),
                campaign,
            }
        };
        Ok(campaigns.into_iter().map(line).collect())
    }
}
