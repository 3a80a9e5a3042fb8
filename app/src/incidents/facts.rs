//! The words that go into letters, e-mails and the portal; opening the public page.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use incidents::{CaseError, PublicFacts};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    ui::{
        Button, ButtonKind, InputKind, InputSize, LinkButton, Live, Notice, NoticeKind, PageHead,
        Panel, TextArea, TextField,
    },
    web::{CaseRequest, Problem, time},
};

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    what_fr: String,
    what_en: String,
    measures_fr: String,
    measures_en: String,
    unknown_fr: String,
    unknown_en: String,
    next: String,
    version: i64,
}

impl Typed {
    fn of(facts: &PublicFacts, version: i64) -> Self {
        let facts = facts.clone();
        Self {
            what_fr: facts.what_fr,
            what_en: facts.what_en,
            measures_fr: facts.measures_fr,
            measures_en: facts.measures_en,
            unknown_fr: facts.unknown_fr,
            unknown_en: facts.unknown_en,
            next: facts.next_update_on.map(|day| day.to_string()).unwrap_or_default(),
            version,
        }
    }

    fn facts(&self) -> PublicFacts {
        let this = self.clone();
        PublicFacts {
            what_fr: this.what_fr,
            what_en: this.what_en,
            measures_fr: this.measures_fr,
            measures_en: this.measures_en,
            unknown_fr: this.unknown_fr,
            unknown_en: this.unknown_en,
            next_update_on: time::day(&self.next),
        }
    }
}

/// `GET …/faits`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.must(Verb::EditCase)?;
    let typed = Typed::of(&at.here.lab.facts, at.here.lab.version);
    form(at, StatusCode::OK, typed, None).await
}

/// `POST …/faits`
pub(super) async fn save(at: CaseRequest, Form(typed): Form<Typed>) -> Result<Response, Problem> {
    let (room, actor) = (&at.state.incidents, &at.staff.actor);
    match room.set_facts(actor, at.here.id(), typed.version, &typed.facts()).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("")).into_response()),
        Err(CaseError::Conflict) => {
            // What was typed stays; the present version lets it be sent again.
            let typed = Typed { version: at.here.lab.version, ..typed };
            let text = t(at.ctx.lang, "incidents.summary.conflict");
            form(at, StatusCode::CONFLICT, typed, Some(text)).await
        }
        Err(CaseError::Invalid(_)) => {
            let text = t(at.ctx.lang, "incidents.invalid.too_long");
            form(at, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(text)).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
pub(super) struct Publish {
    #[serde(default)]
    open: String,
}

/// `POST …/publier`: opens or closes the public page.
pub(super) async fn publish(
    at: CaseRequest,
    Form(publish): Form<Publish>,
) -> Result<Response, Problem> {
    let open = publish.open == "1";
    if !open && letters_are_out(&at).await? {
        let typed = Typed::of(&at.here.lab.facts, at.here.lab.version);
        let text = t(at.ctx.lang, "incidents.summary.page_in_use");
        return form(at, StatusCode::CONFLICT, typed, Some(text)).await;
    }
    match at.state.incidents.set_public(&at.staff.actor, at.here.id(), open).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("")).into_response()),
        Err(CaseError::Invalid(_)) => {
            let typed = Typed::of(&at.here.lab.facts, at.here.lab.version);
            let text = t(at.ctx.lang, "incidents.summary.facts_missing");
            form(at, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(text)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a campaign of the lab is on its way: its codes open nothing on a closed page.
async fn letters_are_out(at: &CaseRequest) -> Result<bool, Problem> {
    let all = at.state.campaigns.campaigns(&at.staff.actor, at.here.id()).await?;
    Ok(all.iter().any(|campaign| campaign.state.is_live()))
}

async fn form(
    at: CaseRequest,
    status: StatusCode,
    typed: Typed,
    wrong: Option<&'static str>,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "incidents.summary.facts");
    let public = here.lab.public_since.is_some();
    Ok(frame.page_with(status, title, move || {
        let word = move |key: &str| t(lang, &format!("incidents.summary.{key}"));
        let area = move |name: &'static str, key: &str, tongue: &str, value: &str, hint: &'static str| {
            let label = format!("{} ({tongue})", word(key));
            view! {
                <TextArea label=label name=name rows=3 hint=hint maxlength=2000_u32 value=value.to_owned()/>
            }
        };
        let measures = word("fact_measures_hint");
        let unknown = word("fact_unknown_hint");
        let to = if public { "0" } else { "1" };
        let publish = if public { t(lang, "common.button.close") } else { word("publish") };
        let french = view! {
            <div class="stack">
                {area("what_fr", "fact_what", "fr", &typed.what_fr, "")}
                {area("measures_fr", "fact_measures", "fr", &typed.measures_fr, measures)}
                {area("unknown_fr", "fact_unknown", "fr", &typed.unknown_fr, unknown)}
            </div>
        };
        let english = view! {
            <div class="stack">
                {area("what_en", "fact_what", "en", &typed.what_en, "")}
                {area("measures_en", "fact_measures", "en", &typed.measures_en, measures)}
                {area("unknown_en", "fact_unknown", "en", &typed.unknown_en, unknown)}
            </div>
        };
        let next = view! {
            <TextField label=word("fact_next") name="next" kind=InputKind::Date
                size=InputSize::Small value=typed.next.clone()/>
        };
        view! {
            <PageHead title=title note=word("facts_lead")/>
            {wrong.map(|text| view! { <Notice kind=NoticeKind::Danger title=text live=Live::Alert/> })}
            <form class="stack" method="post" action=here.href("faits")>
                <input type="hidden" name="version" value=typed.version.to_string()/>
                <Panel title="Français">{french}</Panel>
                <Panel title="English">{english}</Panel>
                <Panel>{next}</Panel>
                <div class="row">
                    <Button kind=ButtonKind::Main>{t(lang, "common.button.save")}</Button>
                    <LinkButton href=here.href("")>{t(lang, "common.button.back")}</LinkButton>
                </div>
            </form>
            <form method="post" action=here.href("publier")>
                <input type="hidden" name="open" value=to/>
                <Button>{publish}</Button>
            </form>
        }
    }))
}
