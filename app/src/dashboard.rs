//! The dashboard: what waits for the reader, over all their cases, then the cases.

use axum::response::Response;
use i18n::{Lang, capitalised, date_time_text, plural, t};
use incidents_pages::Cases;
use leptos::prelude::*;
use ui::{Empty, LinkButton, PageHead, Panel, PanelBody, Slot, Todo, TodoItem};
use web::{Problem, StaffRequest, Waiting, case_href, with_organisations};

/// `GET /console`: what waits, then the cases.
pub(crate) async fn page(at: StaffRequest) -> Result<Response, Problem> {
    let cases = Cases::load(&at).await?;
    let waiting = waiting(&at).await?;
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let now = at.state.env.now();
    let title = t(lang, "console.dashboard.title");
    Ok(frame.page(title, move || {
        let at = capitalised(&date_time_text(lang, now));
        let count = i64::try_from(waiting.len()).unwrap_or(0);
        let lead = plural(lang, "console.dashboard.lead", count, &[("at", &at)]);
        view! {
            <PageHead title=title note=lead actions=Slot::maybe(cases.opener(lang))/>
            {list(lang, waiting)}
            {cases.view(lang)}
        }
    }))
}

/// Asks each room what waits, case by case; what is due first comes first.
async fn waiting(at: &StaffRequest) -> Result<Vec<Waiting>, Problem> {
    let (state, ctx, staff, lang) = (&*at.state, &at.ctx, &at.staff, at.ctx.lang);
    let mut found = Vec::new();
    let cases = state.incidents.cases(&staff.actor).await?;
    for (case, parts) in cases.iter().zip(with_organisations(state, &cases).await?) {
        for (part, organisation) in parts {
            let base = case_href(&case.incident, &organisation);
            let place = &organisation.name;
            let named = format!("{}, {place}", case.incident.title);
            found.extend(duties_pages::waiting(state, ctx, staff, part.id, &base, &named).await?);
            found.extend(campaigns_pages::waiting(state, ctx, staff, &part, &base, place).await?);
            found.extend(incidents_pages::waiting(state, lang, staff, &part, &base).await?);
            found.extend(imports_pages::waiting(state, lang, staff, &part, &base, place).await?);
        }
    }
    found.sort_by_key(|item| item.rank);
    Ok(found)
}

fn list(lang: Lang, waiting: Vec<Waiting>) -> AnyView {
    if waiting.is_empty() {
        return view! {
            <Panel>
                <Empty
                    title=t(lang, "console.dashboard.todo_empty_title")
                    text=t(lang, "console.dashboard.todo_empty")
                />
            </Panel>
        }
        .into_any();
    }
    let items = waiting
        .into_iter()
        .map(|item| {
            let action = view! { <LinkButton href=item.href>{item.button}</LinkButton> };
            TodoItem::new(item.when, item.title)
                .unit(item.when_note)
                .consequence(item.effect)
                .action(action)
        })
        .collect();
    view! {
        <Panel title=t(lang, "console.dashboard.todo") body=PanelBody::Flush>
            <Todo items=items/>
        </Panel>
    }
    .into_any()
}
