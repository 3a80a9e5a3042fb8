//! The questions that only the form asks, and corrections of what is presumed.

use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, t, tr};
use leptos::prelude::*;
use reports::{
    Answers, Field, FieldError as Refused, Report, ReportError, State as Known, Value,
    section_title,
    spec::{Kind, Spec, typed},
    value_lines,
};

use super::told;
use crate::{
    here::CaseHere,
    layout::Frame,
    state::AppState,
    ui::{
        Button, ButtonKind, CheckGroup, Choice, Crumb, Crumbs, ErrorSummary, FieldError, InputKind,
        InputSize, LinkButton, Live, Notice, NoticeKind, PageHead, Panel, SelectField, Text,
        TextArea, TextField,
    },
    web::{Ctx, Problem, Staff},
};

/// What the form shows: kept answers, or what was typed and refused.
#[derive(Default)]
struct Typed {
    kept: Answers,
    /// What was just typed, in place of what is kept.
    pairs: Option<Vec<(String, String)>>,
    version: i64,
    errors: Vec<Refused>,
    conflict: bool,
}

impl Typed {
    fn values(&self, key: &str) -> Vec<String> {
        match &self.pairs {
            Some(pairs) => {
                pairs.iter().filter(|(name, _)| name == key).map(|(_, v)| v.clone()).collect()
            }
            None => self.kept.raw(key).to_vec(),
        }
    }

    fn error(&self, lang: Lang, key: &str) -> Option<&'static str> {
        let error = self.errors.iter().find(|error| error.field == key)?;
        Some(t(lang, &format!("reports.invalid.{}", error.code)))
    }
}

/// `GET …/rapports/reponses`
pub(super) async fn page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    let (kept, version) = state.reports.answers(&staff.actor, here.id()).await?;
    let typed = Typed { kept, version, ..Typed::default() };
    form(&state, &ctx, &staff, here, StatusCode::OK, typed).await
}

/// `POST …/rapports/reponses`
pub(super) async fn save(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let version = pairs.iter().find(|(name, _)| name == "version");
    let version = version.and_then(|(_, value)| value.parse().ok()).unwrap_or(-1);
    let mut typed = Typed { version, ..Typed::default() };
    let answers = match Answers::parse(&pairs) {
        Ok(answers) => answers,
        Err(errors) => {
            typed.errors = errors;
            typed.pairs = Some(pairs);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return form(&state, &ctx, &staff, here, status, typed).await;
        }
    };
    match state.reports.set_answers(&staff.actor, here.id(), version, &answers).await {
        Ok(()) => Ok(Redirect::to(&here.href("rapports")).into_response()),
        Err(ReportError::Conflict) => {
            // What was typed stays; the present version lets it be sent again.
            typed.version = state.reports.answers(&staff.actor, here.id()).await?.1;
            typed.pairs = Some(pairs);
            typed.conflict = true;
            form(&state, &ctx, &staff, here, StatusCode::CONFLICT, typed).await
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
    let report = state.reports.preparation_sheet(&staff.actor, here.id(), told()).await?.0;
    let frame = Frame::of_case(state, ctx, staff, &here).await?;
    let lang = ctx.lang;
    let title = t(lang, "reports.page.complete_title");
    Ok(frame.page_with(status, title, move || {
        let errors: Vec<FieldError> = typed
            .errors
            .iter()
            .map(|error| {
                let text = t(lang, &format!("reports.invalid.{}", error.code));
                FieldError::new(error.field, text)
            })
            .collect();
        let count = i64::try_from(errors.len()).unwrap_or(0);
        let summary = i18n::plural(lang, "common.invalid.summary", count, &[]);
        let conflict = typed.conflict.then(|| {
            let text = t(lang, "reports.page.conflict");
            view! { <Notice kind=NoticeKind::Danger title=text live=Live::Alert/> }
        });
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("rapports"), t(lang, "reports.list.title")),
        ];
        let sections = report
            .sections
            .iter()
            .filter_map(|section| section_view(lang, section.code, &report, &typed))
            .collect_view();
        view! {
            <PageHead
                title=title
                note=t(lang, "reports.page.complete_lead")
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
            />
            <ErrorSummary title=summary errors=errors/>
            {conflict}
            <form class="stack" method="post" action=here.href("rapports/reponses")>
                <input type="hidden" name="version" value=typed.version.to_string()/>
                {sections}
                <div class="row">
                    <Button kind=ButtonKind::Main>{t(lang, "common.button.save")}</Button>
                    <LinkButton href=here.href("rapports")>
                        {t(lang, "common.button.cancel")}
                    </LinkButton>
                </div>
            </form>
        }
    }))
}

