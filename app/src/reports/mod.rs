//! What the console shows of reports: both documents with what they lack, their content
//! field by field, the questions that only the form asks, and the files.

mod answers;
mod files;
mod list;
mod read;

use axum::{Router, routing::get};
use reports::{Told, spec::Place, words::Means};

use crate::{
    here::CaseHere,
    state::AppState,
    web::{Problem, Staff},
};

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

/// What the campaigns of a lab say of the persons told.
///
/// # Errors
/// The room's.
pub(crate) async fn told(
    state: &AppState,
    staff: &Staff,
    here: &CaseHere,
) -> Result<Told, Problem> {
    let informed = state.campaigns.informed_so_far(&staff.actor, here.id()).await?;
    if informed.first_on.is_none() {
        return Ok(Told::default());
    }
    let means = [(informed.letters, Means::Letter), (informed.emails, Means::Email)];
    Ok(Told {
        first_on: informed.first_on,
        planned_on: None,
        number: Some(informed.persons),
        means: means.into_iter().filter_map(|(n, means)| (n > 0).then_some(means)).collect(),
        text: informed.text,
    })
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
