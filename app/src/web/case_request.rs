//! What every page about a lab's part of a case asks of its request.

use axum::{extract::FromRequestParts, http::request::Parts, response::Response};

use super::{Ctx, Problem, Staff};
use crate::{here::CaseHere, layout::Frame, state::AppState};

/// A request by a member of staff about a lab's part of a case they may see.
pub(crate) struct CaseRequest {
    /// The rooms; boxed, because they are wide and handlers pass the request on.
    pub(crate) state: Box<AppState>,
    /// Language and address.
    pub(crate) ctx: Ctx,
    /// Who asks.
    pub(crate) staff: Staff,
    /// About which case.
    pub(crate) here: CaseHere,
}

impl CaseRequest {
    /// The frame of the answer.
    ///
    /// # Errors
    /// The rooms'.
    pub(crate) async fn frame(&self) -> Result<Frame, Problem> {
        Frame::of_case(&self.state, &self.ctx, &self.staff, &self.here).await
    }
}

impl FromRequestParts<AppState> for CaseRequest {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let (ctx, staff, here) = <(Ctx, Staff, CaseHere)>::from_request_parts(parts, state).await?;
        Ok(Self { state: Box::new(state.clone()), ctx, staff, here })
    }
}
