//! One duty: why, by when under each awareness, what was decided and sent, and the forms.

mod deadline;
mod forms;
mod history;
mod why;

use accounts::Verb;
use axum::{extract::Path, http::StatusCode, response::Response};
use duties::DutyView;
use i18n::{t, tr};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    page::{DutyPage, Halt, RejectedForm},
    words::badge,
};
use ui::{Badge, Crumb, Crumbs, Live, Notice, NoticeKind, PageHead};
use web::{CaseRequest, Problem, may, pick, time};

/// The duty of an address.
#[derive(Deserialize)]
pub(super) struct DutyPath {
    /// The id of its rule.
    pub(super) rule: String,
}

/// `GET …/obligations/{rule}`
pub(super) async fn page(at: CaseRequest, Path(path): Path<DutyPath>) -> Result<Response, Problem> {
    show(at, &path.rule, StatusCode::OK, RejectedForm::default()).await
}

/// The page, also when a form comes back.
pub(super) async fn show(
    at: CaseRequest,
    rule: &str,
    status: StatusCode,
    rejected: RejectedForm,
) -> Result<Response, Problem> {
    let detail = at.state.duties.duty(&at.staff.actor, at.here.id(), rule).await?;
    let frame = at.frame().await?;
    let CaseRequest { state, ctx, staff, here } = at;
    let may = |verb| may(&staff, verb, here.lab.organisation);
    let lang = ctx.lang;
    let page = DutyPage {
        lang,
        now: state.env.now(),
        zone: here.organisation.zone,
        href: here.href(&format!("obligations/{rule}")),
        may_assess: may(Verb::AssessDuty),
        may_submit: may(Verb::SubmitDuty),
        rejected,
    };
    let law = state.duties.packs().find(rule).map(|(pack, rule)| why::law(lang, pack, rule));
    let title = pick(lang, &detail.view.title).to_owned();
    Ok(frame.page_with(status, title.clone(), move || {
        let (kind, key) = badge(&detail.view, page.now);
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("obligations"), t(lang, "duties.list.title")),
        ];
        view! {
            <PageHead
                title=title
                note=format!("{}. {}", detail.view.article, pick(lang, &detail.view.recipient.label))
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
                actions=view! { <Badge kind=kind text=t(lang, key)/> }
            />
            {time::in_paris(lang, page.zone).map(|text| view! { <p class="muted">{text}</p> })}
            {page.notice(&detail.view)}
            {page.deadline(&here, &detail)}
            {page.reason(&here, &detail.view)}
            {page.submit(&detail.view)}
            {page.assess(&detail.view)}
            {page.close(&detail.view)}
            {page.sent(&detail)}
            {page.history(&detail)}
            {law}
        }
    }))
}

impl DutyPage {
    /// Why the last form was refused, or what presses.
    fn notice(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let lang = self.lang;
        let halt = self.rejected.halt;
        let (kind, text) = match halt {
            Some(Halt::Conflict) => (NoticeKind::Danger, word("conflict").to_owned()),
            Some(Halt::WrongState) => (NoticeKind::Danger, word("wrong_state").to_owned()),
            None if self.rejected.typed.is_refused() => return None,
            None if view.is_overdue(self.now) => {
                let left = view.remaining(self.now).unwrap_or_default();
                let span = i18n::duration(lang, left);
                let text = tr(lang, "duties.duty.overdue", &[("span", &span)]);
                (NoticeKind::Danger, text)
            }
            None if view.disagrees() => {
                (NoticeKind::Warn, t(lang, "duties.list.disagrees").to_owned())
            }
            None => return None,
        };
        let live = if halt.is_some() { Live::Alert } else { Live::No };
        Some(view! { <Notice kind=kind title=text live=live/> }.into_any())
    }
}
