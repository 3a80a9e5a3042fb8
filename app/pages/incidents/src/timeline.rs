//! The timeline: newest first, rows are added, never changed.

use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use i18n::{date_time_of, t};
use incidents::{EntryKind, NewEntry, TimelineEntry};
use kernel::{Text, TimelineId};
use leptos::prelude::*;
use serde::Deserialize;

use ui::{
    Button, ButtonKind, Choice, Empty, Event, EventKind, InputSize, LinkButton, PageHead, Panel,
    SelectField, TextArea, TextField, Timeline,
};
use web::written;
use web::{CaseRequest, Problem, time};

const PAGE: i64 = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Before {
    avant: Option<String>,
}

impl Before {
    fn place(&self) -> Option<(DateTime<Utc>, TimelineId)> {
        let (at, id) = self.avant.as_deref()?.split_once('.')?;
        Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    at: String,
    kind: String,
    text: String,
}

/// `GET …/chronologie`
pub(super) async fn page(
    at: CaseRequest,
    Query(before): Query<Before>,
) -> Result<Response, Problem> {
    view_page(at, StatusCode::OK, before, Typed::default(), None).await
}

/// `POST …/chronologie`
pub(super) async fn add(at: CaseRequest, Form(typed): Form<Typed>) -> Result<Response, Problem> {
    let lang = at.ctx.lang;
    let when = time::read(&typed.at, at.here.organisation.zone);
    let kind = EntryKind::parse(&typed.kind);
    let text = Text::parse(&typed.text);
    let bad_text = text.is_err();
    let (Ok(when), Some(kind), Ok(text)) = (when, kind, text) else {
        let wrong = match when {
            Err(bad) => ("at", bad.words(lang)),
            Ok(_) if bad_text => ("text", t(lang, "incidents.invalid.required")),
            Ok(_) => ("kind", t(lang, "incidents.invalid.required")),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return view_page(at, status, Before::default(), typed, Some(wrong)).await;
    };
    let entry = NewEntry { at: when.with_timezone(&Utc), kind, text };
    at.state.incidents.add_entry(&at.staff.actor, at.here.id(), entry).await?;
    Ok(Redirect::to(&at.here.href("chronologie")).into_response())
}

async fn view_page(
    at: CaseRequest,
    status: StatusCode,
    before: Before,
    typed: Typed,
    wrong: Option<(&'static str, &'static str)>,
) -> Result<Response, Problem> {
    let (room, actor) = (&at.state.incidents, &at.staff.actor);
    let entries = room.timeline(actor, at.here.id(), before.place(), PAGE).await?;
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "incidents.timeline.title");
    let zone = here.organisation.zone;
    Ok(frame.page_with(status, title, move || {
        let word = move |key: &str| t(lang, &format!("incidents.timeline.{key}"));
        let error = move |field: &str| {
            wrong
                .filter(|(name, _)| *name == field)
                .map(|(_, sentence)| sentence)
        };
        let kinds = EntryKind::ALL
            .iter()
            .map(|kind| {
                let code = kind.as_str();
                Choice::new(code, t(lang, &format!("incidents.timeline.kind_{code}")))
            })
            .collect();
        let more = (i64::try_from(entries.len()).unwrap_or(0) == PAGE)
            .then(|| entries.last())
            .flatten()
            .map(|last| {
                let place = format!("{}.{}", last.at.timestamp_micros(), last.id);
                let href = format!("{}?avant={place}", here.href("chronologie"));
                view! { <LinkButton href=href>{t(lang, "common.button.next")}</LinkButton> }
            });
        let form = view! {
            <form class="stack" method="post" action=here.href("chronologie")>
                <TextField label=word("at") name="at" kind=time::kind(&typed.at, zone)
                    size=InputSize::Small hint=time::hint(lang, zone) value=typed.at.clone() error=error("at")/>
                <SelectField label=word("kind") name="kind" options=kinds
                    selected=typed.kind.clone() size=InputSize::Small error=error("kind")/>
                <TextArea label=word("text") name="text" rows=2 hint=word("text_hint")
                    value=typed.text.clone() error=error("text")/>
                <div class="row">
                    <Button kind=ButtonKind::Main>{word("add")}</Button>
                </div>
            </form>
        };
        let entries = list(lang, zone, entries);
        view! {
            <PageHead title=title note=word("lead")/>
            <Panel title=word("add")>{form}</Panel>
            <Panel title=title>{entries} {more}</Panel>
        }
    }))
}

fn list(lang: i18n::Lang, zone: Tz, entries: Vec<TimelineEntry>) -> AnyView {
    if entries.is_empty() {
        return view! {
            <Empty
                title=t(lang, "incidents.timeline.empty_title")
                text=t(lang, "incidents.timeline.empty")
            />
        }
        .into_any();
    }
    let items = entries
        .into_iter()
        .map(|entry| {
            let kind = t(lang, &format!("incidents.timeline.kind_{}", entry.kind.as_str()));
            Event::new(
                EventKind::Done,
                date_time_of(lang, entry.at, zone),
                written(lang, entry.text),
            )
            .more(kind)
        })
        .collect();
    view! { <Timeline items=items/> }.into_any()
}
