//! The awareness ledger: candidates, the decision, the second signature.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, date_time_of, t};
use incidents::{AwarenessEntry, CaseError, Decision, NewSignal, Source};
use kernel::Text;
use leptos::prelude::*;
use serde::Deserialize;

use ui::{
    Badge, BadgeKind, Button, ButtonKind, Checkbox, Choice, Empty, InputSize, Live, Notice,
    NoticeKind, PageHead, Panel, SelectField, TextArea, TextField,
};
use web::written;
use web::{CaseHere, CaseRequest, Problem, time};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    at: String,
    source: String,
    note: String,
    inquiry: Option<String>,
}

/// What the page shows besides the ledger.
#[derive(Default)]
struct Shown {
    typed: Typed,
    wrong: Option<(&'static str, &'static str)>,
    notice: Option<&'static str>,
}

/// `GET …/connaissance`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    view_page(at, StatusCode::OK, Shown::default()).await
}

/// `POST …/connaissance`: a new candidate.
pub(super) async fn add(at: CaseRequest, Form(typed): Form<Typed>) -> Result<Response, Problem> {
    let room = &at.state.incidents;
    let lang = at.ctx.lang;
    let zone = at.here.organisation.zone;
    let code = |code: &str| t(lang, &format!("incidents.invalid.{code}"));
    let wrong =
        match (time::read(&typed.at, zone), Source::parse(&typed.source), Text::parse(&typed.note))
        {
            (Ok(when), Some(source), Ok(note)) => {
                let signal = NewSignal {
                    at: when,
                    source,
                    note,
                    evidence: None,
                    inquiry: typed.inquiry.is_some(),
                };
                match room.record_signal(&at.staff.actor, at.here.id(), signal).await {
                    Ok(_) => {
                        return Ok(Redirect::to(&at.here.href("connaissance")).into_response());
                    }
                    Err(CaseError::Invalid(fields)) => fields
                        .first()
                        .map_or(("at", code("invalid")), |field| (field.field, code(field.code))),
                    Err(error) => return Err(error.into()),
                }
            }
            (Err(bad), ..) => ("at", bad.words(lang)),
            (_, None, _) => ("source", code("required")),
            (.., Err(_)) => ("note", code("required")),
        };
    let shown = Shown { typed, wrong: Some(wrong), notice: None };
    view_page(at, StatusCode::UNPROCESSABLE_ENTITY, shown).await
}

#[derive(Deserialize)]
pub(super) struct Decide {
    row: String,
    #[serde(default)]
    reason: String,
}

/// `POST …/connaissance/retenir`
pub(super) async fn decide(at: CaseRequest, Form(form): Form<Decide>) -> Result<Response, Problem> {
    let row = form.row.parse().map_err(|_| Problem::NotFound)?;
    let Ok(reason) = Text::parse(&form.reason) else {
        let shown = Shown {
            notice: Some(t(at.ctx.lang, "incidents.awareness.decide_reason")),
            ..Shown::default()
        };
        return view_page(at, StatusCode::UNPROCESSABLE_ENTITY, shown).await;
    };
    at.state.incidents.decide_awareness(&at.staff.actor, at.here.id(), row, reason).await?;
    Ok(Redirect::to(&at.here.href("connaissance")).into_response())
}

#[derive(Deserialize)]
pub(super) struct Approve {
    row: String,
}

/// `POST …/connaissance/signer`: the second person.
pub(super) async fn approve(
    at: CaseRequest,
    Form(form): Form<Approve>,
) -> Result<Response, Problem> {
    let row = form.row.parse().map_err(|_| Problem::NotFound)?;
    match at.state.incidents.approve_awareness(&at.staff.actor, at.here.id(), row).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("connaissance")).into_response()),
        Err(CaseError::SamePerson) => {
            let notice = Some(t(at.ctx.lang, "incidents.awareness.same_person"));
            let shown = Shown { notice, ..Shown::default() };
            view_page(at, StatusCode::CONFLICT, shown).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn view_page(at: CaseRequest, status: StatusCode, shown: Shown) -> Result<Response, Problem> {
    let ledger = at.state.incidents.ledger(&at.staff.actor, at.here.id()).await?;
    let frame = at.frame().await?;
    let (may_add, may_decide, may_approve) = (
        at.may(Verb::RecordAwareness),
        at.may(Verb::DecideAwareness),
        at.may(Verb::ApproveAwareness),
    );
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "incidents.awareness.title");
    Ok(frame.page_with(status, title, move || {
        let word = move |key: &str| t(lang, &format!("incidents.awareness.{key}"));
        let rows = ledger
            .into_iter()
            .map(|row| entry(lang, &here, &row, may_decide, may_approve))
            .collect::<Vec<_>>();
        let list = if rows.is_empty() {
            view! { <Empty title=word("empty_title") text=word("empty")/> }.into_any()
        } else {
            view! { <ol class="plain-list stack">{rows}</ol> }.into_any()
        };
        view! {
            <PageHead title=title note=word("lead")/>
            {shown.notice.map(|text| view! { <Notice kind=NoticeKind::Warn title=text live=Live::Alert/> })}
            <Panel title=word("candidates")>{list}</Panel>
            {may_add.then(|| add_form(lang, &here, &shown))}
        }
    }))
}

