//! The deliveries of a lab.

use accounts::Verb;
use axum::response::Response;
use i18n::{date_time_short, file_size, plural, t};
use leptos::prelude::*;

use super::words::{shown, state_word};
use ui::{
    Badge, ButtonKind, Cell, Column, Empty, Icon, LinkButton, PageHead, Panel, PanelBody, Row,
    Slot, Table,
};
use web::{CaseRequest, Problem};

/// `GET …/imports`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let deliveries = at.state.imports.imports(&at.staff.actor, at.here.id()).await?;
    let frame = at.frame().await?;
    let may_bring = at.may(Verb::RunImport);
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "imports.list.title");
    Ok(frame.page(title, move || {
        let upload = may_bring.then(|| {
            view! {
                <LinkButton href=here.href("imports/nouveau") kind=ButtonKind::Main icon=Icon::Upload>
                    {t(lang, "imports.list.upload")}
                </LinkButton>
            }
            .into_any()
        });
        if deliveries.is_empty() {
            return view! {
                <PageHead title=title note=t(lang, "imports.list.lead")/>
                <Panel>
                    <Empty
                        title=t(lang, "imports.list.empty_title")
                        text=t(lang, "imports.list.empty")
                        action=Slot::maybe(upload)
                    />
                </Panel>
            }
            .into_any();
        }
        let columns = vec![
            Column::new(t(lang, "imports.list.received")),
            Column::number(t(lang, "imports.list.rows")),
            Column::number(t(lang, "imports.list.waiting")),
            Column::number(t(lang, "imports.list.persons")),
            Column::new(t(lang, "imports.list.state")),
        ];
        let rows: Vec<Row> = deliveries
            .iter()
            .map(|import| {
                let (word, kind) = state_word(import);
                let href = here.href(&format!("imports/{}", import.id));
                let size = file_size(lang, u64::try_from(import.bytes).unwrap_or(0));
                let link = view! { <a href=href>{date_time_short(lang, import.created_at)}</a> };
                let word = t(lang, &format!("imports.state.{word}"));
                Row::new(Cell::with_sub(link, size))
                    .cell(shown(lang, import.rows))
                    .cell(shown(lang, import.quarantined))
                    .cell(shown(lang, import.persons))
                    .cell(view! { <Badge kind=kind text=word/> })
            })
            .collect();
        let count = i64::try_from(rows.len()).unwrap_or(0);
        view! {
            <PageHead
                title=title
                note=t(lang, "imports.list.lead")
                actions=Slot::maybe(upload)
            />
            <Panel body=PanelBody::Flush>
                <Table
                    caption=plural(lang, "common.count.files", count, &[])
                    columns=columns
                    rows=rows
                />
            </Panel>
        }
        .into_any()
    }))
}
