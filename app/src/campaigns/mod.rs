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
mod todo;
mod words;

use axum::{
    Router,
    routing::{MethodRouter, get, post},
};

use crate::state::AppState;

pub(crate) use outcomes::{PRINT_HREF, prints_elsewhere};
pub(crate) use todo::todo;

/// Routes of the room.
pub(crate) fn routes() -> Router<AppState> {
    let base = "/console/cas/{reference}/{lab}/campagnes";
    let one = format!("{base}/{{campaign}}");
    let person = format!("{one}/apercu/{{person}}");
    // A form that came back stands at the address of its act: asking for that address
    // again leads to the campaign.
    let act = |act: MethodRouter<AppState>| act.get(detail::back);
    Router::new()
        .route(base, get(list::page))
        .route(&format!("{base}/nouvelle"), get(create::page).post(create::create))
        .route(&one, get(detail::page))
        .route(&format!("{one}/preparer"), act(post(acts::prepare)))
        .route(&format!("{one}/rouvrir"), act(post(acts::reopen)))
        .route(&format!("{one}/accepter"), act(post(acts::accept)))
        .route(&format!("{one}/approuver"), act(post(acts::approve)))
        .route(&format!("{one}/renvoyer"), act(post(acts::refuse)))
        .route(&format!("{one}/lancer"), act(post(acts::launch)))
        .route(&format!("{one}/suspendre"), act(post(acts::pause)))
        .route(&format!("{one}/reprendre"), act(post(acts::resume)))
        .route(&format!("{one}/imprimer"), act(post(acts::print)))
        .route(&format!("{one}/annuler"), get(acts::cancel_page).post(acts::cancel))
        .route(&format!("{one}/apercu"), get(preview::page))
        .route(&format!("{person}/lettre"), get(preview::letter))
        .route(&format!("{person}/courriel"), get(preview::email))
        .merge(outcomes::routes())
}
