//! Columns that nobody declared: what they make the portal say, and how to declare them.

use axum::{Form, extract::Path, response::Redirect};
use i18n::{Lang, plural, t, tr};
use imports::{
    Import, ImportState,
    mapping::{Action, Field},
};
use leptos::prelude::*;

use super::forms::{ImportPath, own, to_page};
use ui::{Button, CheckGroup, Choice, LinkButton, Notice, NoticeKind};
use web::{CaseHere, CaseRequest, Pairs, Problem};

/// Name of the ticked columns in the form.
const COLUMN: &str = "column";

/// `POST …/declarer`: the ticked columns were looked at.
pub(super) async fn declare(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
    Form(pairs): Form<Pairs>,
) -> Result<Redirect, Problem> {
    let import = own(&at, &path).await?;
    let ticked = pairs.iter().filter(|(name, _)| name == COLUMN);
    let places: Vec<usize> = ticked.filter_map(|(_, value)| value.parse().ok()).collect();
    at.state.imports.declare_columns(&at.staff.actor, import.id, &places).await?;
    Ok(to_page(&at, import.id))
}

/// What is not known of a delivery's columns; nothing before the rows were read.
pub(super) fn notice(lang: Lang, here: &CaseHere, import: &Import) -> Option<AnyView> {
    let stored = matches!(import.state, ImportState::Ready | ImportState::Active);
    if !stored && import.state != ImportState::Checked {
        return None;
    }
    if import.gaps.undeclared.is_none() {
        let title = t(lang, "imports.undeclared.not_kept");
        return Some(says(title.to_owned(), lang, None));
    }
    let open = import.undeclared();
    if open.is_empty() {
        return None;
    }
    let names: Vec<String> =
        open.iter().map(|(place, header)| named(lang, *place, header)).collect();
    let count = i64::try_from(open.len()).unwrap_or(i64::MAX);
    let names = i18n::list(lang, &names);
    let title = plural(lang, "imports.undeclared.title", count, &[("headers", &names)]);
    let how = if stored { form(lang, here, import, &open) } else { link(lang, here, import) };
    Some(says(title, lang, Some(how)))
}

fn says(title: String, lang: Lang, how: Option<AnyView>) -> AnyView {
    view! {
        <Notice kind=NoticeKind::Warn title=title>
            <div class="stack">
                <p>{t(lang, "imports.undeclared.portal_says")}</p>
                {how}
            </div>
        </Notice>
    }
    .into_any()
}

fn named(lang: Lang, place: usize, header: &str) -> String {
    if header.trim().is_empty() {
        tr(lang, "imports.columns.unnamed", &[("n", &(place + 1).to_string())])
    } else {
        header.to_owned()
    }
}

/// Nothing is stored yet: the page of the columns has every choice.
fn link(lang: Lang, here: &CaseHere, import: &Import) -> AnyView {
    let href = here.href(&format!("imports/{}/colonnes", import.id));
    view! { <p><LinkButton href=href>{t(lang, "imports.undeclared.to_columns")}</LinkButton></p> }
        .into_any()
}

/// The rows are stored: a column can be said to hold nothing, or to be what was guessed.
fn form(lang: Lang, here: &CaseHere, import: &Import, open: &[(usize, &str)]) -> AnyView {
    let action = here.href(&format!("imports/{}/declarer", import.id));
    let options = open
        .iter()
        .map(|(place, header)| {
            let name = named(lang, *place, header);
            let column = import.mapping.as_ref().and_then(|mapping| mapping.columns.get(*place));
            let guessed = column
                .filter(|column| matches!(column.action, Action::Store | Action::Flag))
                .and_then(|column| column.field);
            let label = match guessed.map(Field::code) {
                Some(code) => {
                    let field = t(lang, &format!("imports.field.{code}"));
                    tr(
                        lang,
                        "imports.undeclared.is_field",
                        &[("header", name.as_str()), ("field", field)],
                    )
                }
                None => tr(lang, "imports.undeclared.holds_none", &[("header", &name)]),
            };
            Choice::new(place.to_string(), label)
        })
        .collect();
    view! {
        <form class="stack" method="post" action=action>
            <CheckGroup
                legend=t(lang, "imports.undeclared.legend")
                name=COLUMN
                options=options
                hint=t(lang, "imports.undeclared.otherwise")
            />
            <p>
                <Button>{t(lang, "imports.undeclared.submit")}</Button>
            </p>
        </form>
    }
    .into_any()
}
