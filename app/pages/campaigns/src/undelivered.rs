//! What was not delivered: messages that did not simply arrive, each kind with its next step.

use std::cmp::Reverse;

use campaigns::{DeliveryState, ReasonCount};
use i18n::{number, plural, t, tr};
use leptos::prelude::*;

use super::{
    page::CampaignPage,
    words::{follows, reason},
};
use ui::{LinkButton, Panel, PanelBody, Slot, Todo, TodoItem};

/// What a person decides comes first, then the largest.
fn order(count: &ReasonCount) -> (bool, Reverse<i64>) {
    (count.state != DeliveryState::InDoubt, Reverse(count.deliveries))
}

/// The panel.
pub(super) fn view(page: &CampaignPage, mut reasons: Vec<ReasonCount>) -> AnyView {
    let lang = page.lang;
    let title = t(lang, "campaigns.live.stuck");
    if reasons.is_empty() {
        return view! {
            <Panel title=title>
                <p class="muted">{t(lang, "campaigns.live.stuck_none")}</p>
            </Panel>
        }
        .into_any();
    }
    reasons.sort_by_key(order);
    let items = reasons.iter().map(|count| item(page, count)).collect();
    let list = view! {
        <LinkButton href=page.href("echecs")>{t(lang, "campaigns.live.see_failures")}</LinkButton>
    };
    view! {
        <Panel title=title body=PanelBody::Flush aside=Slot::from(list)>
            <Todo items=items/>
        </Panel>
    }
    .into_any()
}

/// One reason: how many, what happened, what follows.
fn item(page: &CampaignPage, count: &ReasonCount) -> TodoItem {
    let (lang, state) = (page.lang, count.state.as_str());
    let why = reason(lang, count.reason_key.as_deref());
    let what = tr(lang, &format!("campaigns.resists.{state}"), &[("reason", why)]);
    let unit = plural(lang, &format!("campaigns.resists.unit_{state}"), count.deliveries, &[]);
    let next = format!("campaigns.resists.next_{}", follows(count.next, &count.reason));
    let next = t(lang, &next);
    let item = TodoItem::new(number(lang, count.deliveries), what).unit(unit).consequence(next);
    if count.state == DeliveryState::InDoubt {
        let label = t(lang, "campaigns.failures.settle_title");
        let settle = view! { <LinkButton href=page.href("echecs")>{label}</LinkButton> };
        item.near().action(settle)
    } else {
        item
    }
}
