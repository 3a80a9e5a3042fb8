//! What every page of the console asks of its request.

use axum::{extract::FromRequestParts, http::request::Parts, response::Response};

use super::{Problem, Staff};
use crate::{AppState, Frame};
use site::Ctx;

/// A request by a member of staff.
pub struct StaffRequest {
    /// The rooms; boxed, because they are wide and handlers pass the request on.
    pub state: Box<AppState>,
    /// Language and address.
    pub ctx: Ctx,
    /// Who asks.
    pub staff: Staff,
}

impl StaffRequest {
    /// The frame of the answer.
    ///
    /// # Errors
    /// The rooms'.
    pub async fn frame(&self) -> Result<Frame, Problem> {
        Frame::load(&self.state, &self.ctx, &self.staff, None).await
    }
}

impl FromRequestParts<AppState> for StaffRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let (ctx, staff) = <(Ctx, Staff)>::from_request_parts(parts, state).await?;
        Ok(Self { state: Box::new(state.clone()), ctx, staff })
    }
}
