//! A document field by field, in the order of the form, ready to copy.

use axum::response::Response;
use i18n::{Lang, t};
use leptos::prelude::*;
use reports::{Field, State as Known, section_title, value_lines};

use super::document::{Document, place_href};
use ui::{Badge, BadgeKind, Crumb, Crumbs, Fact, Facts, Icon, LinkButton, PageHead, Panel};
use web::{CaseHere, CaseRequest, Problem, told};

/// `GET …/rapports/{document}`
pub(super) async fn page(at: CaseRequest, document: Document) -> Result<Response, Problem> {
    let told = told(&at.state, &at.staff, &at.here).await?;
    let report = document.report(&at, told).await?;
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, &format!("reports.{}.title", document.key()));
    Ok(frame.page(title, move || {
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("rapports"), t(lang, "reports.list.title")),
        ];
        let file = |ending: &'static str, key: &'static str| {
            let href = here.href(&format!("rapports/{}.{ending}", document.page()));
            view! { <LinkButton href=href icon=Icon::Down>{t(lang, key)}</LinkButton> }
        };
        let sections = report
            .sections
            .iter()
            .enumerate()
            .map(|(place, section)| {
                let items = section.fields.iter().map(|field| fact(lang, &here, field)).collect();
                let title = format!("{}. {}", place + 1, section_title(lang, section.code));
                view! {
                    <Panel title=title>
                        <Facts items=items/>
                    </Panel>
                }
            })
            .collect_view();
        view! {
            <PageHead
                title=title
                over=here.organisation.name.clone()
                note=t(lang, &format!("reports.{}.subtitle", document.key()))
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
                actions=view! {
                    {file("pdf", "reports.export.pdf")}
                    {file("json", "reports.export.json")}
                }
            />
            {sections}
        }
    }))
}

fn fact(lang: Lang, here: &CaseHere, field: &Field) -> Fact {
    let label = t(lang, &format!("reports.field.{}", field.spec.code()));
    match &field.state {
        Known::Known(value, source) => {
            let lines = value_lines(lang, field.spec, value)
                .into_iter()
                .flat_map(|line| line.split('\n').map(str::to_owned).collect::<Vec<_>>())
                .map(|line| view! { <span>{line}</span> })
                .collect_view();
            let from = t(lang, &format!("reports.room.{}", source.room.as_str()));
            let from = if field.is_presumed() {
                view! { <Badge kind=BadgeKind::Warn text=from/> }.into_any()
            } else {
                view! { <span class="faint">{from}</span> }.into_any()
            };
            Fact::new(
                label,
                view! { <div class="stack stack--tight">{lines} <span>{from}</span></div> },
            )
        }
        Known::NotApplicable => Fact::new(
            label,
            view! { <span class="muted">{t(lang, "reports.line.not_applicable")}</span> },
        ),
        Known::Missing(place) => {
            let words = t(lang, &format!("reports.place.{}", place.as_str()));
            let href = place_href(here, *place, field.spec.key);
            let link = view! { <a href=href>{words}</a> };
            if field.is_missing() {
                let badge =
                    view! { <Badge kind=BadgeKind::Warn text=t(lang, "reports.sheet.missing")/> };
                Fact::new(label, view! { <span class="row">{badge} {link}</span> })
            } else {
                Fact::new(label, t(lang, "common.page.dash"))
            }
        }
    }
}
