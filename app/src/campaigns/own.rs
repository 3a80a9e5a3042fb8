//! The campaign of an address.

use campaigns::Campaign;
use kernel::CampaignId;
use serde::Deserialize;

use crate::{
    here::CaseHere,
    state::AppState,
    web::{Problem, Staff},
};

/// The campaign of an address.
#[derive(Deserialize)]
pub(super) struct Which {
    campaign: String,
}

impl Which {
    /// The id, when the address holds one.
    fn id(&self) -> Result<CampaignId, Problem> {
        self.campaign.parse().map_err(|_| Problem::NotFound)
    }
}

/// The campaign of an address, provided that it is of this lab's part of the case.
pub(super) async fn own(
    state: &AppState,
    staff: &Staff,
    here: &CaseHere,
    which: &Which,
) -> Result<Campaign, Problem> {
    let campaign = state.campaigns.campaign(&staff.actor, which.id()?).await?;
    if campaign.case_lab == here.id() { Ok(campaign) } else { Err(Problem::NotFound) }
}

/// The address of a page of a campaign; `page` without a slash before it.
pub(super) fn href(here: &CaseHere, id: CampaignId, page: &str) -> String {
    let base = here.href(&format!("campagnes/{id}"));
    if page.is_empty() { base } else { format!("{base}/{page}") }
}
