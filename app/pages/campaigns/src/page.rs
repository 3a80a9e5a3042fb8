//! What every state of a campaign's page needs: the campaign, the reader, what a refused
//! form brings back.

use accounts::Verb;
use campaigns::{Campaign, CampaignNote};
use i18n::{Lang, t};
use leptos::prelude::*;

use super::{
    refusal::Refusal,
    request::{CampaignRequest, href},
    words::Names,
};
use ui::{ErrorSummary, FieldError};
use web::{CaseHere, CaseRequest, Problem, Staff, Typed, may};

/// What a refused act brings back to the page.
#[derive(Default)]
pub(super) struct RejectedForm {
    /// What was typed, and what its field lacks.
    pub(super) typed: Typed,
    /// Why it was refused as a whole.
    pub(super) refused: Refusal,
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
pub(super) const LOSSES: &str = "renoncer";
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
pub(super) const REASON_LENGTH: u32 = 300;

/// The one field of a form: its name and its id.
fn field_of(form: &str) -> (&'static str, &'static str) {
    match form {
        ACCEPT => (REASON, ACCEPT_REASON),
        REFUSE => (REASON, REFUSE_REASON),
        LAUNCH => (NUMBER, NUMBER),
        _ => (REASON, REASON),
    }
}

/// One campaign before one reader.
pub(super) struct CampaignPage {
    pub(super) lang: Lang,
    pub(super) here: CaseHere,
    pub(super) campaign: Campaign,
    pub(super) names: Names,
    pub(super) staff: Staff,
    /// What was typed in the form that came back.
    pub(super) typed: Typed,
    /// Why it was refused as a whole.
    refused: Refusal,
}

impl CampaignPage {
    /// The campaign of a request, with the names of those who acted on it or wrote `notes`.
    ///
    /// # Errors
    /// The rooms'.
    pub(super) async fn of(
        request: CampaignRequest,
        notes: &[CampaignNote],
        rejected: RejectedForm,
    ) -> Result<Self, Problem> {
        let CampaignRequest { at, campaign } = request;
        let actors =
            [Some(&campaign.author), campaign.approver.as_ref(), campaign.accepted_by.as_ref()]
                .into_iter()
                .flatten()
                .chain(notes.iter().map(|note| &note.by))
                .map(String::as_str);
        let names = Names::load(&at.state, &at.staff, actors).await?;
        let RejectedForm { typed, refused } = rejected;
        let CaseRequest { ctx, here, staff, .. } = at;
        Ok(Self { lang: ctx.lang, here, campaign, names, staff, typed, refused })
    }

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
        let (field, id) = field_of(self.typed.form());
        let Some(error) = self.typed.error(field) else {
            return self.refused.notice(t(self.lang, "campaigns.act.refused"), &self.here);
        };
        let errors = vec![FieldError::new(id, error)];
        let title = t(self.lang, "errors.http_422.title");
        Some(view! { <ErrorSummary title=title errors=errors/> }.into_any())
    }
}
