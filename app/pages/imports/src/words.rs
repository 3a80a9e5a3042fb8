//! Words for what the room answers.

use i18n::{Lang, number, t};
use imports::{Import, ImportState};

use ui::{BadgeKind, Text};

/// Key, kind and step of a state.
pub(super) fn state_word(import: &Import) -> (&'static str, BadgeKind) {
    match import.state {
        ImportState::Received => ("received", BadgeKind::Prepared),
        ImportState::Mapped if import.rows > 0 => ("failed", BadgeKind::Warn),
        ImportState::Mapped => ("mapping", BadgeKind::Prepared),
        ImportState::Checking => ("checking", BadgeKind::Doing),
        ImportState::Checked => ("checked", BadgeKind::Warn),
        ImportState::Loading => ("running", BadgeKind::Doing),
        ImportState::Ready => ("stored", BadgeKind::Warn),
        ImportState::Active => ("active", BadgeKind::Ok),
        ImportState::Refused => ("refused", BadgeKind::Danger),
        ImportState::Cancelled => ("cancelled", BadgeKind::Plain),
    }
}

/// Where a delivery is among the four steps.
pub(super) fn step(state: ImportState) -> usize {
    match state {
        ImportState::Received | ImportState::Mapped => 1,
        ImportState::Checking | ImportState::Checked => 2,
        ImportState::Loading | ImportState::Ready => 3,
        ImportState::Active => 4,
        ImportState::Refused | ImportState::Cancelled => 0,
    }
}

/// The names of the steps.
pub(super) fn step_names(lang: Lang) -> Vec<Text> {
    ["file", "columns", "check", "persons"]
        .into_iter()
        .map(|step| t(lang, &format!("imports.step.{step}")).into())
        .collect()
}

/// A count as shown.
pub(super) fn shown(lang: Lang, n: i64) -> String {
    number(lang, n)
}
