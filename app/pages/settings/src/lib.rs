#![recursion_limit = "256"]
//! Settings: what an organisation says of itself, the organisations of the platform, work
//! that failed.

mod jobs;
mod list;
mod organisation;
mod organisation_view;

use axum::response::Redirect;

use site::{Routes, get};
use web::AppState;

/// Routes of the settings.
pub fn routes() -> Routes<AppState> {
    let jobs_page = || async { Redirect::to("/console/reglages/travaux") };
    Routes::new()
        .route("/console/reglages", get(list::page))
        .route("/console/reglages/organisation", get(organisation::page).post(organisation::save))
        .route("/console/reglages/creer", get(organisation::new_page).post(organisation::create))
        .route("/console/reglages/travaux", get(jobs::page))
        .route("/console/reglages/travaux/relancer", get(jobs_page).post(jobs::retry))
}
