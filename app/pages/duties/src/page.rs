//! What every part of a duty's page needs: the reader, the hour, what a refused form brings
//! back.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use i18n::{Lang, t};

use web::Typed;

/// Why an act was refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Somebody else was faster.
    Conflict,
    /// The duty does not allow it.
    WrongState,
}

/// What a refused form brings back to the page.
#[derive(Default)]
pub(super) struct RejectedForm {
    /// What was typed, and what is wrong with it.
    pub(super) typed: Typed,
    /// Why it was refused as a whole.
    pub(super) halt: Option<Halt>,
}

/// One duty before one reader.
pub(super) struct DutyPage {
    /// The language of the page.
    pub(super) lang: Lang,
    /// The present instant.
    pub(super) now: DateTime<Utc>,
    /// The zone of the laboratory: that of the hours typed here.
    pub(super) zone: Tz,
    /// The address of the page.
    pub(super) href: String,
    /// Whether the reader may decide that it is owed, or not.
    pub(super) may_assess: bool,
    /// Whether the reader may record a submission and end it.
    pub(super) may_submit: bool,
    /// A form that comes back.
    pub(super) rejected: RejectedForm,
}

impl DutyPage {
    /// The words of the page; free of the borrow, for the content of components.
    pub(super) fn words(&self) -> impl Fn(&str) -> &'static str + Copy + use<> {
        let lang = self.lang;
        move |key| t(lang, &format!("duties.duty.{key}"))
    }
}
