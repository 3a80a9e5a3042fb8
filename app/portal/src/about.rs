//! The accessibility statement (law of 11 February 2005, article 47) and the privacy
//! notice (GDPR 13 and 14).

use std::sync::Arc;

use axum::{extract::State, response::Response};

use super::{finish::finish, page_cache::Page, public_pages, state::PortalState, visitor::Visitor};

/// `GET /accessibilite`
pub(super) async fn accessibility(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
) -> Response {
    let shown = public_pages::of_site(&state, &visitor, Page::Accessibility).await;
    finish(&state, &visitor, None, shown)
}

/// `GET /vie-privee`
pub(super) async fn privacy(State(state): State<Arc<PortalState>>, visitor: Visitor) -> Response {
    let shown = public_pages::of_site(&state, &visitor, Page::Privacy).await;
    finish(&state, &visitor, None, shown)
}
