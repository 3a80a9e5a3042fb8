//! How deliveries in doubt look: the panel, and the form of what a person decides.

use campaigns::{DeliveryState, DeliveryView, Settlement};
use i18n::{Lang, plural, t, tr};
use leptos::prelude::*;

use super::{
    failures_page::{FailuresPage, answer_link},
    words::cause,
};
use crate::page::{REASON, REASON_LENGTH};
use ui::{Button, Cell, Column, Need, Notice, NoticeKind, Panel, Row, Table, TextArea};

/// Id of the form: the controls in the table name it.
const FORM: &str = "trancher";
/// Name of a box, and id of the first.
pub(super) const TICKED: &str = "delivery";
/// The value of a button that is for every ticked delivery.
pub(super) const ALL_TICKED: &str = "coches";

/// What a person may decide, in the order of the buttons.
pub(super) const SETTLEMENTS: [Settlement; 3] =
    [Settlement::Sent, Settlement::Again, Settlement::Letter];

/// The panel; none without a doubt.
pub(super) fn panel(lang: Lang, base: &str, page: &FailuresPage) -> Option<AnyView> {
    let doubtful = page.reasons.iter().filter(|row| row.state == DeliveryState::InDoubt);
    let count: i64 = doubtful.map(|row| row.deliveries).sum();
    if count == 0 {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let Some(doubts) = &page.doubts else {
        let text = plural(lang, "campaigns.failures.doubts", count, &[]);
        let view = view! {
            <Notice kind=NoticeKind::Warn title=text>
                <p>{word("settle_others")}</p>
            </Notice>
        };
        return Some(view.into_any());
    };
    let live = page.campaign.state.is_live();
    let rows = doubts
        .items
        .iter()
        .enumerate()
        .map(|(at, delivery)| row(lang, base, at, delivery, live, page))
        .collect();
    let columns = vec![
        Column::new(word("delivery")),
        Column::new(word("cause")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let rest = count - i64::try_from(doubts.items.len()).unwrap_or(0);
    let rest = (rest > 0).then(|| plural(lang, "campaigns.failures.settle_more", rest, &[]));
    let content = view! {
        <div class="stack">
            {(!live).then(|| view! { <p>{word("settle_ended")}</p> })}
            <form class="stack" id=FORM method="post" action=format!("{base}/trancher")>
                // A key pressed in a field must not decide: the first button of a form
                // answers for it, and this one does nothing.
                <button type="submit" disabled hidden></button>
                <TextArea
                    label=word("settle_reason")
                    name=REASON
                    rows=2
                    need=Need::Required
                    hint=word("settle_reason_hint")
                    maxlength=REASON_LENGTH
                    value=page.typed.value(REASON)
                    error=page.typed.error(REASON)
                />
            </form>
            <Table caption=word("settle_title") columns=columns rows=rows/>
            {rest.map(|rest| view! { <p class="muted">{rest}</p> })}
            <p class="over">{word("settle_ticked")}</p>
            <div class="row">{buttons(lang, live, ALL_TICKED.to_owned(), None)}</div>
        </div>
    }
    .into_any();
    let view = view! {
        <Panel title=word("settle_title") note=word("settle_lead") id="doutes">
            {content}
        </Panel>
    };
    Some(view.into_any())
}

/// One delivery: its box, why, and the decisions on it alone.
fn row(
    lang: Lang,
    base: &str,
    at: usize,
    delivery: &DeliveryView,
    live: bool,
    page: &FailuresPage,
) -> Row {
    let id = delivery.id.to_string();
    let named = tr(lang, "campaigns.failures.delivery_n", &[("n", &(at + 1).to_string())]);
    let first = (at == 0).then_some(TICKED);
    let checked = page.typed.all(TICKED).contains(&id.as_str());
    let tick = view! {
        <label>
            <input
                type="checkbox"
                id=first
                form=FORM
                name=TICKED
                value=id.clone()
                checked=checked
            />
            " "
            {named.clone()}
        </label>
    };
    let tries = (delivery.attempts > 0)
        .then(|| plural(lang, "campaigns.failures.tries", delivery.attempts, &[]));
    let answers = (delivery.attempts > 0).then(|| answer_link(lang, base, delivery));
    let record = page.record.as_ref().map(|record| record.view(delivery.person, false));
    Row::new(Cell::with_sub(tick, tries)).cell(cause(lang, delivery.state, &delivery.reason)).cell(
        view! {
            <div class="row">
                {buttons(lang, live, id, Some(&named))} {record} {answers}
            </div>
        },
    )
}

/// The decisions that are open: nothing leaves a campaign that has ended.
fn buttons(lang: Lang, live: bool, value: String, of: Option<&str>) -> Vec<AnyView> {
    SETTLEMENTS
        .into_iter()
        .filter(|settlement| live || *settlement == Settlement::Sent)
        .map(|settlement| {
            let text = t(lang, &format!("campaigns.failures.settle_{}", settlement.as_str()));
            let label = of.map(|of| format!("{text}, {of}"));
            view! {
                <Button form=FORM name=settlement.as_str() value=value.clone() label=label>
                    {text}
                </Button>
            }
            .into_any()
        })
        .collect()
}
