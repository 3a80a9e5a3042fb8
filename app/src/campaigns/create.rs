//! A new campaign: name, purpose, channels, sizes.

use accounts::Verb;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{Campaign, CampaignError, Channels, NewCampaign, Purpose};
use i18n::{Lang, t};
use leptos::prelude::*;

use super::{acts::whole, own::href, shown::text};
use crate::{
    here::CaseHere,
    layout::{Frame, may},
    state::AppState,
    ui::{
        Button, ButtonKind, Choice, Crumb, Crumbs, ErrorSummary, FieldError, InputKind, InputSize,
        LinkButton, PageHead, Panel, RadioGroup, SelectField, TextField,
    },
    web::{Ctx, Problem, Staff},
};

/// Longest title, in characters.
const TITLE_LENGTH: u32 = 120;

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    pairs: Vec<(String, String)>,
    errors: Vec<(&'static str, String)>,
}

impl Typed {
    /// What the form starts with: the usual first notice.
    fn fresh(lang: Lang) -> Self {
        let pairs = [
            ("title", t(lang, "campaigns.form.default_title")),
            ("purpose", Purpose::First.as_str()),
            ("channels", Channels::EmailWhereValid.as_str()),
            ("batch_size", "500"),
            ("rate_limit", "0"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { pairs, errors: Vec::new() }
    }

    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone())
    }

    fn wrong(&mut self, field: &'static str, text: impl Into<String>) {
        self.errors.push((field, text.into()));
    }

    /// Reads the form; none when something must be put right.
    fn read(&mut self, lang: Lang) -> Option<NewCampaign> {
        let choice = t(lang, "common.invalid.choice");
        let title = match text(lang, self.get("title")) {
            Ok(title) => Some(title),
            Err(error) => {
                self.wrong("title", error);
                None
            }
        };
        let purpose = Purpose::parse(self.get("purpose"));
        if purpose.is_none() {
            self.wrong("purpose", choice);
        }
        let completes = match self.get("completes") {
            "" => None,
            id => {
                let id = id.parse().ok();
                if id.is_none() {
                    self.wrong("completes", choice);
                }
                id
            }
        };
        let channels = Channels::parse(self.get("channels"));
        if channels.is_none() {
            self.wrong("channels", choice);
        }
        let [batch_size, rate_limit] = ["batch_size", "rate_limit"].map(|field| {
            let n = whole(self.get(field));
            if n.is_none() {
                self.wrong(field, invalid(lang, field, "range"));
            }
            n
        });
        if !self.errors.is_empty() {
            return None;
        }
        Some(NewCampaign {
            title: title?,
            purpose: purpose?,
            completes,
            channels: channels?,
            batch_size: batch_size?,
            rate_limit: rate_limit?,
        })
    }
}

/// What is wrong with a field, by the room's code.
fn invalid(lang: Lang, field: &str, code: &str) -> &'static str {
    let key = format!("campaigns.invalid.{field}_{code}");
    if i18n::has(&key) { t(lang, &key) } else { t(lang, "common.invalid.choice") }
}

/// `GET …/campagnes/nouvelle`
pub(super) async fn page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    form(&state, &ctx, &staff, here, StatusCode::OK, Typed::fresh(ctx.lang)).await
}

/// `POST …/campagnes/nouvelle`
pub(super) async fn create(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut typed = Typed { pairs, errors: Vec::new() };
    let lang = ctx.lang;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(new) = typed.read(lang) else {
        return form(&state, &ctx, &staff, here, refused, typed).await;
    };
    match state.campaigns.create(&staff.actor, here.id(), new).await {
        Ok(id) => Ok(Redirect::to(&href(&here, id, "")).into_response()),
        Err(CampaignError::Invalid(fields)) => {
            for field in fields {
                typed.wrong(field.field, invalid(lang, field.field, field.code));
            }
            form(&state, &ctx, &staff, here, refused, typed).await
        }
        // The campaign to complete is none that the reader may know of.
        Err(CampaignError::NotFound) => {
            typed.wrong("completes", invalid(lang, "completes", "other"));
            form(&state, &ctx, &staff, here, refused, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    here: CaseHere,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, Problem> {
    if !may(staff, Verb::PrepareCampaign, here.lab.organisation) {
        return Err(Problem::Denied);
    }
    let mut earlier = state.campaigns.campaigns(&staff.actor, here.id()).await?;
    earlier.retain(|other| other.launched_at.is_some() && other.purpose != Purpose::First);
    let frame = Frame::of_case(state, ctx, staff, &here).await?;
    let lang = ctx.lang;
    let title = t(lang, "campaigns.prepare.title");
    Ok(frame.page_with(status, title, move || {
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("campagnes"), t(lang, "campaigns.list.title")),
        ];
        let errors = typed.errors.iter().map(|(field, text)| FieldError::new(*field, text.clone()));
        view! {
            <PageHead
                title=title
                note=t(lang, "campaigns.form.lead")
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
            />
            <ErrorSummary title=t(lang, "errors.http_422.title") errors=errors.collect()/>
            {fields(lang, &here, &typed, &earlier)}
        }
    }))
}

fn fields(lang: Lang, here: &CaseHere, typed: &Typed, earlier: &[Campaign]) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.form.{key}"));
    let value = |field: &str| typed.get(field).to_owned();
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
                selected=typed.get("completes").to_owned() error=error/>
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
