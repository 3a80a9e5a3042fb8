//! The seam to the pages.

use axum::Router;

use crate::Services;

/// Everything that browsers may ask for, without health and metrics.
pub(crate) fn router(_services: &Services) -> Router {
    Router::new()
}
