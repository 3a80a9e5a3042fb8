//! Whom a prepared campaign is for: persons by channel, and why some receive nothing.

use campaigns::{CampaignProgress, Channel, DeliveryState, ReasonCount};
use i18n::{Lang, capitalised, number, plural, t};
use leptos::prelude::*;

use super::words::{follows, reason};
use ui::{Cell, Column, Panel, PanelBody, Row, Stat, Stats, Table};

/// Persons to be written to by a channel.
pub(super) fn by_channel(progress: &CampaignProgress, channel: Channel) -> i64 {
    progress
        .counts
        .iter()
        .filter(|count| count.channel == channel && count.state == DeliveryState::Queued)
        .map(|count| count.persons)
        .sum()
}

/// The panels of the audience.
pub(super) fn view(lang: Lang, progress: &CampaignProgress, reasons: &[ReasonCount]) -> AnyView {
    let sent = [Channel::Email, Channel::Letter, Channel::GuardianLetter]
        .into_iter()
        .map(|channel| {
            let key = format!("campaigns.audience.channel_{}", channel.as_str());
            (channel, t(lang, &key).to_owned(), by_channel(progress, channel))
        })
        .filter(|(channel, _, n)| *channel != Channel::GuardianLetter || *n > 0)
        .map(|(_, label, n)| (label, n));
    let kept = [("not_reached", progress.not_reached), ("excluded", progress.excluded)]
        .map(|(share, n)| (plural(lang, &format!("campaigns.share.{share}"), n, &[]), n))
        .map(|(label, n)| (capitalised(&label), n));
    let stats = sent
        .chain(kept)
        .map(|(label, n)| view! { <Stat label=label value=number(lang, n)/> })
        .collect_view();
    let title = t(lang, "campaigns.audience.title");
    let note = plural(lang, "campaigns.audience.persons", progress.in_progress, &[]);
    view! {
        <Panel title=title note=note>
            <Stats>{stats}</Stats>
        </Panel>
        {why(lang, reasons)}
    }
    .into_any()
}

fn why(lang: Lang, reasons: &[ReasonCount]) -> AnyView {
    let title = t(lang, "campaigns.audience.why");
    let rows: Vec<Row> = reasons
        .iter()
        .filter(|count| matches!(count.state, DeliveryState::Excluded | DeliveryState::Unreachable))
        .map(|count| {
            let text = capitalised(reason(lang, count.reason_key.as_deref()));
            let next = format!("campaigns.resists.next_{}", follows(count.next, &count.reason));
            let next = t(lang, &next);
            Row::new(Cell::with_sub(text, next)).cell(number(lang, count.deliveries))
        })
        .collect();
    if rows.is_empty() {
        let text = t(lang, "campaigns.audience.all_reached");
        return view! {
            <Panel title=title>
                <p class="muted">{text}</p>
            </Panel>
        }
        .into_any();
    }
    let columns = vec![
        Column::new(t(lang, "campaigns.audience.reason")),
        Column::number(t(lang, "campaigns.audience.count")),
    ];
    view! {
        <Panel title=title body=PanelBody::Flush>
            <Table caption=title columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}
