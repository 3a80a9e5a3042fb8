//! Connections, health and metrics; the pages come from `pages`.
//!
//! Answers leave at once (`TCP_NODELAY`): a streamed page must not wait for the other
//! side's acknowledgement of its first part.

mod accept;
mod health;
mod measure;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse as _, Response},
};
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};

use crate::config::Http;

pub use accept::serve;
pub use health::Health;
pub(crate) use measure::Scrape;

/// What the web server answers: pages, health, and metrics for this machine.
pub(crate) fn public(
    pages: Router,
    health: Arc<Health>,
    scrape: Option<Scrape>,
    http: &Http,
) -> Router {
    let mut router = pages.merge(health::router(health));
    if let Some(scrape) = scrape {
        router = router.merge(measure::for_this_machine(scrape));
    }
    guarded(router, http)
}

/// What the address of the metrics answers.
pub(crate) fn monitoring(health: Arc<Health>, scrape: Scrape) -> Router {
    health::router(health).merge(measure::router(scrape))
}

/// Limits, counts and the answer to a defect.
pub(crate) fn guarded(router: Router, http: &Http) -> Router {
    router
        .layer(DefaultBodyLimit::max(http.request_bytes))
        .layer(RequestBodyTimeoutLayer::new(http.body_time))
        .layer(CatchPanicLayer::custom(|_panic| defect()))
        .layer(middleware::from_fn(measure::track))
}

/// The panic itself is logged by the hook, without its message.
fn defect() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
