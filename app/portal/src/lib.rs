#![recursion_limit = "256"]
//! What patients see: the page of a case, the answer to a code, the plan, how to ask for
//! more. No script, no session of staff, no cookie but a visit's and the language.
//!
//! | Address | Shows |
//! | --- | --- |
//! | `/` | the one case, or the list of cases |
//! | `/c/{reference}` | the code form; its `POST` answers the exposure itself |
//! | `/c/{reference}/mes-donnees`, `plan`, `imprimer` | the open visit |
//! | `/c/{reference}/medical`, `sans-code` | how to ask, the same for everyone |
//! | `/c/{reference}/verifier` | whether a letter is real, by the number printed on it |
//! | `/quitter` | forgets the visit, shows something unrelated |
//! | `/accessibilite`, `/vie-privee` | statements |
//!
//! Invariants: what is wrong with a code is never told: one status and the same bytes
//! (`page_cache` holds them); an outage is "we cannot say", with status 503, and looks like
//! no answer; tab titles name no laboratory and no health matter; pages without a visit
//! are rendered once for each version of the room's board.
//!
//! Mounted outside of the check of foreign origins: browsers send `Origin: null` with a
//! form whose page asks for no referrer, and older ones send nothing else. A forged post
//! here needs somebody's code and birth date, and would show the attacker nothing.

mod about;
mod about_view;
mod answer;
mod answer_view;
mod birth;
mod case;
mod case_view;
mod check;
mod check_view;
mod cookies;
mod error;
mod error_page;
mod finish;
mod frame;
mod how;
mod how_view;
mod index_view;
mod leave;
mod page_cache;
mod plan;
mod print;
mod public_notice;
mod public_pages;
mod state;
#[cfg(test)]
mod tests;
mod text_page;
mod visit;
mod visitor;

use std::sync::Arc;

use ::portal::Portal;
use axum::{extract::DefaultBodyLimit, middleware::from_fn};
use kernel::Env;
use tower_http::{CompressionLevel, compression::CompressionLayer};

use site::{Routes, WebConfig, get, portal_headers};
use state::PortalState;

/// A code and a birth date fit many times.
const BODY_BYTES: usize = 4 << 10;

/// The portal.
pub fn router(room: Portal, env: Env, config: Arc<WebConfig>) -> Routes {
    let state = Arc::new(PortalState::new(room, env, config));
    Routes::new()
        .route("/", get(case::first))
        .route("/c/{reference}", get(case::page).post(answer::post))
        .route("/c/{reference}/mes-donnees", get(answer::page))
        .route("/c/{reference}/plan", get(plan::page))
        .route("/c/{reference}/imprimer", get(print::page))
        .route("/c/{reference}/medical", get(how::medical))
        .route("/c/{reference}/verifier", get(check::page).post(check::post))
        .route("/c/{reference}/sans-code", get(how::no_code))
        .route("/accessibilite", get(about::accessibility))
        .route("/vie-privee", get(about::privacy))
        .route("/quitter", get(leave::page))
        .map(|pages| {
            pages
                .layer(DefaultBodyLimit::max(BODY_BYTES))
                .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
                .layer(from_fn(portal_headers))
                .with_state(state)
        })
}
