//! What waits for the reader in the imports of one lab's part of a case.

use accounts::Verb;
use i18n::{Lang, plural, t, tr};
use imports::{Import, ImportState};
use incidents::CaseLab;
use web::{AppState, NO_HOUR, Problem, Staff, Waiting, may};

/// Rows to look at, and imports that broke off. `base` is the address of the lab's part of
/// the case, `place` its name.
///
/// # Errors
/// The room's.
pub async fn waiting(
    state: &AppState,
    lang: Lang,
    staff: &Staff,
    part: &CaseLab,
    base: &str,
    place: &str,
) -> Result<Vec<Waiting>, Problem> {
    let mut found = Vec::new();
    if !may(staff, Verb::ViewImports, part.organisation) {
        return Ok(found);
    }
    for import in state.imports.imports(&staff.actor, part.id).await? {
        let href = format!("{base}/imports/{}", import.id);
        if import.state == ImportState::Active && import.quarantined > 0 {
            let rows = state.imports.waiting(&staff.actor, import.id).await?;
            if rows > 0 {
                found.push(quarantined(lang, rows, place, &href));
            }
        }
        if import.state == ImportState::Mapped && import.done_bytes > 0 {
            found.push(broken_off(lang, &import, place, href));
        }
    }
    Ok(found)
}

fn quarantined(lang: Lang, rows: i64, place: &str, href: &str) -> Waiting {
    Waiting {
        when: i18n::number(lang, rows),
        when_note: place.to_owned(),
        title: plural(lang, "console.todo.quarantine", rows, &[]),
        effect: t(lang, "console.todo.quarantine_effect").to_owned(),
        href: format!("{href}/attente"),
        button: t(lang, "common.button.open"),
        rank: NO_HOUR + 1,
    }
}

fn broken_off(lang: Lang, import: &Import, place: &str, href: String) -> Waiting {
    let file = i18n::date_time_short(lang, import.created_at);
    Waiting {
        when: String::new(),
        when_note: place.to_owned(),
        title: tr(lang, "console.todo.import_failed", &[("file", &file)]),
        effect: t(lang, "console.todo.import_failed_effect").to_owned(),
        href,
        button: t(lang, "common.button.open"),
        rank: NO_HOUR,
    }
}
