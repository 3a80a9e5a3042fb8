//! All that a printer prints: the batches of their labs, whatever the case.

use accounts::Verb;
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use campaigns::BatchState;
use i18n::{Lang, plural, t};
use leptos::prelude::*;

use super::{
    batches_table::batches_table,
    print::{Listed, batches, places},
};
use ui::{Crumb, Crumbs, Empty, LinkButton, PageHead, Panel, PanelBody};
use web::{CaseHere, PRINT_HREF, Problem, StaffRequest, may};

/// Batches shown for each lab; the others are on the lab's own page.
const SHOWN: usize = 20;

/// `GET /console/lettres`. While a file is being made the page asks for itself again.
pub(super) async fn page(at: StaffRequest) -> Result<Response, Problem> {
    let prints = |lab| may(&at.staff, Verb::PrintLetters, lab);
    if !at.staff.staff.grants.iter().any(|grant| prints(grant.organisation)) {
        return Err(Problem::Denied);
    }
    let mut found = Vec::new();
    for here in places(&at).await? {
        let listed = batches(&at.state, &at.staff, &here).await?;
        if !listed.is_empty() {
            found.push((here, listed));
        }
    }
    let mut all = found.iter().flat_map(|(_, listed)| listed);
    let rendering = all.any(|listed| listed.batch.state == BatchState::Rendering);
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "campaigns.print.title");
    let mut response = frame.page(title, move || {
        let content = if found.is_empty() {
            view! {
                <Panel>
                    <Empty
                        title=t(lang, "campaigns.batches.empty_title")
                        text=t(lang, "campaigns.print.empty")
                    />
                </Panel>
            }
            .into_any()
        } else {
            found.iter().map(|(here, listed)| lab(lang, here, listed)).collect_view().into_any()
        };
        view! {
            <PageHead title=title note=t(lang, "campaigns.print.lead")/>
            {content}
        }
    });
    if rendering {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// The batches of a lab, those to be dealt with first.
fn lab(lang: Lang, here: &CaseHere, listed: &[Listed]) -> AnyView {
    // The reference is printed on the letters; the name of the case is the team's.
    let title = format!("{}, {}", here.organisation.name, here.incident.reference);
    let waits =
        |listed: &&Listed| matches!(listed.batch.state, BatchState::Ready | BatchState::Downloaded);
    let waiting = listed.iter().filter(waits).count();
    let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
    let note = plural(lang, "campaigns.print.waiting", waiting, &[]);
    let label = t(lang, "campaigns.print.all");
    let all = view! { <LinkButton href=here.href("lettres")>{label}</LinkButton> };
    let part: Vec<&Listed> = listed.iter().take(SHOWN).collect();
    let table = batches_table(lang, here, title.clone(), &part);
    view! {
        <Panel title=title note=note aside=all body=PanelBody::Flush>
            {table}
        </Panel>
    }
    .into_any()
}

/// The way down from this page to a lab's batches, or to one of them.
pub(super) fn crumbs(lang: Lang, below: Option<&CaseHere>) -> AnyView {
    let mut items = vec![Crumb::new(PRINT_HREF, t(lang, "campaigns.print.title"))];
    if let Some(here) = below {
        items.push(Crumb::new(here.href("lettres"), here.organisation.name.clone()));
    }
    view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=items/> }.into_any()
}
