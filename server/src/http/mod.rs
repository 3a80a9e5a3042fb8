//! Connections, health and metrics; the pages come from `pages`.
//!
//! Answers leave at once (`TCP_NODELAY`): a streamed page must not wait for the other
//! side's acknowledgement of its first part.

mod accept;
mod health;
mod measure;
mod patience;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use app::site::Routes;
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{Extensions, HeaderMap, StatusCode, Version, header::CACHE_CONTROL},
    middleware,
    response::{IntoResponse as _, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::RequestBodyTimeoutLayer,
};

use crate::config::Http;

pub use accept::serve;
pub use health::Health;
pub(crate) use measure::Scrape;
use patience::Patience;
pub use patience::SLOWEST;

/// Compresses what everybody may keep (style sheets, the islands' module, scripts) and
/// nothing else: a page that mixes a secret with what a visitor typed would tell the secret
/// by its length (BREACH). The portal compresses its own pages, which repeat nothing typed.
pub(crate) fn smaller(pages: Router) -> Router {
    let for_everybody = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        headers.get(CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"))
    };
    pages.layer(CompressionLayer::new().compress_when(for_everybody))
}

/// What the web server answers: pages, health, and metrics for this machine.
pub(crate) fn public(
    pages: Routes,
    health: Arc<Health>,
    scrape: Option<Scrape>,
    http: &Http,
) -> Routes {
    let mut routes = pages.map(smaller).merge(health::routes(health));
    if let Some(scrape) = scrape {
        routes = routes.merge(measure::for_this_machine(scrape));
    }
    routes.map(|all| guarded(all, http))
}

/// What the address of the metrics answers.
pub(crate) fn monitoring(health: Arc<Health>, scrape: Scrape) -> Routes {
    health::routes(health).merge(measure::routes(scrape))
}

/// Limits, counts and the answer to a defect.
pub(crate) fn guarded(router: Router, http: &Http) -> Router {
    router
        .layer(DefaultBodyLimit::max(http.request_bytes))
        .layer(RequestBodyTimeoutLayer::new(http.body_time))
        .layer(middleware::map_request_with_state(http.request_time, patient))
        .layer(CatchPanicLayer::custom(|_panic| defect()))
        .layer(middleware::from_fn(measure::track))
}

async fn patient(State(grace): State<Duration>, request: Request) -> Request {
    request.map(|body| Body::new(Patience::new(body, grace)))
}

/// The panic itself is logged by the hook, without its message.
fn defect() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
