//! The files. Each is made when it is asked for and recorded in the lab's journal; its
//! name says the case and the lab, never a person.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use reports::{Export, Media};

use super::document::Document;
use web::{CaseHere, CaseRequest, Problem, slug, told};

/// `GET …/rapports/{document}.{media}`
pub(super) async fn file(
    at: CaseRequest,
    document: Document,
    media: Media,
) -> Result<Response, Problem> {
    let told = told(&at.state, &at.staff, &at.here).await?;
    let (room, actor, lab, lang) = (&at.state.reports, &at.staff.actor, at.here.id(), at.ctx.lang);
    let file = match (document, media) {
        (Document::Sheet, Media::Pdf) => room.preparation_sheet_pdf(actor, lab, told, lang).await,
        (Document::Sheet, Media::Json) => room.preparation_sheet_json(actor, lab, told).await,
        (Document::Register, Media::Pdf) => room.register_entry_pdf(actor, lab, told, lang).await,
        (Document::Register, Media::Json) => room.register_entry_json(actor, lab, told).await,
    }?;
    Ok(download(&at.here, document.file(), file))
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