fn entry(
    lang: Lang,
    here: &CaseHere,
    row: &AwarenessEntry,
    may_decide: bool,
    may_approve: bool,
) -> AnyView {
    let word = move |key: &str| t(lang, &format!("incidents.awareness.{key}"));
    let kind = match row.decision {
        Decision::Aware => BadgeKind::Ok,
        Decision::Proposed => BadgeKind::Warn,
        Decision::UnderInquiry => BadgeKind::Doing,
        Decision::Signal => BadgeKind::Prepared,
        Decision::Replaced => BadgeKind::Plain,
    };
    let id = row.id.to_string();
    let open = matches!(row.decision, Decision::Signal | Decision::UnderInquiry);
    let decide = (open && may_decide).then(|| {
        view! {
            <details class="fold">
                <summary>{word("decide")}</summary>
                <form class="stack" method="post" action=here.href("connaissance/retenir")>
                    <input type="hidden" name="row" value=id.clone()/>
                    <TextArea label=word("decide_reason") name="reason" id=format!("reason-{id}") rows=2/>
                    <div class="row">
                        <Button>{word("decide")}</Button>
                    </div>
                </form>
            </details>
        }
    });
    let approve = (row.decision == Decision::Proposed && may_approve).then(|| {
        view! {
            <form method="post" action=here.href("connaissance/signer")>
                <input type="hidden" name="row" value=row.id.to_string()/>
                <Button kind=ButtonKind::Main>{word("approve")}</Button>
            </form>
        }
    });
    let source = t(lang, &format!("incidents.awareness.source_{}", row.source.as_str()));
    let decision = t(lang, &format!("incidents.awareness.decision_{}", row.decision.as_str()));
    view! {
        <li class="stack stack--tight">
            <div class="row row--between">
                <b>{date_time_of(lang, row.at, here.organisation.zone)}</b>
                <Badge kind=kind text=decision/>
            </div>
            <p>{written(lang, row.note.clone())}</p>
            <p class="faint">{source}</p>
            {row.reason.clone().map(|reason| view! { <p class="muted">{reason}</p> })}
            {(row.decision == Decision::Proposed)
                .then(|| view! { <p class="muted">{word("later_title")} " " {word("later")}</p> })}
            {decide}
            {approve}
        </li>
    }
    .into_any()
}

fn add_form(lang: Lang, here: &CaseHere, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("incidents.awareness.{key}"));
    let error =
        |field: &str| shown.wrong.filter(|(name, _)| *name == field).map(|(_, sentence)| sentence);
    let sources = Source::ALL
        .iter()
        .map(|source| {
            let code = source.as_str();
            Choice::new(code, t(lang, &format!("incidents.awareness.source_{code}")))
        })
        .collect();
    let zone = here.organisation.zone;
    let hint = format!("{} {}", time::hint(lang, zone), word("at_hint"));
    let form = view! {
        <form class="stack" method="post" action=here.href("connaissance")>
            <TextField label=word("at") name="at" kind=time::kind(&shown.typed.at, zone)
                size=InputSize::Small hint=hint value=shown.typed.at.clone()
                error=error("at")/>
            <SelectField label=word("source") name="source" options=sources
                selected=shown.typed.source.clone() error=error("source")/>
            <TextArea label=word("note") name="note" rows=2 value=shown.typed.note.clone()
                error=error("note")/>
            <Checkbox label=word("inquiry") name="inquiry"/>
            <div class="row">
                <Button kind=ButtonKind::Main>{word("add")}</Button>
            </div>
        </form>
    };
    view! { <Panel title=word("add")>{form}</Panel> }.into_any()
}
