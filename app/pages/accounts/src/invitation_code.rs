//! The one-time code of an invitation while its steps last: it waits in the browser's
//! session, never in an address.

use axum::response::{IntoResponse, Redirect, Response};
use tower_sessions::Session;

use web::Problem;

/// Where the session keeps the code.
const CODE: &str = "invitation_code";
/// The first step, which asks for the code.
const START: &str = "/console/invitation";

/// Keeps the code that was typed in this browser.
pub(super) async fn keep(session: &Session, code: &str) -> Result<(), Problem> {
    session.insert(CODE, code).await.map_err(Problem::internal)
}

/// The code typed in this browser, if any.
pub(super) async fn kept(session: &Session) -> Result<Option<String>, Problem> {
    session.get(CODE).await.map_err(Problem::internal)
}

/// Forgets the code: it was used, or it is no longer good.
pub(super) async fn forget(session: &Session) -> Result<(), Problem> {
    session.remove::<String>(CODE).await.map(|_| ()).map_err(Problem::internal)
}

/// Back to the first step.
pub(super) async fn again(session: &Session) -> Result<Response, Problem> {
    forget(session).await?;
    Ok(Redirect::to(START).into_response())
}
