//! The batches of letters of all campaigns of a lab.

use accounts::Verb;
use axum::{
    extract::Query,
    http::{HeaderValue, header},
    response::Response,
};
use campaigns::BatchState;
use i18n::{Lang, number, t, tr};
use kernel::CampaignId;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    batches_table::batches_table,
    parts::{self, Said},
    print::{Listed, PrintRequest, batches, prints, prints_only},
    queue,
};
use ui::{Empty, LinkButton, PageHead, Pager, Panel, PanelBody, Slot, Text};
use web::{CaseHere, Problem};

/// Batches of one page.
const PAGE: usize = 100;

#[derive(Deserialize)]
pub(super) struct After {
    /// Batches left out before the first one shown.
    #[serde(default)]
    apres: usize,
}

/// `GET …/lettres`. While a file is being made the page asks for itself again.
pub(super) async fn page(
    PrintRequest(at): PrintRequest,
    Query(After { apres }): Query<After>,
) -> Result<Response, Problem> {
    let listed = batches(&at.state, &at.staff, &at.here).await?;
    let rendering = listed.iter().any(|listed| listed.batch.state == BatchState::Rendering);
    let shown = Shown {
        prints: prints(&at.staff, &at.here),
        returns: at.may(Verb::SettleDeliveries),
        said: parts::said(&at.staff).await?,
        from_queue: prints_only(&at.staff, &at.here),
        skipped: apres,
        listed,
    };
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.batches.title");
    let mut response = frame.page(title, move || show(lang, &here, &shown));
    if rendering {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

struct Shown {
    listed: Vec<Listed>,
    prints: bool,
    returns: bool,
    /// Whether the reader comes from the list of all that they print.
    from_queue: bool,
    said: Option<Said>,
    skipped: usize,
}

fn show(lang: Lang, here: &CaseHere, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    let returns = shown.returns.then(|| {
        let href = here.href("lettres/retours");
        view! { <LinkButton href=href>{t(lang, "campaigns.returns.title")}</LinkButton> }
    });
    let head = view! {
        <PageHead
            title=word("title")
            over=format!("{}, {}", here.organisation.name, here.incident.reference)
            note=word("lead")
            crumbs=Slot::maybe(shown.from_queue.then(|| queue::crumbs(lang, None)))
            actions=Slot::maybe(returns)
        />
        {shown.said.map(|said| said.view(lang))}
    };
    if shown.listed.is_empty() {
        return view! {
            {head}
            <Panel>
                <Empty title=word("empty_title") text=word("empty")/>
            </Panel>
        }
        .into_any();
    }
    let part: Vec<&Listed> = shown.listed.iter().skip(shown.skipped).take(PAGE).collect();
    let pager = pager(lang, here, shown, part.len());
    let manifests = shown.prints.then(|| manifests(lang, here, &shown.listed));
    let table = batches_table(lang, here, word("title").to_owned(), &part);
    view! {
        {head}
        <Panel body=PanelBody::Flush foot=pager>
            {table}
        </Panel>
        {manifests}
    }
    .into_any()
}

fn pager(lang: Lang, here: &CaseHere, shown: &Shown, count: usize) -> Slot {
    let (first, total) = (shown.skipped, shown.listed.len());
    if first == 0 && count == total {
        return Slot::default();
    }
    let n = |n: usize| number(lang, i64::try_from(n).unwrap_or(i64::MAX));
    let range = tr(
        lang,
        "common.page.range",
        &[("first", &n(first + 1)), ("last", &n(first + count)), ("total", &n(total))],
    );
    let to = |skipped: usize, key: &str| {
        let href = here.href(&format!("lettres?apres={skipped}"));
        (Text::from(href), Text::from(t(lang, key)))
    };
    let label = t(lang, "campaigns.batches.title");
    let previous = to(first.saturating_sub(PAGE), "common.button.previous");
    let next = to(first + PAGE, "common.button.next");
    match (first > 0, first + count < total) {
        (true, true) => {
            view! { <Pager label=label range=range previous=previous next=next/> }.into()
        }
        (true, false) => view! { <Pager label=label range=range previous=previous/> }.into(),
        (false, _) => view! { <Pager label=label range=range next=next/> }.into(),
    }
}

/// One manifest for each campaign, for the printer's own system.
fn manifests(lang: Lang, here: &CaseHere, listed: &[Listed]) -> AnyView {
    let mut campaigns: Vec<(CampaignId, String)> = Vec::new();
    for listed in listed {
        let batch = &listed.batch;
        if campaigns.iter().all(|(known, _)| *known != batch.campaign) {
            // The public name of the campaign starts the name of its files.
            let reference = batch.name.split('-').next().unwrap_or_default();
            campaigns.push((batch.campaign, reference.to_owned()));
        }
    }
    let links = campaigns
        .into_iter()
        .map(|(id, reference)| {
            let href = here.href(&format!("campagnes/{id}/manifeste.csv"));
            let text = tr(lang, "campaigns.batches.manifest_csv", &[("campaign", &reference)]);
            view! { <li><a href=href>{text}</a></li> }
        })
        .collect_view();
    let list = view! { <ul class="plain-list">{links}</ul> }.into_any();
    view! { <Panel title=t(lang, "campaigns.batches.manifests")>{list}</Panel> }.into_any()
}
