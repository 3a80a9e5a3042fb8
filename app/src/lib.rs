#![recursion_limit = "256"]
//! Pages, forms and routes of the product. Server only.
//!
//! | Folder | Holds |
//! | --- | --- |
//! | [`ui`] | components and shells, no language inside |
//! | [`web`] | request context, staff, headers, origin check, problem pages |
//! | `layout`, `here`, `when` | the frame of console pages, the case of an address, its period |
//! | `accounts`, `incidents`, … | what each room shows: `routes()`, pages, forms |
//! | `portal` | what patients see: no script, no session of staff |
//!
//! A page is a plain async handler: it asks rooms through their verbs, then renders a
//! view once. No rule is decided here and no table is read here.

mod accounts;
mod campaigns;
mod duties;
mod here;
mod imports;
mod incidents;
mod journal;
mod layout;
mod people;
mod portal;
mod reports;
mod settings;
mod state;
pub mod styleguide;
mod todo;
pub mod ui;
pub mod web;
mod when;

use axum::{
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

pub use state::{AppState, WebConfig};
use web::Routes;

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
        .merge(accounts::routes())
        .merge(people::routes())
        .merge(settings::routes())
        .merge(incidents::routes())
        .merge(imports::routes(state.config.upload_bytes))
        .merge(campaigns::routes())
        .merge(duties::routes())
        .merge(reports::routes())
        .merge(journal::routes())
        .map(|pages| {
            pages.layer(sessions).layer(from_fn_with_state(state.clone(), web::console_headers))
        });
    let mut all = Routes::new().merge(console);
    if state.config.styleguide {
        all = all.merge(styleguide::router());
    }
    let patients = portal::router(state.portal.clone(), state.env.clone(), state.config.clone());
    // Asked for by somebody who mistyped, or who looks around: no script, nothing kept.
    let nowhere = any(async || web::Problem::NotFound).layer(from_fn(web::portal_headers));
    let rest = all.merge(ui::asset_router()).otherwise(nowhere).map(|pages| {
        pages.layer(from_fn(web::same_origin)).layer(from_fn(web::problem_pages)).with_state(state)
    });
    patients.merge(rest)
}
