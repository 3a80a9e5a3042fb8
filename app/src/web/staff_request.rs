//! What every page of the console asks of its request.

use axum::{extract::FromRequestParts, http::request::Parts, response::Response};

use super::{CaseRequest, Ctx, Problem, Staff};
use crate::{here::CaseHere, layout::Frame, state::AppState};

/// A request by a member of staff.
pub(crate) struct StaffRequest {
    /// The rooms; boxed, because they are wide and handlers pass the request on.
    pub(crate) state: Box<AppState>,
    /// Language and address.
    pub(crate) ctx: Ctx,
    /// Who asks.
    pub(crate) staff: Staff,
}

impl StaffRequest {
    /// The frame of the answer.
    ///
    /// # Errors
    /// The rooms'.
    pub(crate) async fn frame(&self) -> Result<Frame, Problem> {
        Frame::load(&self.state, &self.ctx, &self.staff, None).await
    }

    /// The same, about a case.
    pub(crate) fn about(self, here: CaseHere) -> CaseRequest {
        let Self { state, ctx, staff } = self;
        CaseRequest { state, ctx, staff, here }
    }
}

impl FromRequestParts<AppState> for StaffRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let (ctx, staff) = <(Ctx, Staff)>::from_request_parts(parts, state).await?;
        Ok(Self { state: Box::new(state.clone()), ctx, staff })
    }
}
