#![recursion_limit = "256"]
//! The journal of a lab's part of a case: every act in order, and the check of its chain.

mod words;

use std::collections::BTreeMap;

use accounts::Verb;
use audit::{Chain, ChainReport, Page, Recorded};
use axum::{extract::Query, response::Response};
use i18n::{Lang, plural, t, time, tr};
use kernel::AccountId;
use leptos::prelude::*;
use serde::Deserialize;

use site::{Routes, get, post};
use ui::{
    Button, Cell, Column, Command, Crumb, Crumbs, Empty, Hash, Live, Notice, NoticeKind, PageHead,
    Pager, Panel, PanelBody, Row, Table, Text,
};
use web::{AppState, CaseHere, CaseRequest, Problem};

/// Acts shown at a time.
const PAGE: i64 = 50;

/// Routes of the room.
pub fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}/journal";
    Routes::new().route(base, get(page)).route(&format!("{base}/verifier"), post(verify))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Before {
    /// Acts below this number.
    avant: Option<i64>,
}

/// `GET …/journal`
async fn page(at: CaseRequest, Query(before): Query<Before>) -> Result<Response, Problem> {
    let chain = admitted(&at).await?;
    show(at, chain, before.avant, None).await
}

/// `POST …/journal/verifier`: reads the whole chain again.
async fn verify(at: CaseRequest) -> Result<Response, Problem> {
    let chain = admitted(&at).await?;
    let reports = audit::verify_db(&at.state.db).await?;
    let scope = chain.scope();
    // A chain without any act has no report, and is sound.
    let report = reports.into_iter().find(|report| report.scope == scope).unwrap_or(ChainReport {
        scope,
        events: 0,
        damage: None,
        head: Vec::new(),
    });
    show(at, chain, None, Some(report)).await
}

/// The chain of a lab, for who may read it.
async fn admitted(at: &CaseRequest) -> Result<Chain, Problem> {
    let scope = at.state.incidents.scope(&at.staff.actor, Verb::ReadJournal, at.here.id()).await?;
    Ok(scope.chain())
}

async fn show(
    at: CaseRequest,
    chain: Chain,
    before: Option<i64>,
    report: Option<ChainReport>,
) -> Result<Response, Problem> {
    let found = audit::page(&at.state.db, chain, before, PAGE).await?;
    let accounts: Vec<AccountId> =
        found.events.iter().filter_map(|event| words::account(&event.actor)).collect();
    let names = at.state.accounts.account_names(&at.staff.actor, &accounts).await?;
    let frame = at.frame().await?;
    let (lang, now, here) = (at.ctx.lang, at.state.env.now(), at.here);
    let title = t(lang, "console.journal.title");
    Ok(frame.page(title, move || {
        let word = move |key: &str| t(lang, &format!("console.journal.{key}"));
        let crumbs = vec![Crumb::new(here.href(""), here.incident.title.clone())];
        let check = here.href("journal/verifier");
        let acts = acts(lang, &here, found, before, &names);
        let verdict = report.map(|report| verdict(lang, &report, &time(lang, now)));
        view! {
            <PageHead
                title=title
                over=here.organisation.name.clone()
                note=word("lead")
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
            />
            {verdict}
            <Panel title=word("checking") note=word("checked_lead")>
                <div class="stack">
                    <form method="post" action=check>
                        <Button>{word("verify")}</Button>
                    </form>
                    <p class="faint">
                        {word("offline")} " " <Command text="concerne audit verify"/>
                    </p>
                </div>
            </Panel>
            {acts}
        }
    }))
}

fn verdict(lang: Lang, report: &ChainReport, at: &str) -> AnyView {
    match report.damage {
        None => {
            let text = plural(lang, "console.journal.verified", report.events, &[("time", at)]);
            view! { <Notice kind=NoticeKind::Ok title=text live=Live::Status/> }.into_any()
        }
        Some(damage) => {
            let seq = damage.seq.to_string();
            let title = tr(lang, "console.journal.broken_title", &[("seq", &seq)]);
            view! {
                <Notice kind=NoticeKind::Danger title=title live=Live::Alert>
                    <p>{words::damage(lang, damage.kind)}</p>
                    <p>{t(lang, "console.journal.broken")}</p>
                </Notice>
            }
            .into_any()
        }
    }
}

fn acts(
    lang: Lang,
    here: &CaseHere,
    found: Page,
    before: Option<i64>,
    names: &BTreeMap<AccountId, String>,
) -> AnyView {
    let word = move |key: &str| t(lang, &format!("console.journal.{key}"));
    let (Some(newest), Some(oldest)) = (found.events.first(), found.events.last()) else {
        return view! {
            <Panel>
                <Empty title=word("none_yet") text=word("none_yet_text")/>
            </Panel>
        }
        .into_any();
    };
    let range = tr(
        lang,
        "console.journal.range",
        &[("last", &newest.seq.to_string()), ("first", &oldest.seq.to_string())],
    );
    let columns = vec![
        Column::number(word("seq")),
        Column::new(word("at")),
        Column::new(word("actor")),
        Column::new(word("event")),
        Column::new(word("object")),
        Column::new(word("digest")),
    ];
    let rows = found.events.iter().map(|event| row(lang, event, names)).collect();
    let link = |href: String, key: &str| -> (Text, Text) { (href.into(), word(key).into()) };
    let newest = before.map(|_| link(here.href("journal"), "newest"));
    let older =
        found.before.map(|seq| link(format!("{}?avant={seq}", here.href("journal")), "older"));
    let label = word("title");
    let pager = match (newest, older) {
        (Some(newest), Some(older)) => {
            view! { <Pager label=label range=range previous=newest next=older/> }.into_any()
        }
        (Some(newest), None) => {
            view! { <Pager label=label range=range previous=newest/> }.into_any()
        }
        (None, Some(older)) => view! { <Pager label=label range=range next=older/> }.into_any(),
        (None, None) => view! { <Pager label=label range=range/> }.into_any(),
    };
    view! {
        <Panel body=PanelBody::Flush>
            <Table caption=label columns=columns rows=rows/>
        </Panel>
        {pager}
    }
    .into_any()
}

fn row(lang: Lang, event: &Recorded, names: &BTreeMap<AccountId, String>) -> Row {
    let what = Cell::with_sub(words::event(lang, &event.name), event.name.clone());
    let details = words::details(&event.data);
    let details = details
        .into_iter()
        .map(|(key, value)| view! { <span class="sub">{key} " " {value}</span> })
        .collect_view();
    let hash: String = hex::encode(&event.hash).chars().take(16).collect();
    Row::new(event.seq.to_string())
        .cell(i18n::date_time_short(lang, event.recorded_at))
        .cell(words::actor(lang, &event.actor, names))
        .cell(what)
        .cell(view! { <span>{details}</span> })
        .cell(view! { <span class="nowrap"><Hash text=hash/></span> })
}
