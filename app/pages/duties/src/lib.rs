#![recursion_limit = "256"]
//! What the console shows of duties: list, one duty, facts that decide. Which duty is owed
//! and by when is the room's to say.

mod actions;
mod facts;
mod groups;
mod list;
mod names;
mod one;
mod page;
mod ruler;
mod waiting;
mod words;

use site::{Routes, act, get};
use web::AppState;

pub use waiting::waiting;

/// Routes of the room.
pub fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}/obligations";
    let one = format!("{base}/{{rule}}");
    Routes::new()
        .route(base, get(list::page))
        .route(&format!("{base}/faits"), get(facts::page).post(facts::save))
        .route(&one, get(one::page))
        .route(&format!("{one}/{}", names::ASSESS), act(actions::assess))
        .route(&format!("{one}/{}", names::SUBMIT), act(actions::submit))
        .route(&format!("{one}/{}", names::CLOSE), act(actions::close))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_addresses_clash() {
        // The router refuses an address that two routes would answer.
        drop(super::routes());
    }
}
