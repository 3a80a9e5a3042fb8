//! How failures look: doubts first, then why, then which.

use campaigns::{DeliveryPage, DeliveryState, DeliveryView};
use i18n::{Lang, date_time_short, number, plural, t, tr};
use leptos::prelude::*;

use super::{
    doubts,
    failures::Shown,
    parts::Record,
    words::{cause, state_sentence, state_word, step, step_of},
};
use ui::{
    Cell, Column, Crumb, Crumbs, Empty, ErrorSummary, PageHead, Pager, Panel, PanelBody, Row, Slot,
    Table, TableStyle, Text,
};
use web::CaseHere;

/// The page.
pub(super) fn page(lang: Lang, here: &CaseHere, shown: Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let base = here.href(&format!("campagnes/{}", shown.campaign.id));
    let crumbs = view! {
        <Crumbs
            label=t(lang, "common.page.breadcrumb")
            items=vec![
                Crumb::new(here.href("campagnes"), t(lang, "campaigns.list.title")),
                Crumb::new(base.clone(), shown.campaign.title.clone()),
            ]
        />
    };
    let head = view! {
        <PageHead title=word("title") note=word("lead") crumbs=crumbs/>
        {shown.said.map(|said| said.view(lang))}
        <ErrorSummary title=shown.typed.summary_title(lang) errors=shown.typed.summary()/>
    };
    if shown.reasons.is_empty() {
        return view! {
            {head}
            <Panel>
                <Empty title=word("empty_title") text=word("empty")/>
            </Panel>
        }
        .into_any();
    }
    let base = format!("{base}/echecs");
    let reasons = reasons(lang, &base, &shown);
    let list = shown.state.map(|state| list(lang, &base, state, &shown));
    view! {
        {head}
        {doubts::panel(lang, &base, &shown)}
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

fn reasons(lang: Lang, base: &str, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let columns =
        vec![Column::new(word("cause")), Column::number(word("count")), Column::new(word("next"))];
    let rows = shown
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
    let total = number(lang, shown.reasons.iter().map(|row| row.deliveries).sum());
    let total = Row::new(word("total")).cell(total).cell(Cell::empty());
    view! {
        <Panel title=word("reasons_title") body=PanelBody::Flush>
            <Table caption=word("reasons_title") columns=columns rows=rows total=total/>
        </Panel>
    }
    .into_any()
}

fn list(lang: Lang, base: &str, state: DeliveryState, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let title = match &shown.reason {
        None => state_word(lang, state).to_owned(),
        Some(reason) => {
            let cause = cause(lang, state, reason);
            let args = [("state", state_word(lang, state)), ("cause", cause.as_str())];
            tr(lang, "campaigns.failures.state_cause", &args)
        }
    };
    if shown.list.items.is_empty() {
        return view! {
            <Panel title=title id="liste">
                <Empty title=word("none_here") text=word("none_here_text")/>
            </Panel>
        }
        .into_any();
    }
    let answers = shown.doubts.is_some().then(|| base.to_owned());
    let mut columns = vec![
        Column::new(word("delivery")),
        Column::new(t(lang, "common.page.state")),
        Column::new(word("next")),
        Column::new(word("when")),
    ];
    if shown.record.is_some() || answers.is_some() {
        columns.push(Column::actions(t(lang, "common.page.actions")));
    }
    let rows = shown
        .list
        .items
        .iter()
        .map(|delivery| row(lang, delivery, shown.record.as_ref(), answers.as_deref()))
        .collect();
    let pager = pager(lang, &narrowed(base, state, shown.reason.as_deref()), shown);
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

/// Leads to what the server said.
pub(super) fn answer_link(lang: Lang, base: &str, delivery: &DeliveryView) -> AnyView {
    let href = format!("{base}/{}", delivery.id);
    view! { <a href=href>{t(lang, "campaigns.failures.attempts_title")}</a> }.into_any()
}

fn pager(lang: Lang, base: &str, shown: &Shown) -> Slot {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let DeliveryPage { items, next } = &shown.list;
    if next.is_none() && !shown.further {
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
    match (shown.further, next) {
        (true, Some(next)) => {
            view! { <Pager label=label range=range previous=start next=more(next)/> }.into()
        }
        (true, None) => view! { <Pager label=label range=range previous=start/> }.into(),
        (false, Some(next)) => view! { <Pager label=label range=range next=more(next)/> }.into(),
        (false, None) => Slot::default(),
    }
}
