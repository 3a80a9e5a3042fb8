#![recursion_limit = "256"]
//! The router: which page answers which address, and the dashboard that collects what waits.
//!
//! | Crate beside it | Holds |
//! | --- | --- |
//! | `ui` | components and shells, no language inside |
//! | `site` | addresses, language, headers, built files: what every page needs |
//! | `web` | staff, cases, forms, problems, the frame of a console page |
//! | `pages/<room>` | what each room shows to staff: `routes()`, pages, forms |
//! | `portal` | what patients see: no script, no session of staff |
//!
//! A page is a plain async handler: it asks rooms through their verbs, then renders a
//! view once. No rule is decided there and no table is read there.

mod dashboard;

use axum::{
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use site::{Routes, asset_router, console_headers, get, portal_headers};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

pub use site::{self, WebConfig};
pub use web::{self, AppState};

/// The whole application: what it answers, and the list of it.
pub fn routes(state: AppState) -> Routes {
    let sessions = SessionManagerLayer::new(state.accounts.session_store())
        .with_name("concerne")
        .with_path("/console")
        .with_http_only(true)
        .with_secure(state.config.secure_cookies)
        .with_same_site(SameSite::Strict)
        .with_expiry(Expiry::OnSessionEnd);
    let console = Routes::new()
        .route("/console", get(dashboard::page))
        .route("/console/", get(dashboard::page))
        .merge(accounts_pages::routes())
        .merge(people_pages::routes())
        .merge(settings_pages::routes())
        .merge(incidents_pages::routes())
        .merge(imports_pages::routes(state.config.upload_bytes))
        .merge(campaigns_pages::routes())
        .merge(duties_pages::routes())
        .merge(reports_pages::routes())
        .merge(journal_pages::routes())
        .map(|pages| {
            pages.layer(sessions).layer(from_fn_with_state(state.env.clone(), console_headers))
        });
    let mut all = Routes::new().merge(console);
    if state.config.styleguide {
        all = all.merge(styleguide::router());
    }
    let patients =
        portal_pages::router(state.portal.clone(), state.env.clone(), state.config.clone());
    // Asked for by somebody who mistyped, or who looks around: no script, nothing kept.
    let nowhere = any(async || web::Problem::NotFound).layer(from_fn(portal_headers));
    let rest = all.merge(asset_router()).otherwise(nowhere).map(|pages| {
        pages.layer(from_fn(web::same_origin)).layer(from_fn(web::problem_pages)).with_state(state)
    });
    patients.merge(rest)
}
