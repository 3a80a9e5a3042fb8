//! The first page of a case, and the list of cases where there are several.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{finish::finish, page_cache::Page, public_pages, state::PortalState, visitor::Visitor};

/// `GET /`
pub(super) async fn first(State(state): State<Arc<PortalState>>, visitor: Visitor) -> Response {
    let shown = public_pages::of_site(&state, &visitor, Page::Index).await;
    finish(&state, &visitor, None, shown)
}

/// `GET /c/{reference}`
pub(super) async fn page(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = public_pages::of_case(&state, &visitor, &reference, Page::Case).await;
    finish(&state, &visitor, Some(&reference), shown)
}
