#![recursion_limit = "256"]
//! What the console shows of cases: the list, opening, summary, changes, timeline,
//! awareness.

mod awareness;
mod cases;
mod edit;
mod facts;
mod open;
mod period;
mod public_page;
mod publish;
mod summary;
mod timeline;
mod waiting;

use site::{Routes, get, post};
use web::AppState;

pub use cases::Cases;
pub use waiting::waiting;

/// Routes of the room.
pub fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}";
    Routes::new()
        .route("/console/cas", get(cases::list))
        .route("/console/cas/nouveau", get(open::page).post(open::open))
        .route(base, get(summary::page))
        .route(&format!("{base}/modifier"), get(edit::page).post(edit::save))
        .route(&format!("{base}/faits"), get(facts::page).post(facts::save))
        .route(&format!("{base}/publier"), post(publish::publish))
        .route(&format!("{base}/chronologie"), get(timeline::page).post(timeline::add))
        .route(&format!("{base}/connaissance"), get(awareness::page).post(awareness::add))
        .route(&format!("{base}/connaissance/retenir"), post(awareness::decide))
        .route(&format!("{base}/connaissance/signer"), post(awareness::approve))
}
