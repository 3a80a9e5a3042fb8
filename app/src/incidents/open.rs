//! Opening a case: what happened, which labs, the first signal.

use accounts::{OrganisationKind, Verb};
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use incidents::{CaseError, Kind, NewCase, NewSignal, Reference, Source};
use kernel::{OrganisationId, Text};
use leptos::prelude::*;

use super::moment;
use crate::{
    here::{case_href, with_organisations},
    layout::may,
    ui::{
        Button, ButtonKind, CheckGroup, Choice, ErrorSummary, FieldError, InputKind, InputSize,
        LinkButton, PageHead, Panel, RadioGroup, SelectField, TextArea, TextField,
    },
    web::{Pairs, Problem, StaffRequest},
};

/// What was typed; comes back with the errors.
#[derive(Default)]
struct Typed {
    pairs: Pairs,
    errors: Vec<(&'static str, &'static str)>,
}

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    fn all(&self, name: &str) -> Vec<String> {
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone()).collect()
    }

    fn error(&self, lang: i18n::Lang, field: &str) -> Option<&'static str> {
        self.errors
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, code)| t(lang, &format!("incidents.invalid.{code}")))
    }
}

/// `GET /console/cas/nouveau`
pub(super) async fn page(at: StaffRequest) -> Result<Response, Problem> {
    form(&at, StatusCode::OK, Typed::default()).await
}

/// `POST /console/cas/nouveau`
pub(super) async fn open(at: StaffRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let mut typed = Typed { pairs, errors: Vec::new() };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Some((case, signal)) = read(&mut typed) else {
        return form(&at, refused, typed).await;
    };
    let StaffRequest { state, staff, .. } = &at;
    let reference = case.reference.as_str().to_owned();
    match state.incidents.open(&staff.actor, case).await {
        Ok(_) => {}
        Err(CaseError::Conflict) => {
            typed.errors.push(("reference", "taken"));
            return form(&at, refused, typed).await;
        }
        Err(CaseError::Invalid(fields)) => {
            typed.errors.extend(fields.into_iter().map(|field| (field.field, field.code)));
            return form(&at, refused, typed).await;
        }
        Err(error) => return Err(error.into()),
    }
    let case = state.incidents.by_reference(&staff.actor, &reference).await?;
    let mut first = "/console".to_owned();
    let cases = std::slice::from_ref(&case);
    for (part, organisation) in with_organisations(state, cases).await?.into_iter().flatten().rev()
    {
        first = case_href(&case.incident, &organisation);
        if let Some(signal) = signal.clone() {
            state.incidents.record_signal(&staff.actor, part.id, signal).await?;
        }
    }
    Ok(Redirect::to(&first).into_response())
}

/// Reads the form; none when something must be put right.
fn read(typed: &mut Typed) -> Option<(NewCase, Option<NewSignal>)> {
    let mut errors = Vec::new();
    let reference = Reference::parse(typed.get("reference"));
    if reference.is_err() {
        errors.push(("reference", "reference"));
    }
    let title = Text::<160>::parse(typed.get("title"));
    if title.is_err() {
        errors.push(("title", "required"));
    }
    let kind = Kind::parse(typed.get("kind"));
    if kind.is_none() {
        errors.push(("kind", "required"));
    }
    let labs: Vec<OrganisationId> =
        typed.all("labs").iter().filter_map(|id| id.parse().ok()).collect();
    if labs.is_empty() {
        errors.push(("labs", "required"));
    }
    let note = typed.get("signal_note").trim().to_owned();
    let at = typed.get("signal_at").trim().to_owned();
    let signal = if note.is_empty() && at.is_empty() {
        None
    } else {
        let at = moment::read(&at).map_err(|bad| errors.push(("signal_at", bad.code()))).ok();
        let source = Source::parse(typed.get("signal_source"));
        if source.is_none() {
            errors.push(("signal_source", "required"));
        }
        let note = Text::<1000>::parse(&note);
        if note.is_err() {
            errors.push(("signal_note", "required"));
        }
        at.zip(source).zip(note.ok()).map(|((at, source), note)| NewSignal {
            at,
            source,
            note,
            evidence: None,
            inquiry: false,
        })
    };
    typed.errors = errors;
    if !typed.errors.is_empty() {
        return None;
    }
    let case = NewCase {
        reference: reference.ok()?,
        kind: kind?,
        title: title.ok()?,
        vendor: typed.get("vendor").parse().ok(),
        product: Text::parse(typed.get("product")).ok(),
        started_on: moment::day(typed.get("started_on")),
        ended_on: moment::day(typed.get("ended_on")),
        labs,
    };
    Some((case, signal))
}

