//! What every state of a campaign's page needs: the campaign, the reader, what a refused
//! form brings back.

use accounts::Verb;
use campaigns::Campaign;
use i18n::Lang;
use kernel::Text;
use leptos::prelude::*;

use super::{own::href, words::Names};
use crate::{
    here::CaseHere,
    layout::may,
    ui::{ErrorSummary, FieldError, Live, Notice, NoticeKind},
    web::Staff,
};

/// A form that came back.
#[derive(Default)]
pub(super) struct Typed {
    pairs: Vec<(String, String)>,
    /// Address of the act that was refused.
    act: &'static str,
    /// What its field lacks.
    error: Option<String>,
    /// Why it was refused as a whole.
    refused: Vec<String>,
}

impl Typed {
    /// What was sent to an act.
    pub(super) fn new(act: &'static str, pairs: Vec<(String, String)>) -> Self {
        Self { pairs, act, ..Self::default() }
    }

    /// The same, with what its field lacks.
    pub(super) fn lacking(self, error: String) -> Self {
        Self { error: Some(error), ..self }
    }

    /// The same, with why it was refused as a whole.
    pub(super) fn refused(self, refused: Vec<String>) -> Self {
        Self { refused, ..self }
    }

    /// A value as sent; empty where none was.
    pub(super) fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The field of an act: what was typed, and what it lacks.
    pub(super) fn field(&self, act: &str, name: &str) -> (String, Option<String>) {
        if self.act == act {
            (self.get(name).to_owned(), self.error.clone())
        } else {
            (String::new(), None)
        }
    }

    /// The id of the one field of the act that was sent.
    fn field_id(&self) -> &'static str {
        match self.act {
            ACCEPT => ACCEPT_REASON,
            REFUSE => REFUSE_REASON,
            LAUNCH => NUMBER,
            _ => REASON,
        }
    }

    /// The reason of an act, or what it lacks.
    pub(super) fn reason(&self, lang: Lang) -> Result<Text<REASON_MAX>, String> {
        text(lang, self.get(REASON))
    }
}

/// Addresses of the acts that ask for something.
pub(super) const ACCEPT: &str = "accepter";
/// See [`ACCEPT`].
pub(super) const REFUSE: &str = "renvoyer";
/// See [`ACCEPT`].
pub(super) const LAUNCH: &str = "lancer";
/// See [`ACCEPT`].
pub(super) const CANCEL: &str = "annuler";
/// See [`ACCEPT`].
pub(super) const APPROVE: &str = "approuver";
/// Name of the field of a reason, and its id where it stands alone.
pub(super) const REASON: &str = "reason";
/// Id of the reason of [`ACCEPT`].
pub(super) const ACCEPT_REASON: &str = "reason-accept";
/// Id of the reason of [`REFUSE`].
pub(super) const REFUSE_REASON: &str = "reason-refuse";
/// Name and id of the field of the number of persons.
pub(super) const NUMBER: &str = "number";
/// Name of the hidden field of the fingerprint.
pub(super) const HASH: &str = "hash";
/// Longest reason, in characters.
const REASON_MAX: usize = 300;
/// The same for the browser.
pub(super) const REASON_LENGTH: u32 = 300;

/// A text of a form, or what is wrong with it.
pub(super) fn text<const MAX: usize>(lang: Lang, typed: &str) -> Result<Text<MAX>, String> {
    use kernel::TextError as E;
    Text::parse(typed).map_err(|error| match error {
        E::Empty => i18n::t(lang, "common.invalid.required").to_owned(),
        E::TooLong { max } => {
            let max = i64::try_from(max).unwrap_or(i64::MAX);
            i18n::plural(lang, "common.invalid.too_long", max, &[])
        }
        E::Control => i18n::t(lang, "common.invalid.control").to_owned(),
    })
}

/// One campaign before one reader.
pub(super) struct Shown {
    pub(super) lang: Lang,
    pub(super) here: CaseHere,
    pub(super) campaign: Campaign,
    pub(super) names: Names,
    pub(super) staff: Staff,
    pub(super) typed: Typed,
}

impl Shown {
    /// Whether the reader holds a verb here: decides what is shown only.
    pub(super) fn may(&self, verb: Verb) -> bool {
        may(&self.staff, verb, self.here.lab.organisation)
    }

    /// Whether the reader wrote the campaign.
    pub(super) fn is_author(&self) -> bool {
        self.staff.actor.journal_name() == self.campaign.author
    }

    /// The address of a page or an act of the campaign.
    pub(super) fn href(&self, page: &str) -> String {
        href(&self.here, self.campaign.id, page)
    }

    /// Who, in words.
    pub(super) fn who(&self, actor: &str) -> String {
        self.names.who(self.lang, actor)
    }

    /// The refusal of what was just asked, or the way to the field that lacks something.
    pub(super) fn refusal(&self) -> Option<AnyView> {
        let Some(error) = &self.typed.error else {
            return refusal(i18n::t(self.lang, "campaigns.act.refused"), &self.typed.refused);
        };
        let errors = vec![FieldError::new(self.typed.field_id(), error.clone())];
        let title = i18n::t(self.lang, "errors.http_422.title");
        Some(view! { <ErrorSummary title=title errors=errors/> }.into_any())
    }
}

/// A refusal in sentences; nothing for none.
pub(super) fn refusal(title: &'static str, sentences: &[String]) -> Option<AnyView> {
    let lines = match sentences {
        [] => return None,
        [one] => view! { <p>{one.clone()}</p> }.into_any(),
        many => {
            let items = many.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
            view! { <ul class="plain-list">{items}</ul> }.into_any()
        }
    };
    Some(
        view! {
            <Notice kind=NoticeKind::Danger title=title live=Live::Alert>
                {lines}
            </Notice>
        }
        .into_any(),
    )
}
