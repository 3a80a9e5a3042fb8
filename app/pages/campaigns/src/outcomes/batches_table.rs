//! Batches of letters as a table: on the page of a lab, and among all that a printer prints.

use i18n::{Lang, date_long, date_time_short, file_size, number, plural, t};
use leptos::prelude::*;

use super::{
    print::Listed,
    words::{batch_badge, batch_word},
};
use crate::words::short;
use ui::{Badge, Cell, Column, Hash, Row, Table, TableStyle};
use web::CaseHere;

/// Batches under each other.
pub(super) fn batches_table(
    lang: Lang,
    here: &CaseHere,
    caption: String,
    listed: &[&Listed],
) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    let columns = vec![
        Column::new(word("batch")),
        Column::new(word("state")),
        Column::number(word("letters")),
        Column::number(word("sheets_column")),
        Column::number(word("size")),
        Column::new(word("proof")),
    ];
    let rows = listed.iter().map(|listed| row(lang, here, listed)).collect();
    view! { <Table caption=caption columns=columns rows=rows style=TableStyle::Hover/> }.into_any()
}

/// One batch; its file is described once it is made.
fn row(lang: Lang, here: &CaseHere, listed: &Listed) -> Row {
    let batch = &listed.batch;
    let href = here.href(&format!("lettres/{}", batch.id));
    let link = view! { <a href=href>{batch.name.clone()}</a> };
    let since = match (batch.posted_on, batch.downloaded_at.or(batch.rendered_at)) {
        (Some(day), _) => Some(date_long(lang, day)),
        (None, at) => at.map(|at| date_time_short(lang, at)),
    };
    let badge = view! { <Badge kind=batch_badge(batch.state) text=batch_word(lang, batch.state)/> };
    let row = Row::new(Cell::with_sub(link, listed.campaign.clone()))
        .cell(Cell::with_sub(badge, since))
        .cell(number(lang, batch.letters));
    if batch.sha256.is_empty() {
        return row.cell(Cell::empty()).cell(Cell::empty()).cell(Cell::empty());
    }
    let pages = plural(lang, "campaigns.batches.pages", batch.pages, &[]);
    let hash = short(&batch.sha256);
    row.cell(Cell::with_sub(number(lang, batch.sheets), pages))
        .cell(file_size(lang, u64::try_from(batch.bytes).unwrap_or(0)))
        .cell(view! { <Hash text=hash/> })
}