async fn form(at: &StaffRequest, status: StatusCode, typed: Typed) -> Result<Response, Problem> {
    let organisations = at.state.accounts.organisations(&kernel::Actor::System("pages")).await?;
    let labs: Vec<Choice> = organisations
        .iter()
        .filter(|o| o.kind == OrganisationKind::Lab && may(&at.staff, Verb::OpenCase, o.id))
        .map(|o| Choice::new(o.id.to_string(), o.name.clone()))
        .collect();
    if labs.is_empty() {
        return Err(Problem::Denied);
    }
    let lang = at.ctx.lang;
    let vendors: Vec<Choice> =
        std::iter::once(Choice::new("", t(lang, "incidents.summary.vendor_none")))
            .chain(
                organisations
                    .iter()
                    .filter(|o| o.kind == OrganisationKind::Vendor)
                    .map(|o| Choice::new(o.id.to_string(), o.name.clone())),
            )
            .collect();
    let frame = at.frame().await?;
    let title = t(lang, "incidents.open.title");
    Ok(frame.page_with(status, title, move || {
        let word = move |key: &str| t(lang, &format!("incidents.open.{key}"));
        let error = |field: &str| typed.error(lang, field);
        let value = |field: &str| typed.get(field).to_owned();
        let summary: Vec<FieldError> = typed
            .errors
            .iter()
            .map(|(field, code)| {
                FieldError::new(*field, t(lang, &format!("incidents.invalid.{code}")))
            })
            .collect();
        let kinds = Kind::ALL
            .iter()
            .map(|kind| {
                let code = kind.as_str();
                Choice::new(code, t(lang, &format!("incidents.kind.{code}")))
                    .hint(t(lang, &format!("incidents.kind_hint.{code}")))
            })
            .collect();
        let sources = Source::ALL
            .iter()
            .map(|source| {
                let code = source.as_str();
                Choice::new(code, t(lang, &format!("incidents.awareness.source_{code}")))
            })
            .collect();
        let chosen = typed.all("labs").into_iter().map(Into::into).collect();
        let case = view! {
            <div class="stack">
                <RadioGroup legend=word("kind") name="kind" options=kinds
                    selected=value("kind") error=error("kind")/>
                <TextField label=word("case_title") name="title" hint=word("case_title_hint")
                    value=value("title") error=error("title")/>
                <TextField label=word("reference") name="reference"
                    hint=word("reference_hint") size=InputSize::Small
                    value=value("reference") error=error("reference")/>
                <CheckGroup legend=word("labs") name="labs" hint=word("labs_hint")
                    options=labs selected=chosen error=error("labs")/>
                <SelectField label=word("vendor") name="vendor" options=vendors
                    selected=value("vendor")/>
                <TextField label=word("product") name="product" value=value("product")/>
                <TextField label=word("started_on") name="started_on" kind=InputKind::Date
                    size=InputSize::Small value=value("started_on")/>
                <TextField label=word("ended_on") name="ended_on" kind=InputKind::Date
                    size=InputSize::Small hint=word("ended_hint")
                    value=value("ended_on") error=error("ended_on")/>
            </div>
        };
        let signal = view! {
            <div class="stack">
                <TextField label=word("signal_at") name="signal_at"
                    kind=InputKind::DateTime size=InputSize::Small
                    hint=word("signal_at_hint") value=value("signal_at")
                    error=error("signal_at")/>
                <SelectField label=word("signal_source") name="signal_source"
                    options=sources selected=value("signal_source")
                    error=error("signal_source")/>
                <TextArea label=word("signal_note") name="signal_note" rows=2
                    value=value("signal_note") error=error("signal_note")/>
            </div>
        };
        view! {
            <PageHead title=title note=word("lead")/>
            <ErrorSummary title=t(lang, "errors.http_422.title") errors=summary/>
            <form class="stack" method="post" action="/console/cas/nouveau">
                <Panel>{case}</Panel>
                <Panel title=word("signal_title")>{signal}</Panel>
                <div class="row">
                    <Button kind=ButtonKind::Main>{word("submit")}</Button>
                    <LinkButton href="/console">{t(lang, "common.button.cancel")}</LinkButton>
                </div>
            </form>
        }
    }))
}