/// A section with its open fields; none when it has none, or none that arises.
fn section_view(lang: Lang, code: &str, report: &Report, typed_in: &Typed) -> Option<AnyView> {
    let fields: Vec<AnyView> = typed()
        .filter(|(section, _)| section.code == code)
        .filter_map(|(_, spec)| report.field(spec.key))
        .filter(|field| !matches!(field.state, Known::NotApplicable))
        .map(|field| control(lang, field, typed_in))
        .collect();
    (!fields.is_empty()).then(|| {
        view! {
            <Panel title=section_title(lang, code)>
                <div class="stack">{fields}</div>
            </Panel>
        }
        .into_any()
    })
}

/// What was found elsewhere, for the hint of a field that nobody answered.
fn found(lang: Lang, field: &Field) -> Option<String> {
    let Known::Known(value, source) = &field.state else { return None };
    if source.room == reports::Room::Answers {
        return None;
    }
    let said = value_lines(lang, field.spec, value).join(", ");
    let key =
        if field.is_presumed() { "reports.page.presumed_value" } else { "reports.page.found" };
    Some(tr(lang, key, &[("value", &said)]))
}

/// The values to start with: those typed, or else the presumed ones, which saving confirms.
fn start(field: &Field, typed: &Typed) -> Vec<String> {
    let values = typed.values(field.spec.key);
    if !values.is_empty() || typed.pairs.is_some() || !field.is_presumed() {
        return values;
    }
    match &field.state {
        Known::Known(Value::Word(word), _) => vec![(*word).to_owned()],
        Known::Known(Value::Words(words), _) => words.iter().map(|w| (*w).to_owned()).collect(),
        Known::Known(Value::Text(text), _) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn control(lang: Lang, field: &Field, typed: &Typed) -> AnyView {
    let spec: &'static Spec = field.spec;
    let label = t(lang, &format!("reports.field.{}", spec.code()));
    let (hint, error) = (found(lang, field), typed.error(lang, spec.key));
    let values = start(field, typed);
    let one = values.first().cloned().unwrap_or_default();
    let line = |kind: InputKind, size: InputSize| {
        view! {
            <TextField label=label name=spec.key kind=kind size=size hint=hint.clone()
                value=one.clone() error=error maxlength=200_u32/>
        }
        .into_any()
    };
    let select = |options: Vec<Choice>| {
        view! {
            <SelectField label=label name=spec.key options=options selected=one.clone()
                hint=hint.clone() error=error/>
        }
        .into_any()
    };
    let none = || Choice::new("", t(lang, "reports.page.no_answer"));
    match spec.kind {
        Kind::Text => line(InputKind::Text, InputSize::Normal),
        Kind::Email => line(InputKind::Email, InputSize::Normal),
        Kind::Day => line(InputKind::Date, InputSize::Small),
        Kind::Count => line(InputKind::Number, InputSize::Small),
        Kind::Long | Kind::Instant | Kind::Rows => view! {
            <TextArea label=label name=spec.key rows=3 hint=hint value=one error=error
                maxlength=4000_u32/>
        }
        .into_any(),
        Kind::YesNo => select(vec![
            none(),
            Choice::new("yes", t(lang, "reports.page.yes")),
            Choice::new("no", t(lang, "reports.page.no")),
        ]),
        Kind::One(list) => {
            let words = list.words.iter().map(|word| choice(lang, list.key, word));
            select(std::iter::once(none()).chain(words).collect())
        }
        Kind::Many(list) => {
            let options = list.words.iter().map(|word| choice(lang, list.key, word)).collect();
            let selected: Vec<Text> = values.into_iter().map(Text::from).collect();
            view! {
                <CheckGroup legend=label name=spec.key options=options selected=selected
                    hint=hint error=error/>
            }
            .into_any()
        }
    }
}

fn choice(lang: Lang, key: &str, word: &'static str) -> Choice {
    Choice::new(word, t(lang, &format!("{key}{word}")))
}
