//! "What resists": deliveries that did not simply arrive, each kind with its next step.

use std::cmp::Reverse;

use campaigns::{DeliveryState, ReasonCount};
use i18n::{number, plural, t, tr};
use leptos::prelude::*;

use super::{
    shown::Shown,
    words::{follows, reason},
};
use ui::{LinkButton, Panel, PanelBody, Slot, Todo, TodoItem};

/// What a person decides comes first, then the largest.
fn order(count: &ReasonCount) -> (bool, Reverse<i64>) {
    (count.state != DeliveryState::InDoubt, Reverse(count.deliveries))
}

/// The panel.
pub(super) fn view(shown: &Shown, mut reasons: Vec<ReasonCount>) -> AnyView {
    let lang = shown.lang;
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
    let items = reasons.iter().map(|count| item(shown, count)).collect();
    let list = view! {
        <LinkButton href=shown.href("echecs")>{t(lang, "campaigns.live.see_failures")}</LinkButton>
    };
    view! {
        <Panel title=title body=PanelBody::Flush aside=Slot::from(list)>
            <Todo items=items/>
        </Panel>
    }
    .into_any()
}

fn item(shown: &Shown, count: &ReasonCount) -> TodoItem {
    let (lang, state) = (shown.lang, count.state.as_str());
    let why = reason(lang, count.reason_key.as_deref());
    let what = tr(lang, &format!("campaigns.resists.{state}"), &[("reason", why)]);
    let unit = plural(lang, &format!("campaigns.resists.unit_{state}"), count.deliveries, &[]);
    let next = format!("campaigns.resists.next_{}", follows(count.next, &count.reason));
    let next = t(lang, &next);
    let item = TodoItem::new(number(lang, count.deliveries), what).unit(unit).consequence(next);
    if count.state == DeliveryState::InDoubt {
        let label = t(lang, "campaigns.failures.settle_title");
        let settle = view! { <LinkButton href=shown.href("echecs")>{label}</LinkButton> };
        item.near().action(settle)
    } else {
        item
    }
}
