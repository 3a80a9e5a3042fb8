#![recursion_limit = "256"]
//! What the console shows of campaigns: list, draft, approval, live figures, preview.
//!
//! A campaign has one page, whose content follows its state (`detail`). Each act is a
//! plain form (`acts`); a refusal of the room comes back on the page as sentences
//! (`refusal`), with what was typed.

mod acts;
mod audience;
mod create;
mod day;
mod detail;
mod draft;
mod figures;
mod findings;
mod list;
mod live;
mod outcomes;
mod own;
mod prepared;
mod preview;
mod refusal;
mod resists;
mod shown;
#[cfg(test)]
mod tests;
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
        .route(&format!("{one}/preparer"), act(acts::prepare))
        .route(&format!("{one}/rouvrir"), act(acts::reopen))
        .route(&format!("{one}/{}", shown::ACCEPT), act(acts::accept))
        .route(&format!("{one}/{}", shown::APPROVE), act(acts::approve))
        .route(&format!("{one}/{}", shown::REFUSE), act(acts::refuse))
        .route(&format!("{one}/{}", shown::LAUNCH), act(acts::launch))
        .route(&format!("{one}/{}", shown::LOSSES), act(acts::give_up_losses))
        .route(&format!("{one}/suspendre"), act(acts::pause))
        .route(&format!("{one}/reprendre"), act(acts::resume))
        .route(&format!("{one}/imprimer"), act(acts::print))
        .route(&format!("{one}/{}", shown::CANCEL), get(acts::cancel_page).post(acts::cancel))
        .route(&format!("{one}/apercu"), get(preview::page))
        .route(&format!("{message}/lettre"), get(preview::letter))
        .route(&format!("{message}/courriel"), get(preview::email))
        .merge(outcomes::routes())
}
