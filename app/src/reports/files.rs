//! The files. Each is made when it is asked for and recorded in the lab's journal; its
//! name says the case and the lab, never a person.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use reports::Export;

use super::told;
use crate::{
    here::{CaseHere, slug},
    state::AppState,
    web::{Ctx, Problem, Staff},
};

/// `GET …/rapports/fiche.pdf`
pub(super) async fn sheet_pdf(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    let room = &state.reports;
    let file = room
        .preparation_sheet_pdf(
            &staff.actor,
            here.id(),
            told(&state, &staff, &here).await?,
            ctx.lang,
        )
        .await?;
    Ok(download(&here, "fiche-cnil", file))
}

/// `GET …/rapports/fiche.json`
pub(super) async fn sheet_json(
    State(state): State<AppState>,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    let file = state
        .reports
        .preparation_sheet_json(&staff.actor, here.id(), told(&state, &staff, &here).await?)
        .await?;
    Ok(download(&here, "fiche-cnil", file))
}

/// `GET …/rapports/registre.pdf`
pub(super) async fn register_pdf(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    let room = &state.reports;
    let file = room
        .register_entry_pdf(&staff.actor, here.id(), told(&state, &staff, &here).await?, ctx.lang)
        .await?;
    Ok(download(&here, "registre", file))
}

/// `GET …/rapports/registre.json`
pub(super) async fn register_json(
    State(state): State<AppState>,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    let file = state
        .reports
        .register_entry_json(&staff.actor, here.id(), told(&state, &staff, &here).await?)
        .await?;
    Ok(download(&here, "registre", file))
}

fn download(here: &CaseHere, document: &str, file: Export) -> Response {
    let name = format!(
        "{}-{}-{document}.{}",
        here.incident.reference,
        slug(&here.organisation.name),
        file.media.as_str()
    );
    let mut response = file.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media.mime()));
    // Reference and slug are letters, digits and hyphens: nothing to escape.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if let Ok(value) = HeaderValue::from_str(&file.sha256) {
        headers.insert(HeaderName::from_static("x-content-sha256"), value);
    }
    response
}
