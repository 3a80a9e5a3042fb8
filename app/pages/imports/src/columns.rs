//! The columns of a file: what the machine proposes, what a person decides.

use axum::{
    Form,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use i18n::{Lang, percent, t, tr};
use imports::{
    ImportError,
    detect::Overrides,
    mapping::{Action, Column as MapColumn, Field, Mapping},
};
use kernel::ImportId;
use leptos::prelude::*;

use super::forms::{ImportPath, own, to_page};
use ui::{
    Badge, BadgeKind, Button, ButtonKind, Choice, Column, InputSize, LinkButton, Live, Notice,
    NoticeKind, PageHead, Panel, PanelBody, Row, SelectField, Steps, Table,
};
use web::{CaseRequest, Pairs, Problem};

/// `GET …/colonnes`
pub(super) async fn page(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
) -> Result<Response, Problem> {
    let import = own(&at, &path).await?;
    if let Some(mapping) = import.mapping {
        return view_page(at, import.id, mapping, None).await;
    }
    match at.state.imports.map(&at.staff.actor, import.id, None, Overrides::default()).await {
        Ok((mapping, _)) => view_page(at, import.id, mapping, None).await,
        // The refusal stands on the page of the delivery.
        Err(ImportError::Refused(_)) => Ok(to_page(&at, import.id).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `POST …/colonnes`: `field-N` and `fate-N` for each column.
pub(super) async fn save(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let import = own(&at, &path).await?;
    let Some(mut mapping) = import.mapping else { return Err(Problem::Conflict) };
    let mut unknown = false;
    for (name, value) in &pairs {
        let Some((what, index)) = name.split_once('-') else { continue };
        let column = index.parse::<usize>().ok().and_then(|at| mapping.columns.get_mut(at));
        let Some(column) = column else { continue };
        match what {
            // A word that is not offered must not cost a column.
            "field" if !value.is_empty() && Field::parse(value).is_none() => unknown = true,
            "fate" if !FATES.contains(&value.as_str()) => unknown = true,
            "field" => set_field(column, Field::parse(value)),
            "fate" => set_fate(column, value),
            _ => {}
        }
    }
    if unknown {
        let text = t(at.ctx.lang, "common.invalid.choice").to_owned();
        return view_page(at, import.id, mapping, Some(text)).await;
    }
    let wrong = mapping.validate().err().map(|error| sentence(at.ctx.lang, &error));
    if let Some(text) = wrong.or_else(|| contradiction(at.ctx.lang, &mapping)) {
        return view_page(at, import.id, mapping, Some(text)).await;
    }
    // What a person sends from this page is that person's word.
    for column in mapping.columns.iter_mut().filter(|column| column.action != Action::Ignored) {
        column.confidence = 1.0;
    }
    let (room, actor) = (&at.state.imports, &at.staff.actor);
    room.map(actor, import.id, Some(mapping), Overrides::default()).await?;
    room.request_check(actor, import.id).await?;
    Ok(to_page(&at, import.id).into_response())
}

fn set_field(column: &mut MapColumn, field: Option<Field>) {
    if column.field != field {
        column.field = field;
        column.confidence = 1.0;
        column.classes = None;
    }
}

fn set_fate(column: &mut MapColumn, value: &str) {
    column.action = match value {
        "store" if column.field.is_some_and(Field::may_be_stored) => Action::Store,
        "flag" if column.field.is_some() => Action::Flag,
        "store" if column.field.is_some() => Action::Flag,
        "drop" => Action::Drop,
        _ => Action::Ignored,
    };
}

/// A column that is said to be something and to hold none of it.
fn contradiction(lang: Lang, mapping: &Mapping) -> Option<String> {
    let column = mapping
        .columns
        .iter()
        .find(|column| column.action == Action::Drop && !column.is_declared())?;
    let name = t(lang, &format!("imports.field.{}", column.field.map_or("", Field::code)));
    let header = column.header.as_str();
    Some(tr(lang, "imports.columns.contradiction", &[("header", header), ("field", name)]))
}

fn sentence(lang: Lang, error: &imports::mapping::MappingError) -> String {
    use imports::mapping::MappingError as E;
    match error {
        E::Twice { field, .. } => {
            let name = t(lang, &format!("imports.field.{field}"));
            tr(lang, "imports.columns.twice", &[("field", name)])
        }
        other => other.to_string(),
    }
}

async fn view_page(
    at: CaseRequest,
    id: ImportId,
    mapping: Mapping,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "imports.columns.title");
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame.page_with(status, title, move || {
        let known = mapping.columns.iter().filter(|c| c.field.is_some()).count().to_string();
        let total = mapping.columns.len().to_string();
        let lead = tr(lang, "imports.columns.lead", &[("known", &known), ("total", &total)]);
        let action = here.href(&format!("imports/{id}/colonnes"));
        view! {
            <PageHead title=title note=lead/>
            <Steps
                names=super::words::step_names(lang)
                current=1
                done=t(lang, "imports.step.done")
                label=t(lang, "imports.list.title")
            />
            {wrong.map(|text| view! { <Notice kind=NoticeKind::Danger title=text live=Live::Alert/> })}
            {warnings(lang, &mapping)}
            <p class="read muted">{t(lang, "imports.columns.declare_lead")}</p>
            <form class="stack" method="post" action=action>
                <Panel body=PanelBody::Flush>
                    {table(lang, &mapping)}
                </Panel>
                <div class="row">
                    <Button kind=ButtonKind::Main>{t(lang, "imports.columns.submit")}</Button>
                    <LinkButton href=here.href(&format!("imports/{id}"))>
                        {t(lang, "common.button.back")}
                    </LinkButton>
                </div>
            </form>
        }
    }))
}

fn warnings(lang: Lang, mapping: &Mapping) -> AnyView {
    let stored = |wanted: &[Field]| {
        mapping.columns.iter().any(|column| {
            column.action == Action::Store
                && column.field.is_some_and(|field| wanted.contains(&field))
        })
    };
    let mut texts = Vec::new();
    if !stored(&[Field::BirthDate]) {
        texts.push(t(lang, "imports.columns.missing_birth"));
    }
    if !stored(&[Field::Address1, Field::Postcode, Field::City, Field::Email]) {
        texts.push(t(lang, "imports.columns.missing_contact"));
    }
    texts
        .into_iter()
        .map(|text| view! { <Notice kind=NoticeKind::Warn title=text/> })
        .collect_view()
        .into_any()
}

fn table(lang: Lang, mapping: &Mapping) -> AnyView {
    let columns = vec![
        Column::new(t(lang, "imports.columns.header")),
        Column::new(t(lang, "imports.columns.field")),
        Column::new(t(lang, "imports.columns.confidence")),
        Column::new(t(lang, "imports.columns.fate")),
    ];
    let rows = mapping
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let header = if column.header.trim().is_empty() {
                tr(lang, "imports.columns.unnamed", &[("n", &(at + 1).to_string())])
            } else {
                column.header.clone()
            };
            let (word, kind) = match column.confidence {
                _ if column.field.is_none() => ("none", BadgeKind::Plain),
                c if c >= 0.9 => ("high", BadgeKind::Ok),
                c if c >= 0.6 => ("medium", BadgeKind::Warn),
                _ => ("low", BadgeKind::Warn),
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share between 0 and 1"
            )]
            let share = (column.confidence.clamp(0.0, 1.0) * 100.0).round() as u64;
            let word = format!(
                "{} ({})",
                t(lang, &format!("imports.confidence.{word}")),
                percent(lang, share, 100)
            );
            // What is heard without the table around it must still say of which column.
            let label = |key: &str| format!("{header}, {}", t(lang, key));
            Row::new(header.clone())
                .cell(view! {
                    <SelectField
                        label=label("imports.columns.field")
                        name=format!("field-{at}")
                        options=fields(lang)
                        selected=column.field.map_or("", Field::code).to_owned()
                        size=InputSize::Full
                    />
                })
                .cell(view! { <Badge kind=kind text=word/> })
                .cell(view! {
                    <SelectField
                        label=label("imports.columns.fate")
                        name=format!("fate-{at}")
                        options=fates(lang)
                        selected=fate(column.action)
                        size=InputSize::Full
                    />
                })
        })
        .collect();
    view! { <Table caption=t(lang, "imports.columns.title") columns=columns rows=rows/> }.into_any()
}

fn fields(lang: Lang) -> Vec<Choice> {
    std::iter::once(Choice::new("", t(lang, "imports.columns.not_recognised")))
        .chain(Field::ALL.iter().map(|field| {
            let code = field.code();
            Choice::new(code, t(lang, &format!("imports.field.{code}")))
        }))
        .collect()
}

/// What may become of a column.
const FATES: [&str; 4] = ["store", "flag", "drop", "ignored"];

fn fates(lang: Lang) -> Vec<Choice> {
    FATES
        .into_iter()
        .map(|fate| Choice::new(fate, t(lang, &format!("imports.fate.{fate}"))))
        .collect()
}

const fn fate(action: Action) -> &'static str {
    match action {
        Action::Store => "store",
        Action::Flag => "flag",
        Action::Drop => "drop",
        Action::Ignored => "ignored",
    }
}
