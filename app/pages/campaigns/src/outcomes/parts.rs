//! What the pages share: a sentence for the next page, the way to a person's record.

use accounts::Verb;
use i18n::{Lang, t};
use kernel::PersonId;
use leptos::prelude::*;

use ui::{Button, Live, Notice, NoticeKind};
use web::{CaseRequest, Problem, Staff};

const SAID: &str = "campaign_said";

/// The sentences that one page leaves for the next.
const SENTENCES: [(&str, NoticeKind); 7] = [
    ("campaigns.failures.settled", NoticeKind::Ok),
    ("campaigns.batches.recorded", NoticeKind::Ok),
    ("campaigns.batches.remade", NoticeKind::Ok),
    ("campaigns.batches.file_gone", NoticeKind::Danger),
    ("campaigns.batches.not_printable", NoticeKind::Warn),
    ("campaigns.batches.remake_refused", NoticeKind::Danger),
    ("campaigns.batches.disk_full", NoticeKind::Danger),
];

/// A sentence on what was done.
#[derive(Clone, Copy)]
pub(super) struct Said {
    key: &'static str,
    kind: NoticeKind,
}

impl Said {
    /// A sentence of this page.
    pub(super) const fn new(key: &'static str, kind: NoticeKind) -> Self {
        Self { key, kind }
    }

    pub(super) fn view(self, lang: Lang) -> AnyView {
        let live = match self.kind {
            NoticeKind::Danger | NoticeKind::Warn => Live::Alert,
            NoticeKind::Ok | NoticeKind::Info => Live::Status,
        };
        view! { <Notice kind=self.kind title=t(lang, self.key) live=live/> }.into_any()
    }
}

/// Leaves a sentence for the page that follows.
pub(super) async fn say(staff: &Staff, key: &'static str) -> Result<(), Problem> {
    staff.session.insert(SAID, key).await.map_err(Problem::internal)
}

/// Takes the sentence that was left; only one of ours, whatever the session says.
pub(super) async fn said(staff: &Staff) -> Result<Option<Said>, Problem> {
    let left = staff.session.remove::<String>(SAID).await.map_err(Problem::internal)?;
    Ok(left.and_then(|left| {
        let known = SENTENCES.iter().find(|(key, _)| *key == left);
        known.map(|(key, kind)| Said::new(key, *kind))
    }))
}

/// Leads to a person's record. Its id stands in no address: the record is asked for by a
/// form, with the reason that the journal keeps.
#[derive(Clone)]
pub(super) struct Record {
    lang: Lang,
    action: String,
}

impl Record {
    /// None for whoever may not read records.
    pub(super) fn of(at: &CaseRequest) -> Option<Self> {
        at.may(Verb::ReadPerson)
            .then(|| Self { lang: at.ctx.lang, action: at.here.href("personnes/fiche") })
    }

    /// The button. `returned` when the letter came back, which is a reason of the list.
    pub(super) fn view(&self, person: PersonId, returned: bool) -> AnyView {
        let lang = self.lang;
        let (code, detail) = if returned {
            ("return", "")
        } else {
            ("other", t(lang, "campaigns.failures.read_detail"))
        };
        view! {
            <form method="post" action=self.action.clone()>
                <input type="hidden" name="person" value=person.to_string()/>
                <input type="hidden" name="reason" value=code/>
                <input type="hidden" name="reason_detail" value=detail/>
                <Button>{t(lang, "campaigns.failures.open_record")}</Button>
            </form>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_in_the_catalogue() {
        for (key, _) in SENTENCES {
            assert!(i18n::has(key), "{key}");
        }
    }
}
