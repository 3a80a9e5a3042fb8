//! How to ask for what this site does not show or does not do: the medical part, a code.
//! The same pages for everybody.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{finish::finish, page_cache::Page, public_pages, state::PortalState, visitor::Visitor};

/// `GET /c/{reference}/medical`
pub(super) async fn medical(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = public_pages::of_case(&state, &visitor, &reference, Page::Medical).await;
    finish(&state, &visitor, Some(&reference), shown)
}

/// `GET /c/{reference}/sans-code`
pub(super) async fn no_code(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = public_pages::of_case(&state, &visitor, &reference, Page::NoCode).await;
    finish(&state, &visitor, Some(&reference), shown)
}
