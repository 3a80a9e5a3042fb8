#![recursion_limit = "256"]
//! What the console shows of campaigns: list, draft, approval, live figures, preview.
//!
//! A campaign has one page, whose content follows its state (`detail`). Each act is a
//! plain form (`actions`); a refusal of the room comes back on the page as sentences
//! (`refusal`), with what was typed.

mod actions;
mod audience;
mod create;
mod day;
mod detail;
mod draft;
mod figures;
mod findings;
mod findings_view;
mod list;
mod live;
mod outcomes;
mod page;
mod prepared;
mod preview;
mod refusal;
mod request;
mod standing;
#[cfg(test)]
mod tests;
mod undelivered;
mod waiting;
mod words;

use site::{Routes, act, get};
use web::AppState;

pub use waiting::waiting;

/// Routes of the room.
pub fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}/campagnes";
    let one = format!("{base}/{{campaign}}");
    let message = format!("{one}/apercu/{{reason}}");
    Routes::new()
        .route(base, get(list::page))
        .route(&format!("{base}/nouvelle"), get(create::page).post(create::create))
        .route(&one, get(detail::page))
        .route(&format!("{one}/direct"), get(standing::stream))
        .route(&format!("{one}/preparer"), act(actions::prepare))
        .route(&format!("{one}/rouvrir"), act(actions::reopen))
        .route(&format!("{one}/{}", page::ACCEPT), act(actions::accept))
        .route(&format!("{one}/{}", page::APPROVE), act(actions::approve))
        .route(&format!("{one}/{}", page::REFUSE), act(actions::refuse))
        .route(&format!("{one}/{}", page::LAUNCH), act(actions::launch))
        .route(&format!("{one}/{}", page::LOSSES), act(actions::give_up_losses))
        .route(&format!("{one}/suspendre"), act(actions::pause))
        .route(&format!("{one}/reprendre"), act(actions::resume))
        .route(&format!("{one}/imprimer"), act(actions::print))
        .route(&format!("{one}/{}", page::CANCEL), get(actions::cancel_page).post(actions::cancel))
        .route(&format!("{one}/apercu"), get(preview::page))
        .route(&format!("{message}/lettre"), get(preview::letter))
        .route(&format!("{message}/courriel"), get(preview::email))
        .merge(outcomes::routes())
}
