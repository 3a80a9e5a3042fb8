//! "Is this letter real?": the number printed on a letter is typed here.
//!
//! The page says whether the lab printed a letter with that number, and speaks of nobody.
//! Apart from the number as it was typed, everything wrong with one gives the same bytes.

use std::sync::Arc;

use ::portal::LetterAnswer;
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{
    check_view::{Said, view},
    error::PagesError,
    finish::finish,
    frame::Frame,
    page_cache::Page,
    public_pages,
    state::{PortalState, in_time},
    visitor::Visitor,
};
use ui::page_with;

/// What the form sends.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    number: String,
}

/// `GET /c/{reference}/verifier`
pub(super) async fn page(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = public_pages::of_case(&state, &visitor, &reference, Page::Check).await;
    finish(&state, &visitor, Some(&reference), shown)
}

/// `POST /c/{reference}/verifier`
pub(super) async fn post(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Response {
    // A body that cannot be read is a number that cannot be read.
    let typed = form.map(|Form(typed)| typed).unwrap_or_default();
    let shown = answer(&state, &visitor, &reference, &typed.number).await;
    finish(&state, &visitor, Some(&reference), shown)
}

/// Asks the room about a number.
async fn answer(
    state: &PortalState,
    visitor: &Visitor,
    reference: &str,
    typed: &str,
) -> Result<Response, PagesError> {
    let here = state.case(reference).await?;
    let asked = state.room.letter(here.case.incident.id, typed, visitor.address);
    let answer = in_time(asked).await?;
    let (status, said) = match &answer {
        LetterAnswer::Genuine { lab, dated } => (StatusCode::OK, Said::Genuine(lab, *dated)),
        LetterAnswer::Unknown => (StatusCode::OK, Said::Unknown),
        LetterAnswer::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, Said::Unreadable),
        LetterAnswer::Wait => return Err(PagesError::Wait),
    };
    let frame = Frame::new(visitor.lang, &state.config, Some((*here).clone()), "verifier");
    Ok(page_with(status, None, || view(&frame, &said, typed)))
}
