//! What the console shows of reports: both documents with what they lack, their content
//! field by field, the questions that only the form asks, and the files.

mod answers;
mod files;
mod list;
mod read;

use axum::{Router, routing::get};
use reports::{Told, spec::Place};

use crate::{here::CaseHere, state::AppState};

/// Routes of the room.
pub(crate) fn routes() -> Router<AppState> {
    let base = "/console/cas/{reference}/{lab}/rapports";
    Router::new()
        .route(base, get(list::page))
        .route(&format!("{base}/fiche"), get(read::sheet))
        .route(&format!("{base}/registre"), get(read::register))
        .route(&format!("{base}/reponses"), get(answers::page).post(answers::save))
        .route(&format!("{base}/fiche.pdf"), get(files::sheet_pdf))
        .route(&format!("{base}/fiche.json"), get(files::sheet_json))
        .route(&format!("{base}/registre.pdf"), get(files::register_pdf))
        .route(&format!("{base}/registre.json"), get(files::register_json))
}

/// What the campaigns of a lab say of the persons told. No campaign is read yet: the
/// report then says what is missing, and the answers of the form count.
fn told() -> Told {
    Told::default()
}

/// Where somebody fills a field in.
fn place_href(here: &CaseHere, place: Place, key: &str) -> String {
    match place {
        Place::Answers => format!("{}#{key}", here.href("rapports/reponses")),
        Place::Organisation => "/console/reglages".to_owned(),
        Place::PublicFacts => here.href("faits"),
        Place::Awareness => here.href("connaissance"),
        Place::DutyFacts => here.href("obligations/faits"),
        Place::Duty(rule) => here.href(&format!("obligations/{rule}")),
        Place::Imports => here.href("imports"),
        Place::Timeline => here.href("chronologie"),
        Place::Case => here.href(""),
    }
}
