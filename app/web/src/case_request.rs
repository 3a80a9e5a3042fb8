//! What every page about a lab's part of a case asks of its request.

use accounts::Verb;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Response},
};

use super::{Problem, Staff, StaffRequest};
use crate::{Address, AppState, CaseHere, Frame, may};
use site::Ctx;

/// A request by a member of staff about a lab's part of a case they may see.
pub struct CaseRequest {
    /// The rooms; boxed, because they are wide and handlers pass the request on.
    pub state: Box<AppState>,
    /// Language and address.
    pub ctx: Ctx,
    /// Who asks.
    pub staff: Staff,
    /// About which case.
    pub here: CaseHere,
}

impl CaseRequest {
    /// The request of a member of staff, about a case.
    pub fn of(request: StaffRequest, here: CaseHere) -> Self {
        let StaffRequest { state, ctx, staff } = request;
        Self { state, ctx, staff, here }
    }

    /// The frame of the answer.
    ///
    /// # Errors
    /// The rooms'.
    pub async fn frame(&self) -> Result<Frame, Problem> {
        Frame::load(&self.state, &self.ctx, &self.staff, Some(&self.here)).await
    }

    /// Whether the reader holds a verb at the lab: decides what is shown, never what is
    /// allowed.
    pub fn may(&self, verb: Verb) -> bool {
        may(&self.staff, verb, self.here.lab.organisation)
    }

    /// Refuses a page that is a form and nothing else to a reader who may not send it:
    /// what they typed would be lost.
    ///
    /// # Errors
    /// [`Problem::Denied`].
    pub fn must(&self, verb: Verb) -> Result<(), Problem> {
        if self.may(verb) { Ok(()) } else { Err(Problem::Denied) }
    }
}

impl FromRequestParts<AppState> for CaseRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let (at, address) = <(StaffRequest, Address)>::from_request_parts(parts, state).await?;
        let here = address.find(state, &at.staff.actor).await;
        here.map(|here| Self::of(at, here)).map_err(IntoResponse::into_response)
    }
}
