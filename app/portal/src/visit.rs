//! Pages that need an open visit: the exposure that its cookie opens, or the form again.

use ::portal::Exposure;
use axum::{http::StatusCode, response::Response};

use super::{
    case_view::{self, Top},
    error::PagesError,
    frame::Frame,
    state::{Here, Opened, PortalState},
    visitor::Visitor,
};
use ui::page_with;

/// A page of an open visit; the form when there is none.
pub(super) async fn during_visit(
    state: &PortalState,
    visitor: &Visitor,
    reference: &str,
    show: impl FnOnce(&PortalState, &Visitor, &Here, &Exposure) -> Response,
) -> Result<Response, PagesError> {
    let here = state.case(reference).await?;
    let top = match state.visit(&here, visitor).await? {
        Opened::Visit(exposure) => return Ok(show(state, visitor, &here, &exposure)),
        Opened::Over => Top::Ended,
        Opened::None => Top::First,
    };
    let frame = Frame::new(visitor.lang, &state.config, Some((*here).clone()), "");
    Ok(page_with(StatusCode::OK, None, || case_view::view(&frame, top)))
}

/// The frame of a page about a person.
pub(super) fn person_frame(
    state: &PortalState,
    visitor: &Visitor,
    here: &Here,
    exposure: &Exposure,
    page: &str,
) -> Frame {
    Frame::new(visitor.lang, &state.config, Some((*here).clone()), page).of_person(&exposure.lab)
}
