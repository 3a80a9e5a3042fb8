//! Settings: what an organisation says of itself, the organisations of the platform, work
//! that failed.

mod jobs;
mod list;
mod organisation;
mod organisation_view;

use axum::{Router, response::Redirect, routing::get};

use crate::state::AppState;

/// Routes of the settings.
pub(crate) fn routes() -> Router<AppState> {
    let jobs_page = || async { Redirect::to("/console/reglages/travaux") };
    Router::new()
        .route("/console/reglages", get(list::page))
        .route("/console/reglages/organisation", get(organisation::page).post(organisation::save))
        .route("/console/reglages/creer", get(organisation::new_page).post(organisation::create))
        .route("/console/reglages/travaux", get(jobs::page))
        .route("/console/reglages/travaux/relancer", get(jobs_page).post(jobs::retry))
}
