//! The campaign of an address, and what every page about it asks of its request.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use campaigns::{Campaign, Campaigns};
use i18n::Lang;
use kernel::{Actor, CampaignId};
use serde::Deserialize;

use web::{AppState, CaseHere, CaseRequest, Frame, Problem};

/// The campaign of an address.
#[derive(Deserialize)]
pub(super) struct CampaignPath {
    campaign: String,
}

impl CampaignPath {
    /// The id, when the address holds one.
    pub(super) fn id(&self) -> Result<CampaignId, Problem> {
        self.campaign.parse().map_err(|_| Problem::NotFound)
    }
}

/// The address of a page of a campaign; `page` without a slash before it.
pub(super) fn href(here: &CaseHere, id: CampaignId, page: &str) -> String {
    let base = here.href(&format!("campagnes/{id}"));
    if page.is_empty() { base } else { format!("{base}/{page}") }
}

/// A request by a member of staff about a campaign of the lab's part of a case.
pub(super) struct CampaignRequest {
    /// Who asks, and about which case.
    pub(super) at: CaseRequest,
    /// About which campaign.
    pub(super) campaign: Campaign,
}

impl CampaignRequest {
    /// The language of the answer.
    pub(super) fn lang(&self) -> Lang {
        self.at.ctx.lang
    }

    /// The room.
    pub(super) fn room(&self) -> &Campaigns {
        &self.at.state.campaigns
    }

    /// Who asks, for the room.
    pub(super) fn actor(&self) -> &Actor {
        &self.at.staff.actor
    }

    /// The campaign, for the room.
    pub(super) fn id(&self) -> CampaignId {
        self.campaign.id
    }

    /// The address of a page of the campaign; `page` without a slash before it.
    pub(super) fn href(&self, page: &str) -> String {
        href(&self.at.here, self.campaign.id, page)
    }

    /// The frame of the answer.
    ///
    /// # Errors
    /// The rooms'.
    pub(super) async fn frame(&self) -> Result<Frame, Problem> {
        self.at.frame().await
    }

    /// The same with the campaign as it stands now, whatever it was when this arrived.
    ///
    /// # Errors
    /// The room's.
    pub(super) async fn again(self) -> Result<Self, Problem> {
        let campaign = self.room().campaign(self.actor(), self.id()).await?;
        Ok(Self { campaign, ..self })
    }
}

impl FromRequestParts<AppState> for CampaignRequest {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let at = CaseRequest::from_request_parts(parts, state).await?;
        let Path(path) = Path::<CampaignPath>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::NotFound.into_response())?;
        let campaign = own(&at, &path).await.map_err(IntoResponse::into_response)?;
        Ok(Self { at, campaign })
    }
}

/// The campaign of an address, provided that it is of this lab's part of the case.
async fn own(at: &CaseRequest, path: &CampaignPath) -> Result<Campaign, Problem> {
    let campaign = at.state.campaigns.campaign(&at.staff.actor, path.id()?).await?;
    if campaign.case_lab == at.here.id() { Ok(campaign) } else { Err(Problem::NotFound) }
}
