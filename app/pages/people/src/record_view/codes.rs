//! The codes that the person was given.

use chrono::{DateTime, Utc};
use i18n::{Lang, date_long, t, tr};
use leptos::prelude::*;

use crate::record_page::RecordPage;
use ui::{Button, ButtonKind, Density, Fact, Facts, Panel, Slot};
use web::CaseHere;

/// Each issue of a code, and the button that revokes them.
pub(super) fn panel(lang: Lang, here: &CaseHere, page: &RecordPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let items: Vec<Fact> = page
        .claims
        .iter()
        .map(|claim| {
            let on =
                |at: DateTime<Utc>| date_long(lang, at.with_timezone(&i18n::PARIS).date_naive());
            let state = match claim.revoked_at {
                Some(at) => tr(lang, "people.record.code_revoked_on", &[("date", &on(at))]),
                None if claim.expires_at <= page.now => {
                    tr(lang, "people.record.code_expired", &[("date", &on(claim.expires_at))])
                }
                None => tr(lang, "people.record.code_until", &[("date", &on(claim.expires_at))]),
            };
            let issue = i18n::number(lang, claim.issue);
            Fact::new(tr(lang, "people.record.code_issue", &[("n", &issue)]), state)
        })
        .collect();
    let living = page.claims.iter().any(|claim| claim.revoked_at.is_none());
    let revoke = (living && page.changes).then(|| {
        view! {
            <form method="post" action=here.href("personnes/fiche/revoquer")>
                <input type="hidden" name="person" value=page.person.id.to_string()/>
                <Button kind=ButtonKind::Warn>{word("codes_revoke")}</Button>
            </form>
        }
    });
    let content = if items.is_empty() {
        view! { <p class="muted">{word("code_none")}</p> }.into_any()
    } else {
        view! { <Facts items=items density=Density::Dense/> }.into_any()
    };
    view! { <Panel title=word("codes") foot=Slot::maybe(revoke)>{content}</Panel> }.into_any()
}
