//! A new campaign: name, purpose, channels, sizes.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{Campaign, CampaignError, Channels, NewCampaign, Purpose};
use i18n::{Lang, t};
use leptos::prelude::*;

use super::request::href;
use ui::{
    Button, ButtonKind, Choice, Crumb, Crumbs, ErrorSummary, InputKind, InputSize, LinkButton,
    PageHead, Panel, RadioGroup, SelectField, TextField,
};
use web::{CaseHere, CaseRequest, Pairs, Problem, Refused, Typed, whole};

/// Longest title, in characters.
const TITLE_LENGTH: u32 = 120;

/// What the form starts with: the usual first notice.
fn fresh(lang: Lang) -> Typed {
    Typed::starting(&[
        ("title", t(lang, "campaigns.form.default_title")),
        ("purpose", Purpose::First.as_str()),
        ("channels", Channels::EmailWhereValid.as_str()),
        ("batch_size", "500"),
        ("rate_limit", "0"),
    ])
}

/// Reads the form; says at each field what must be put right.
fn read(lang: Lang, typed: &mut Typed) -> Result<NewCampaign, Refused> {
    let choice = t(lang, "common.invalid.choice");
    let title = typed.text(lang, "title");
    let purpose = typed.read("purpose", Purpose::parse(typed.get("purpose")).ok_or(choice));
    let completes = match typed.get("completes") {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| choice),
    };
    let completes = typed.read("completes", completes);
    let channels = typed.read("channels", Channels::parse(typed.get("channels")).ok_or(choice));
    let [batch_size, rate_limit] = ["batch_size", "rate_limit"].map(|field| {
        typed.read(field, whole(typed.get(field)).ok_or(invalid(lang, field, "range")))
    });
    Ok(NewCampaign {
        title: title?,
        purpose: purpose?,
        completes: completes?,
        channels: channels?,
        batch_size: batch_size?,
        rate_limit: rate_limit?,
    })
}

/// What is wrong with a field, by the room's code.
fn invalid(lang: Lang, field: &str, code: &str) -> &'static str {
    let key = format!("campaigns.invalid.{field}_{code}");
    if i18n::has(&key) { t(lang, &key) } else { t(lang, "common.invalid.choice") }
}

/// `GET …/campagnes/nouvelle`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let typed = fresh(at.ctx.lang);
    form(at, StatusCode::OK, typed).await
}

/// `POST …/campagnes/nouvelle`
pub(super) async fn create(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let lang = at.ctx.lang;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Ok(new) = read(lang, &mut typed) else { return form(at, refused, typed).await };
    match at.state.campaigns.create(&at.staff.actor, at.here.id(), new).await {
        Ok(id) => return Ok(Redirect::to(&href(&at.here, id, "")).into_response()),
        Err(CampaignError::Invalid(fields)) => {
            for field in fields {
                typed.refuse(field.field, invalid(lang, field.field, field.code));
            }
        }
        // The campaign to complete is none that the reader may know of.
        Err(CampaignError::NotFound) => {
            typed.refuse("completes", invalid(lang, "completes", "other"));
        }
        Err(error) => return Err(error.into()),
    }
    form(at, refused, typed).await
}

async fn form(at: CaseRequest, status: StatusCode, typed: Typed) -> Result<Response, Problem> {
    if !at.may(Verb::PrepareCampaign) {
        return Err(Problem::Denied);
    }
    let mut earlier = at.state.campaigns.campaigns(&at.staff.actor, at.here.id()).await?;
    earlier.retain(|other| other.launched_at.is_some() && other.purpose != Purpose::First);
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.prepare.title");
    Ok(frame.page_with(status, title, move || {
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("campagnes"), t(lang, "campaigns.list.title")),
        ];
        view! {
            <PageHead
                title=title
                note=t(lang, "campaigns.form.lead")
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
            />
            <ErrorSummary title=t(lang, "errors.http_422.title") errors=typed.summary()/>
            {fields(lang, &here, &typed, &earlier)}
        }
    }))
}

fn fields(lang: Lang, here: &CaseHere, typed: &Typed, earlier: &[Campaign]) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.form.{key}"));
    let value = |field: &str| typed.value(field);
    let what = view! {
        <div class="stack">
            <TextField label=t(lang, "campaigns.prepare.name") name="title"
                hint=word("title_hint") maxlength=TITLE_LENGTH value=value("title")
                error=typed.error("title")/>
            <RadioGroup legend=t(lang, "campaigns.prepare.purpose") name="purpose"
                options=purposes(lang) selected=value("purpose") error=typed.error("purpose")/>
            {completes(lang, typed, earlier)}
        </div>
    };
    let ways = view! {
        <RadioGroup legend=word("channels") name="channels" options=channels(lang)
            selected=value("channels") error=typed.error("channels")/>
    };
    let sizes = view! {
        <div class="stack">
            <TextField label=word("batch_size") name="batch_size" kind=InputKind::Number
                size=InputSize::Small hint=word("batch_size_hint") value=value("batch_size")
                error=typed.error("batch_size")/>
            <TextField label=word("rate_limit") name="rate_limit" kind=InputKind::Number
                size=InputSize::Small hint=word("rate_limit_hint") value=value("rate_limit")
                error=typed.error("rate_limit")/>
        </div>
    };
    view! {
        <form class="stack" method="post" action=here.href("campagnes/nouvelle")>
            <Panel>{what}</Panel>
            <Panel>{ways}</Panel>
            <Panel title=word("sizes")>{sizes}</Panel>
            <div class="row">
                <Button kind=ButtonKind::Main>{t(lang, "campaigns.prepare.save")}</Button>
                <LinkButton href=here.href("campagnes")>
                    {t(lang, "common.button.cancel")}
                </LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// The campaign that this one completes; no question while there is none to choose.
fn completes(lang: Lang, typed: &Typed, earlier: &[Campaign]) -> Option<AnyView> {
    let error = typed.error("completes");
    if earlier.is_empty() && error.is_none() {
        return None;
    }
    let none = Choice::new("", t(lang, "campaigns.form.completes_none"));
    let options = std::iter::once(none)
        .chain(earlier.iter().map(|other| Choice::new(other.id.to_string(), other.title.clone())))
        .collect();
    Some(
        view! {
            <SelectField label=t(lang, "campaigns.form.completes") name="completes"
                hint=t(lang, "campaigns.form.completes_hint") options=options
                selected=typed.value("completes") error=error/>
        }
        .into_any(),
    )
}

fn purposes(lang: Lang) -> Vec<Choice> {
    let choice = |purpose: &Purpose| {
        let code = purpose.as_str();
        Choice::new(code, t(lang, &format!("campaigns.purpose.{code}")))
            .hint(t(lang, &format!("campaigns.purpose_hint.{code}")))
    };
    Purpose::ALL.iter().map(choice).collect()
}

fn channels(lang: Lang) -> Vec<Choice> {
    let choice = |channels: &Channels| {
        let code = channels.as_str();
        Choice::new(code, t(lang, &format!("campaigns.channels.{code}")))
            .hint(t(lang, &format!("campaigns.channels_hint.{code}")))
    };
    Channels::ALL.iter().map(choice).collect()
}
