//! Letters that came back, one scan after the other: the page comes back with an empty
//! field, the last answer and the same reason.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{CampaignError, NextStep, ReturnReason, Returned};
use i18n::{Lang, capitalised, t, tr};
use kernel::PersonId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{parts::Record, words::step};
use ui::{
    Button, ButtonKind, Choice, Crumb, Crumbs, ErrorSummary, Live, Need, Notice, NoticeKind,
    PageHead, Panel, RadioGroup,
};
use web::{CaseRequest, Pairs, Problem, Typed};

const LAST: &str = "last_return";
/// Longest mark that is read, spaces included.
const MAX_MARK: usize = 40;
/// What may follow from a return.
const STEPS: [NextStep; 3] = [NextStep::FreshAddress, NextStep::Desk, NextStep::None];

/// The return that was just recorded in this browser.
#[derive(Serialize, Deserialize)]
struct Last {
    mark: String,
    reason: String,
    next: String,
    /// None for a letter of another lab.
    person: Option<PersonId>,
}

/// What stands above the form.
enum Answer {
    /// Nothing yet.
    Nothing,
    /// The last one.
    Recorded(Last),
    /// A sentence on the mark that was sent.
    Refused { kind: NoticeKind, sentence: String },
}

/// `GET …/lettres/retours`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let last = at.staff.session.remove::<Last>(LAST).await.map_err(Problem::internal)?;
    let reason = last.as_ref().map_or("", |last| last.reason.as_str());
    let typed = Typed::starting(&[("reason", reason)]);
    let answer = last.map_or(Answer::Nothing, Answer::Recorded);
    show(at, StatusCode::OK, typed, answer).await
}

/// `POST …/lettres/retours`
pub(super) async fn record(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let lang = at.ctx.lang;
    let mut typed = Typed::of(pairs);
    let mark: String = typed.get("mark").chars().take(MAX_MARK).collect();
    typed.require(lang, "mark");
    let reason = ReturnReason::parse(typed.get("reason"));
    if reason.is_none() {
        typed.refuse("reason", t(lang, "campaigns.returns.reason_missing"));
    }
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(reason) = reason.filter(|_| !typed.is_refused()) else {
        return show(at, refused, typed, Answer::Nothing).await;
    };
    let (room, actor) = (&at.state.campaigns, &at.staff.actor);
    let (status, kind, key) = match room.record_return(actor, &mark, reason).await {
        Ok(returned) => {
            let person = of_here(&at, &returned).await.then_some(returned.person);
            let last = Last {
                mark,
                reason: reason.as_str().to_owned(),
                next: returned.next.as_str().to_owned(),
                person,
            };
            at.staff.session.insert(LAST, last).await.map_err(Problem::internal)?;
            return Ok(Redirect::to(&at.here.href("lettres/retours")).into_response());
        }
        Err(CampaignError::UnknownMark) => {
            (refused, NoticeKind::Danger, "campaigns.returns.mark_unknown")
        }
        Err(CampaignError::AlreadyReturned) => {
            (StatusCode::CONFLICT, NoticeKind::Info, "campaigns.returns.already")
        }
        Err(CampaignError::Conflict) => {
            (StatusCode::CONFLICT, NoticeKind::Warn, "campaigns.returns.not_posted")
        }
        Err(error) => return Err(error.into()),
    };
    let sentence = tr(lang, key, &[("mark", &mark)]);
    let answer = Answer::Refused { kind, sentence };
    show(at, status, typed, answer).await
}

/// Whether the letter is of the lab whose page this is: a member of two labs scans the
/// returns of both at one table.
async fn of_here(at: &CaseRequest, returned: &Returned) -> bool {
    let campaign = at.state.campaigns.campaign(&at.staff.actor, returned.campaign).await;
    campaign.is_ok_and(|campaign| campaign.case_lab == at.here.id())
}

async fn show(
    at: CaseRequest,
    status: StatusCode,
    typed: Typed,
    answer: Answer,
) -> Result<Response, Problem> {
    if !at.may(Verb::SettleDeliveries) {
        return Err(Problem::Denied);
    }
    let record = Record::of(&at);
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.returns.title");
    Ok(frame.page_with(status, title, move || {
        let crumbs = view! {
            <Crumbs
                label=t(lang, "common.page.breadcrumb")
                items=vec![Crumb::new(here.href("lettres"), t(lang, "campaigns.batches.title"))]
            />
        };
        let form = form(lang, &here.href("lettres/retours"), &typed);
        view! {
            <PageHead title=title note=t(lang, "campaigns.returns.lead") crumbs=crumbs/>
            {said(lang, answer, record.as_ref())}
            <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
            <Panel>{form}</Panel>
        }
    }))
}

fn said(lang: Lang, answer: Answer, record: Option<&Record>) -> Option<AnyView> {
    let view = match answer {
        Answer::Nothing => return None,
        Answer::Refused { kind, sentence } => {
            view! { <Notice kind=kind title=sentence live=Live::Alert/> }.into_any()
        }
        Answer::Recorded(last) => {
            let next = STEPS.into_iter().find(|step| step.as_str() == last.next);
            let next = step(lang, next.unwrap_or(NextStep::None), &last.reason);
            let args = [("mark", last.mark.as_str()), ("next", next)];
            let title = tr(lang, "campaigns.returns.recorded", &args);
            let record =
                last.person.and_then(|person| record.map(|record| record.view(person, true)));
            let elsewhere = last
                .person
                .is_none()
                .then(|| view! { <p>{t(lang, "campaigns.returns.elsewhere")}</p> });
            view! {
                <Notice kind=NoticeKind::Ok title=title live=Live::Status>
                    {elsewhere}
                    {record}
                </Notice>
            }
            .into_any()
        }
    };
    Some(view)
}

fn form(lang: Lang, action: &str, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.returns.{key}"));
    let reasons = ReturnReason::ALL
        .iter()
        .map(|reason| {
            let code = reason.as_str();
            Choice::new(code, capitalised(t(lang, &format!("campaigns.return.{code}"))))
        })
        .collect();
    let error = typed.error("mark");
    let class = if error.is_some() { "field field--error" } else { "field" };
    // The error summary takes the focus when there is one.
    let focus = !typed.is_refused();
    view! {
        <form class="stack" method="post" action=action.to_owned()>
            <RadioGroup
                legend=word("reason")
                name="reason"
                options=reasons
                selected=typed.value("reason")
                need=Need::Required
                hint=word("reason_hint")
                error=typed.error("reason")
            />
            // Always empty: a scanner types the next mark into it.
            <div class=class>
                <label class="field__label" for="mark">{word("mark")}</label>
                <p class="field__hint" id="mark-hint">{word("mark_hint")}</p>
                {error.map(|error| view! { <p class="field__error" id="mark-error">{error}</p> })}
                <input
                    class="input input--code"
                    id="mark"
                    name="mark"
                    type="text"
                    required
                    autofocus=focus
                    maxlength=MAX_MARK.to_string()
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-describedby="mark-hint mark-error"
                />
            </div>
            <div class="row">
                <Button kind=ButtonKind::Main>{word("submit")}</Button>
            </div>
        </form>
    }
    .into_any()
}
