//! Rows that wait: why, and the cells that are kept of them.

use axum::{
    Form,
    extract::{Path, Query},
    response::{Redirect, Response},
};
use i18n::t;
use leptos::prelude::*;
use serde::Deserialize;

use super::forms::{ImportPath, own};
use ui::{
    Button, Cell, Column, Empty, LinkButton, PageHead, Pager, Panel, PanelBody, Row, Slot, Table,
    Text,
};
use web::{CaseRequest, Problem};

const PAGE: i64 = 50;

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    apres: u64,
}

/// `GET …/attente`
pub(super) async fn page(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
    Query(After { apres }): Query<After>,
) -> Result<Response, Problem> {
    let import = own(&at, &path).await?;
    let rows = at.state.imports.quarantine(&at.staff.actor, import.id, apres, PAGE).await?;
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "imports.quarantine.title");
    Ok(frame.page(title, move || {
        let back = here.href(&format!("imports/{}", import.id));
        if rows.is_empty() {
            let action =
                view! { <LinkButton href=back>{t(lang, "common.button.back")}</LinkButton> };
            return view! {
                <PageHead title=title/>
                <Panel>
                    <Empty
                        title=t(lang, "imports.quarantine.empty_title")
                        text=t(lang, "imports.quarantine.empty")
                        action=action
                    />
                </Panel>
            }
            .into_any();
        }
        let here_again = here.href(&format!("imports/{}/attente", import.id));
        let more = (i64::try_from(rows.len()).unwrap_or(0) == PAGE)
            .then(|| rows.last().map(|row| format!("{here_again}?apres={}", row.row)))
            .flatten()
            .map(|href| (Text::from(href), Text::from(t(lang, "common.button.next"))));
        let range = match (rows.first(), rows.last()) {
            (Some(first), Some(last)) => i18n::tr(
                lang,
                "imports.check.row_range",
                &[("first", &first.row.to_string()), ("last", &last.row.to_string())],
            ),
            _ => String::new(),
        };
        let pager: Slot = match more {
            Some(next) => view! { <Pager label=title range=range next=next/> }.into(),
            None => view! { <Pager label=title range=range/> }.into(),
        };
        let columns = vec![
            Column::new(t(lang, "imports.quarantine.row")),
            Column::new(t(lang, "imports.quarantine.cause")),
            Column::actions(t(lang, "common.page.actions")),
        ];
        let table_rows = rows
            .into_iter()
            .map(|entry| {
                let causes = entry
                    .errors
                    .iter()
                    .map(|(code, _)| t(lang, &format!("imports.cause.{}", code.as_str())))
                    .collect::<Vec<_>>()
                    .join(", ");
                let cells = entry
                    .cells
                    .iter()
                    .map(|(header, text)| format!("{header} : {text}"))
                    .collect::<Vec<_>>()
                    .join(" | ");
                let number = entry.row.to_string();
                Row::new(number.clone()).cell(Cell::with_sub(causes, cells)).cell(view! {
                    <form method="post" action=here_again.clone()>
                        <input type="hidden" name="row" value=number/>
                        <Button>{t(lang, "imports.quarantine.drop")}</Button>
                    </form>
                })
            })
            .collect();
        view! {
            <PageHead title=title note=t(lang, "imports.quarantine.lead")/>
            <Panel body=PanelBody::Flush foot=pager>
                <Table caption=title columns=columns rows=table_rows/>
            </Panel>
        }
        .into_any()
    }))
}

#[derive(Deserialize)]
pub(super) struct Dropped {
    row: u64,
}

/// `POST …/attente`: this row cannot be recovered.
pub(super) async fn drop(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
    Form(Dropped { row }): Form<Dropped>,
) -> Result<Redirect, Problem> {
    let import = own(&at, &path).await?;
    at.state.imports.drop_quarantined(&at.staff.actor, import.id, Some(row)).await?;
    Ok(Redirect::to(&at.here.href(&format!("imports/{}/attente", import.id))))
}
