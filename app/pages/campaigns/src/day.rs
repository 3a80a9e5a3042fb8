//! Messages that left, day by day.

use campaigns::DayCount;
use i18n::{Lang, date_short, number, t};
use leptos::prelude::*;

use ui::{Column, Panel, PanelBody, Row, Table, TableStyle};

/// The table; nothing before the first message left.
pub(super) fn view(lang: Lang, days: &[DayCount]) -> Option<AnyView> {
    if days.is_empty() {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("console.dashboard.{key}"));
    let columns = vec![
        Column::new(word("per_day_day")),
        Column::number(word("per_day_emails")),
        Column::number(word("per_day_letters")),
        Column::number(word("per_day_total")),
    ];
    let rows = days
        .iter()
        .map(|count| {
            Row::new(date_short(lang, count.day))
                .cell(number(lang, count.emails))
                .cell(number(lang, count.letters))
                .cell(number(lang, count.emails + count.letters))
        })
        .collect();
    let title = t(lang, "campaigns.live.per_day");
    Some(
        view! {
            <Panel title=title body=PanelBody::Flush>
                <Table caption=title columns=columns rows=rows style=TableStyle::Narrow/>
            </Panel>
        }
        .into_any(),
    )
}
