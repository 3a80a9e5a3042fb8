//! What every page about a lab's part of a case asks of its request.

use accounts::Verb;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Response},
};

use super::{Ctx, Problem, Staff, StaffRequest};
use crate::{
    here::{Address, CaseHere},
    layout::{Frame, may},
    state::AppState,
};

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
        Frame::load(&self.state, &self.ctx, &self.staff, Some(&self.here)).await
    }

    /// Whether the reader holds a verb at the lab: decides what is shown, never what is
    /// allowed.
    pub(crate) fn may(&self, verb: Verb) -> bool {
        may(&self.staff, verb, self.here.lab.organisation)
    }

    /// Refuses a page that is a form and nothing else to a reader who may not send it:
    /// what they typed would be lost.
    ///
    /// # Errors
    /// [`Problem::Denied`].
    pub(crate) fn must(&self, verb: Verb) -> Result<(), Problem> {
        if self.may(verb) { Ok(()) } else { Err(Problem::Denied) }
    }
}

impl FromRequestParts<AppState> for CaseRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let (at, address) = <(StaffRequest, Address)>::from_request_parts(parts, state).await?;
        let here = address.find(state, &at.staff.actor).await;
        here.map(|here| at.about(here)).map_err(IntoResponse::into_response)
    }
}
