//! How failures look: doubts first, then why, then which.

use campaigns::{DeliveryPage, DeliveryState, DeliveryView};
use i18n::{Lang, date_time_short, number, plural, t, tr};
use leptos::prelude::*;

use super::{
    doubts_view,
    failures_page::{FailuresPage, answer_link},
    parts::Record,
    words::{cause, state_sentence, state_word, step, step_of},
};
use ui::{
    Cell, Column, Crumb, Crumbs, Empty, ErrorSummary, PageHead, Pager, Panel, PanelBody, Row, Slot,
    Table, TableStyle, Text,
};
use web::CaseHere;

/// The page.
pub(super) fn page(lang: Lang, here: &CaseHere, page: FailuresPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let base = here.href(&format!("campagnes/{}", page.campaign.id));
    let crumbs = view! {
        <Crumbs
            label=t(lang, "common.page.breadcrumb")
            items=vec![
                Crumb::new(here.href("campagnes"), t(lang, "campaigns.list.title")),
                Crumb::new(base.clone(), page.campaign.title.clone()),
            ]
        />
    };
    let head = view! {
        <PageHead title=word("title") note=word("lead") crumbs=crumbs/>
        {page.said.map(|said| said.view(lang))}
        <ErrorSummary title=page.typed.summary_title(lang) errors=page.typed.summary()/>
    };
    if page.reasons.is_empty() {
        return view! {
            {head}
            <Panel>
                <Empty title=word("empty_title") text=word("empty")/>
            </Panel>
        }
        .into_any();
    }
    let base = format!("{base}/echecs");
    let reasons = reasons(lang, &base, &page);
    let list = page.state.map(|state| list(lang, &base, state, &page));
    view! {
        {head}
        {doubts_view::panel(lang, &base, &page)}
        {reasons}
        {list}
    }
    .into_any()
}

/// The address of a part of the list. States and reasons are stable words.
fn narrowed(base: &str, state: DeliveryState, reason: Option<&str>) -> String {
    let reason = reason.map(|reason| format!("&motif={reason}")).unwrap_or_default();
    format!("{base}?etat={}{reason}#liste", state.as_str())
}

fn reasons(lang: Lang, base: &str, page: &FailuresPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let columns =
        vec![Column::new(word("cause")), Column::number(word("count")), Column::new(word("next"))];
    let rows = page
        .reasons
        .iter()
        .map(|row| {
            let href = narrowed(base, row.state, Some(&row.reason));
            let name = cause(lang, row.state, &row.reason);
            let link = view! { <a href=href>{name}</a> };
            Row::new(Cell::with_sub(link, state_word(lang, row.state)))
                .cell(number(lang, row.deliveries))
                .cell(step(lang, row.next, &row.reason))
        })
        .collect();
    let total = number(lang, page.reasons.iter().map(|row| row.deliveries).sum());
    let total = Row::new(word("total")).cell(total).cell(Cell::empty());
    view! {
        <Panel title=word("reasons_title") body=PanelBody::Flush>
            <Table caption=word("reasons_title") columns=columns rows=rows total=total/>
        </Panel>
    }
    .into_any()
}

fn list(lang: Lang, base: &str, state: DeliveryState, page: &FailuresPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let title = match &page.reason {
        None => state_word(lang, state).to_owned(),
        Some(reason) => {
            let cause = cause(lang, state, reason);
            let args = [("state", state_word(lang, state)), ("cause", cause.as_str())];
            tr(lang, "campaigns.failures.state_cause", &args)
        }
    };
    if page.list.items.is_empty() {
        return view! {
            <Panel title=title id="liste">
                <Empty title=word("none_here") text=word("none_here_text")/>
            </Panel>
        }
        .into_any();
    }
    let answers = page.doubts.is_some().then(|| base.to_owned());
    let mut columns = vec![
        Column::new(word("delivery")),
        Column::new(t(lang, "common.page.state")),
        Column::new(word("next")),
        Column::new(word("when")),
    ];
    if page.record.is_some() || answers.is_some() {
        columns.push(Column::actions(t(lang, "common.page.actions")));
    }
    let rows = page
        .list
        .items
        .iter()
        .map(|delivery| row(lang, delivery, page.record.as_ref(), answers.as_deref()))
        .collect();
    let pager = pager(lang, &narrowed(base, state, page.reason.as_deref()), page);
    view! {
        <Panel title=title.clone() id="liste" body=PanelBody::Flush foot=pager>
            <Table caption=title columns=columns rows=rows style=TableStyle::Hover/>
        </Panel>
    }
    .into_any()
}

/// Channel of a delivery; mark and tries under it.
fn name(lang: Lang, delivery: &DeliveryView) -> Cell {
    let tries = (delivery.attempts > 0)
        .then(|| plural(lang, "campaigns.failures.tries", delivery.attempts, &[]));
    let sub: Vec<String> = delivery.mark.iter().cloned().chain(tries).collect();
    let channel = t(lang, &format!("campaigns.channel.{}", delivery.channel.as_str()));
    Cell::with_sub(channel, (!sub.is_empty()).then(|| sub.join(", ")))
}

fn row(lang: Lang, delivery: &DeliveryView, record: Option<&Record>, answers: Option<&str>) -> Row {
    let returned = delivery.state == DeliveryState::Returned;
    let answers =
        answers.filter(|_| delivery.attempts > 0).map(|base| answer_link(lang, base, delivery));
    let record = record.map(|record| record.view(delivery.person, returned));
    Row::new(name(lang, delivery))
        .cell(state_sentence(lang, delivery))
        .cell(step_of(lang, delivery))
        .cell(delivery.ended_at.map_or_else(Cell::empty, |at| date_time_short(lang, at).into()))
        .cell(view! { <div class="row">{answers} {record}</div> })
}

fn pager(lang: Lang, base: &str, page: &FailuresPage) -> Slot {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let DeliveryPage { items, next } = &page.list;
    if next.is_none() && !page.further {
        return Slot::default();
    }
    let count = i64::try_from(items.len()).unwrap_or(0);
    let range = plural(lang, "campaigns.failures.shown", count, &[]);
    let more = |after: &kernel::DeliveryId| {
        let href = base.replace("#liste", &format!("&apres={after}#liste"));
        (Text::from(href), Text::from(word("more")))
    };
    let start = (Text::from(base.to_owned()), Text::from(word("from_start")));
    let label = word("list_title");
    match (page.further, next) {
        (true, Some(next)) => {
            view! { <Pager label=label range=range previous=start next=more(next)/> }.into()
        }
        (true, None) => view! { <Pager label=label range=range previous=start/> }.into(),
        (false, Some(next)) => view! { <Pager label=label range=range next=more(next)/> }.into(),
        (false, None) => Slot::default(),
    }
}
