//! One duty: why, by when under each awareness, what was decided and sent, and the forms.

mod deadline;
mod forms;
mod history;
mod why;

use accounts::Verb;
use axum::{extract::Path, http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use duties::DutyView;
use i18n::{Lang, t, tr};
use leptos::prelude::*;
use serde::Deserialize;

use super::{acts::Halt, words::badge};
use ui::{Badge, Crumb, Crumbs, Live, Notice, NoticeKind, PageHead};
use web::{CaseRequest, Problem, Typed, may, pick, time};

/// The duty of an address.
#[derive(Deserialize)]
pub(super) struct Which {
    pub(super) rule: String,
}

/// `GET …/obligations/{rule}`
pub(super) async fn page(at: CaseRequest, Path(which): Path<Which>) -> Result<Response, Problem> {
    show(at, &which.rule, StatusCode::OK, Back::default()).await
}

/// What the reader may do here, and what a refused form brings back.
struct Shown {
    lang: Lang,
    now: DateTime<Utc>,
    /// The zone of the laboratory: that of the hours typed here.
    zone: Tz,
    href: String,
    may_assess: bool,
    may_submit: bool,
    back: Back,
}

/// What a refused form brings back.
#[derive(Default)]
pub(super) struct Back {
    /// What was typed, and what is wrong with it.
    pub(super) typed: Typed,
    /// Why it was refused as a whole.
    pub(super) halt: Option<Halt>,
}

/// The page, also when a form comes back.
pub(super) async fn show(
    at: CaseRequest,
    rule: &str,
    status: StatusCode,
    back: Back,
) -> Result<Response, Problem> {
    let detail = at.state.duties.duty(&at.staff.actor, at.here.id(), rule).await?;
    let frame = at.frame().await?;
    let CaseRequest { state, ctx, staff, here } = at;
    let may = |verb| may(&staff, verb, here.lab.organisation);
    let lang = ctx.lang;
    let shown = Shown {
        lang,
        now: state.env.now(),
        zone: here.organisation.zone,
        href: here.href(&format!("obligations/{rule}")),
        may_assess: may(Verb::AssessDuty),
        may_submit: may(Verb::SubmitDuty),
        back,
    };
    let law = state.duties.packs().find(rule).map(|(pack, rule)| why::law(lang, pack, rule));
    let title = pick(lang, &detail.view.title).to_owned();
    Ok(frame.page_with(status, title.clone(), move || {
        let (kind, key) = badge(&detail.view, shown.now);
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
            {time::in_paris(lang, shown.zone).map(|text| view! { <p class="muted">{text}</p> })}
            {shown.notice(&detail.view)}
            {shown.deadline(&here, &detail)}
            {shown.reason(&here, &detail.view)}
            {shown.submit(&detail.view)}
            {shown.assess(&detail.view)}
            {shown.close(&detail.view)}
            {shown.sent(&detail)}
            {shown.history(&detail)}
            {law}
        }
    }))
}

impl Shown {
    /// The words of the page; free of the borrow, for the content of components.
    fn words(&self) -> impl Fn(&str) -> &'static str + Copy + use<> {
        let lang = self.lang;
        move |key| t(lang, &format!("duties.duty.{key}"))
    }

    fn notice(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let lang = self.lang;
        let halt = self.back.halt;
        let (kind, text) = match halt {
            Some(Halt::Conflict) => (NoticeKind::Danger, word("conflict").to_owned()),
            Some(Halt::WrongState) => (NoticeKind::Danger, word("wrong_state").to_owned()),
            None if self.back.typed.is_refused() => return None,
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
