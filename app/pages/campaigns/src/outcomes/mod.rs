//! What became of messages: failures and doubts, batches of letters, returned letters,
//! captured mail.

mod answers;
mod batch;
mod batch_view;
mod batches_table;
mod captured;
mod doubts;
mod doubts_view;
mod failures;
mod failures_page;
mod failures_view;
mod files;
mod letters;
mod message;
mod parts;
mod print;
mod queue;
mod returns;
mod words;

use site::{Routes, act, get};
use web::{AppState, PRINT_HREF};

pub(super) fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}";
    let campaign = format!("{base}/campagnes/{{campaign}}");
    let failures = format!("{campaign}/echecs");
    let letters = format!("{base}/lettres");
    let batch = format!("{letters}/{{batch}}");
    let mail = format!("{base}/courrier");
    Routes::new()
        .route(&failures, get(failures::page))
        .route(&format!("{failures}/trancher"), act(doubts::settle))
        .route(&format!("{failures}/{{delivery}}"), get(answers::page))
        .route(&format!("{campaign}/manifeste.csv"), get(files::manifest_csv))
        .route(PRINT_HREF, get(queue::page))
        .route(&letters, get(letters::page))
        .route(&format!("{letters}/retours"), get(returns::page).post(returns::record))
        .route(&batch, get(batch::page))
        .route(&format!("{batch}/fichier"), get(files::print_file))
        .route(&format!("{batch}/manifeste"), get(files::manifest))
        .route(&format!("{batch}/poster"), act(batch::post))
        .route(&format!("{batch}/refaire"), act(batch::remake))
        .route(&mail, get(captured::page))
        .route(&format!("{mail}/{{message}}"), get(message::page))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_addresses_clash() {
        // The router refuses an address that two routes would answer.
        let _ = super::routes();
    }
}
