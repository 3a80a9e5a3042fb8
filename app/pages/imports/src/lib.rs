#![recursion_limit = "256"]
//! What the console shows of deliveries: list, upload, columns, check, run, quarantine.

mod columns;
mod detail;
mod forms;
mod list;
mod quarantine;
mod running;
mod undeclared;
mod upload;
mod waiting;
mod words;

use axum::extract::DefaultBodyLimit;

use site::{Routes, get, post};
use web::AppState;

pub use waiting::waiting;

/// Routes of the room.
pub fn routes(upload_bytes: u64) -> Routes<AppState> {
    // The form around the file takes a little room too.
    let limit = usize::try_from(upload_bytes).unwrap_or(usize::MAX).saturating_add(64 << 10);
    let base = "/console/cas/{reference}/{lab}/imports";
    let one = format!("{base}/{{import}}");
    Routes::new()
        .route(base, get(list::page))
        .route(
            &format!("{base}/nouveau"),
            get(upload::page)
                .post(upload::receive)
                .map(|file| file.layer(DefaultBodyLimit::max(limit))),
        )
        .route(&one, get(detail::page))
        .route(&format!("{one}/direct"), get(running::stream))
        .route(&format!("{one}/colonnes"), get(columns::page).post(columns::save))
        .route(&format!("{one}/declarer"), post(undeclared::declare))
        .route(&format!("{one}/controle"), post(forms::check))
        .route(&format!("{one}/charger"), post(forms::run))
        .route(&format!("{one}/activer"), post(forms::activate))
        .route(&format!("{one}/arreter"), post(forms::stop))
        .route(&format!("{one}/annuler"), post(forms::cancel))
        .route(&format!("{one}/attente"), get(quarantine::page).post(quarantine::drop))
}
