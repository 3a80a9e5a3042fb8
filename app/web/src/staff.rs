//! The signed-in member of staff behind a request, and what they may.

use accounts::{Target, Verb, authorise};
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Actor, OrganisationId, StaffActor};
use tower_sessions::Session;

use super::Problem;
use crate::AppState;

/// A page that takes this is for staff: anybody else is led to the sign-in page.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who asks, for the rooms.
    pub actor: Actor,
    /// The same, with its roles.
    pub staff: StaffActor,
    /// The browser's session.
    pub session: Session,
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, text)| Problem::internal(text).into_response())?;
        let found = state.accounts.actor_of(&session).await;
        match found.map_err(|error| Problem::from(error).into_response())? {
            Some(staff) => Ok(Self { actor: Actor::Staff(staff.clone()), staff, session }),
            None => Err(Redirect::to("/console/connexion").into_response()),
        }
    }
}

/// Whether the actor holds a verb in an organisation: decides what is shown, never what
/// is allowed. The room decides that.
pub fn may(staff: &Staff, verb: Verb, organisation: OrganisationId) -> bool {
    authorise(&staff.actor, verb, Target::Organisation(organisation)).is_ok()
}
