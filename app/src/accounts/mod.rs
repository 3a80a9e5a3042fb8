//! What the console shows of accounts: signing in and out.

mod sign_in;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::AppState;

/// Routes of the room.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/console/connexion", get(sign_in::page).post(sign_in::password))
        .route("/console/connexion/code", get(sign_in::code_page).post(sign_in::code))
        .route("/console/deconnexion", post(sign_in::out))
}
