//! The questions that only the form asks, and corrections of what is presumed.

use accounts::Verb;
use axum::{
    Form,
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

use ui::{
    CheckGroup, Choice, FieldError, InputKind, InputSize, Panel, SelectField, Text, TextArea,
    TextField,
};
use web::{CaseForm, CaseRequest, Pairs, Problem, told};

/// What the form shows: kept answers, or what was typed and refused.
#[derive(Default)]
struct Typed {
    kept: Answers,
    /// What was just typed, in place of what is kept.
    pairs: Option<Pairs>,
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
        Some(invalid(lang, error))
    }
}

/// `GET …/rapports/reponses`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.must(Verb::EditCase)?;
    let (kept, version) = at.state.reports.answers(&at.staff.actor, at.here.id()).await?;
    let typed = Typed { kept, version, ..Typed::default() };
    form(at, StatusCode::OK, typed).await
}

/// `POST …/rapports/reponses`
pub(super) async fn save(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let version = pairs.iter().find(|(name, _)| name == "version");
    let version = version.and_then(|(_, value)| value.parse().ok()).unwrap_or(-1);
    let mut typed = Typed { version, ..Typed::default() };
    let answers = match Answers::parse(&pairs) {
        Ok(answers) => answers,
        Err(errors) => {
            typed.errors = errors;
            typed.pairs = Some(pairs);
            return form(at, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
        }
    };
    let room = &at.state.reports;
    match room.set_answers(&at.staff.actor, at.here.id(), version, &answers).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("rapports")).into_response()),
        Err(ReportError::Conflict) => {
            // What was typed stays; the present version lets it be sent again.
            typed.version = room.answers(&at.staff.actor, at.here.id()).await?.1;
            typed.pairs = Some(pairs);
            typed.conflict = true;
            form(at, StatusCode::CONFLICT, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(at: CaseRequest, status: StatusCode, typed: Typed) -> Result<Response, Problem> {
    let told = told(&at.state, &at.staff, &at.here).await?;
    let report = at.state.reports.preparation_sheet(&at.staff.actor, at.here.id(), told).await?.0;
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "reports.page.complete_title");
    Ok(frame.page_with(status, title, move || {
        let error = |error: &Refused| FieldError::new(error.field, invalid(lang, error));
        let page = CaseForm {
            title,
            lead: t(lang, "reports.page.complete_lead"),
            above: t(lang, "reports.list.title"),
            above_at: "rapports",
            sent_to: "rapports/reponses",
            version: typed.version.to_string(),
            errors: typed.errors.iter().map(error).collect(),
            conflict: typed.conflict.then(|| t(lang, "reports.page.conflict")),
        };
        let sections = report
            .sections
            .iter()
            .filter_map(|section| section_view(lang, section.code, &report, &typed))
            .collect_view();
        page.view(lang, &here, None, sections.into_any())
    }))
}

/// What is wrong with an answer.
fn invalid(lang: Lang, error: &Refused) -> &'static str {
    t(lang, &format!("reports.invalid.{}", error.code))
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
