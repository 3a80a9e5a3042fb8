//! Mail that was captured instead of sent. Each showing is recorded.

use accounts::Verb;
use axum::{extract::Query, response::Response};
use campaigns::{Campaign, CampaignError, CapturedItem, CapturedPage};
use chrono::DateTime;
use i18n::{Lang, date_time, plural, t};
use leptos::prelude::*;
use mail::capture::Place;
use serde::Deserialize;

use ui::{
    Cell, Column, Empty, PageHead, Pager, Panel, PanelBody, Row, Slot, Table, TableStyle, Text,
};
use web::{CaseHere, CaseRequest, Problem};

/// Messages of one page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct After {
    apres: Option<String>,
}

/// `GET …/courrier`
pub(super) async fn page(
    at: CaseRequest,
    Query(After { apres }): Query<After>,
) -> Result<Response, Problem> {
    let after = match apres.as_deref() {
        None => None,
        Some(text) => Some(parse(text).ok_or(Problem::NotFound)?),
    };
    let (room, actor, lab) = (&at.state.campaigns, &at.staff.actor, at.here.id());
    let page = match room.captured(actor, lab, after, PAGE).await {
        Ok(page) => Some(page),
        Err(CampaignError::NotCaptured) => None,
        Err(error) => return Err(error.into()),
    };
    let campaigns =
        if at.may(Verb::ViewCampaigns) { room.campaigns(actor, lab).await? } else { Vec::new() };
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.captured.title");
    Ok(frame.page(title, move || match page {
        None => not_captured(lang),
        Some(page) => list(lang, &here, page, &campaigns, after.is_some()),
    }))
}

/// What is said where mail leaves.
pub(super) fn not_captured(lang: Lang) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.captured.{key}"));
    view! {
        <PageHead title=word("title")/>
        <Panel>
            <Empty title=word("not_captured_title") text=word("not_captured")/>
        </Panel>
    }
    .into_any()
}

fn list(
    lang: Lang,
    here: &CaseHere,
    page: CapturedPage,
    campaigns: &[Campaign],
    further: bool,
) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.captured.{key}"));
    let head = view! { <PageHead title=word("title") note=word("lead")/> };
    if page.items.is_empty() && !further {
        return view! {
            {head}
            <Panel>
                <Empty title=word("empty_title") text=word("empty")/>
            </Panel>
        }
        .into_any();
    }
    let base = here.href("courrier");
    let count = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let pager = pager(lang, &base, count, page.next, further);
    let title = if further { word("older") } else { word("newest") };
    let columns = vec![
        Column::new(word("at")),
        Column::new(word("to")),
        Column::new(word("subject")),
        Column::new(word("campaign")),
    ];
    let rows = page.items.into_iter().map(|item| row(lang, &base, item, campaigns)).collect();
    view! {
        {head}
        <Panel note=word("read_logged") title=title body=PanelBody::Flush foot=pager>
            <Table caption=word("title") columns=columns rows=rows style=TableStyle::Hover/>
        </Panel>
    }
    .into_any()
}

fn row(lang: Lang, base: &str, item: CapturedItem, campaigns: &[Campaign]) -> Row {
    let campaign = campaigns
        .iter()
        .find(|campaign| campaign.id == item.campaign)
        .map(|campaign| campaign.title.clone())
        .unwrap_or_default();
    let at = date_time(lang, item.at);
    let Some((to, subject)) = item.head else {
        let text = t(lang, "campaigns.captured.unreadable");
        return Row::new(at).cell(text).cell(Cell::empty()).cell(campaign);
    };
    let href = format!("{base}/{}", item.reference);
    Row::new(view! { <a href=href>{at}</a> }).cell(to).cell(subject).cell(campaign)
}

fn pager(lang: Lang, base: &str, count: i64, next: Option<Place>, further: bool) -> Slot {
    let word = move |key: &str| t(lang, &format!("campaigns.captured.{key}"));
    let (label, range) = (word("title"), plural(lang, "campaigns.captured.shown", count, &[]));
    let newest = (Text::from(base.to_owned()), Text::from(word("newest")));
    let older = next.map(|place| {
        let href = format!("{base}?apres={}", written(place));
        (Text::from(href), Text::from(word("older")))
    });
    match (further, older) {
        (false, None) => Slot::default(),
        (true, None) => view! { <Pager label=label range=range previous=newest/> }.into(),
        (false, Some(older)) => view! { <Pager label=label range=range next=older/> }.into(),
        (true, Some(older)) => {
            view! { <Pager label=label range=range previous=newest next=older/> }.into()
        }
    }
}

/// A place of the list in an address: an instant and an opaque reference.
fn written(place: Place) -> String {
    format!("{}-{}", place.at.timestamp_millis(), place.reference)
}

fn parse(text: &str) -> Option<Place> {
    let (millis, reference) = text.split_once('-')?;
    let at = DateTime::from_timestamp_millis(millis.parse().ok()?)?;
    Some(Place { at, reference: reference.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_nothing_else_does() {
        let at = DateTime::from_timestamp_millis(1_767_225_600_123).unwrap();
        let place = Place { at, reference: mail::Reference::from_bytes([7; 16]) };
        assert_eq!(parse(&written(place)), Some(place));
        for wrong in ["", "-", "1767225600123", "x-07", "1767225600123-zz"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
