#![recursion_limit = "256"]
//! What the console shows of persons: the search, one record, its precautions and codes.
//!
//! No name, no contact and no id of a person stands in an address: searches and records
//! are asked for by forms. Both need a reason, which the room writes in the journal.

mod changes;
mod mask;
mod reason;
mod record;
mod record_page;
mod record_view;
mod search;
mod search_view;

use site::{Routes, get, post};
use web::AppState;

/// Routes of the room. An address that answers a form also answers a plain visit: the
/// links to other languages lead there.
pub fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}/personnes";
    let one = format!("{base}/fiche");
    Routes::new()
        .route(base, get(search::page).post(search::search))
        .route(&one, get(record::page).post(record::open))
        .route(&format!("{one}/precautions"), get(record::page).post(changes::states))
        .route(&format!("{one}/revoquer"), post(changes::revoke))
}
