//! What the console shows of cases: dashboard, opening, summary, changes, timeline,
//! awareness.

mod awareness;
mod cases;
mod edit;
mod facts;
mod open;
mod period;
mod publish;
mod summary;
mod timeline;

use i18n::{Lang, t};

use crate::{
    state::AppState,
    web::{Routes, get, post},
};

/// Words written in a case, or that they were erased with the persons.
pub(crate) fn written(lang: Lang, text: Option<String>) -> String {
    text.unwrap_or_else(|| t(lang, "incidents.erased.text").to_owned())
}

/// Routes of the room.
pub(crate) fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}";
    Routes::new()
        .route("/console", get(cases::dashboard))
        .route("/console/", get(cases::dashboard))
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
