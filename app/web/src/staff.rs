//! The signed-in member of staff behind a request.

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Actor, StaffActor};
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
