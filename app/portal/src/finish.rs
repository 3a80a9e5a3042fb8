//! The last touch of every handler.

use axum::{http::header, response::Response};

use super::{
    cookies,
    error::PagesError,
    error_page,
    state::PortalState,
    visitor::{Choice, Visitor},
};

/// The answer of a handler, or the page of its error in the frame of the case that the
/// address names. A language that was chosen just now is remembered.
pub(super) fn finish(
    state: &PortalState,
    visitor: &Visitor,
    reference: Option<&str>,
    result: Result<Response, PagesError>,
) -> Response {
    let mut response = match result {
        Ok(response) => response,
        Err(error) => error_page::response(state, visitor, reference, error),
    };
    if visitor.choice == Choice::Now
        && let Some(cookie) = cookies::language(&state.config, visitor.lang)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
