//! What waits for the reader in the ledger of awareness.

use accounts::Verb;
use i18n::{Lang, t};
use incidents::{CaseLab, Decision};
use web::{AppState, NO_HOUR, Problem, Staff, Waiting, may};

/// A moment of awareness to sign. `base` is the address of the lab's part of the case.
///
/// # Errors
/// The room's.
pub async fn waiting(
    state: &AppState,
    lang: Lang,
    staff: &Staff,
    part: &CaseLab,
    base: &str,
) -> Result<Vec<Waiting>, Problem> {
    if !may(staff, Verb::ApproveAwareness, part.organisation) {
        return Ok(Vec::new());
    }
    let ledger = state.incidents.ledger(&staff.actor, part.id).await?;
    let proposed = ledger.iter().any(|row| row.decision == Decision::Proposed);
    let item = proposed.then(|| Waiting {
        when: String::new(),
        when_note: String::new(),
        title: t(lang, "console.todo.approve_awareness").to_owned(),
        effect: t(lang, "console.todo.approve_awareness_effect").to_owned(),
        href: format!("{base}/connaissance"),
        button: t(lang, "incidents.awareness.approve"),
        rank: NO_HOUR,
    });
    Ok(item.into_iter().collect())
}
