//! The organisations whose settings the reader may change; the platform's other pages.

use accounts::{Target, Verb, authorise};
use axum::response::{IntoResponse, Redirect, Response};
use i18n::{plural, t};
use leptos::prelude::*;

use ui::{
    ButtonKind, Cell, Column, Empty, Icon, LinkButton, PageHead, Panel, PanelBody, Row, Slot, Table,
};
use web::{
    Problem, Staff, StaffRequest,
    organisation_picker::{href, visible},
};

/// Whether the reader runs the platform.
pub(super) fn runs_platform(staff: &Staff) -> bool {
    authorise(&staff.actor, Verb::ManageOrganisations, Target::Platform).is_ok()
}

/// `GET /console/reglages`: straight to the one organisation, when there is one.
pub(super) async fn page(at: StaffRequest) -> Result<Response, Problem> {
    let organisations = visible(&at, Verb::ManageSettings).await?;
    let platform = runs_platform(&at.staff);
    match organisations.as_slice() {
        [] if !platform => return Err(Problem::Denied),
        [(word, _)] if !platform => {
            let next = href("/console/reglages/organisation", word);
            return Ok(Redirect::to(&next).into_response());
        }
        _ => {}
    }
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "console.settings.title");
    Ok(frame.page(title, move || {
        let create = platform.then(|| {
            view! {
                <LinkButton href="/console/reglages/creer" kind=ButtonKind::Main icon=Icon::Plus>
                    {t(lang, "accounts.organisation.create")}
                </LinkButton>
                <LinkButton href="/console/reglages/travaux">
                    {t(lang, "console.jobs.title")}
                </LinkButton>
            }
        });
        let actions = Slot::maybe(create);
        if organisations.is_empty() {
            return view! {
                <PageHead title=title actions=actions/>
                <Panel>
                    <Empty
                        title=t(lang, "accounts.organisation.empty_title")
                        text=t(lang, "accounts.organisation.empty")
                    />
                </Panel>
            }
            .into_any();
        }
        let word = move |key: &str| t(lang, &format!("accounts.organisation.{key}"));
        let columns = vec![
            Column::new(word("name")),
            Column::new(word("kind")),
            Column::new(word("finess")),
            Column::actions(t(lang, "common.page.actions")),
        ];
        let count = i64::try_from(organisations.len()).unwrap_or(0);
        let note = plural(lang, "console.settings.organisations", count, &[]);
        let rows = organisations
            .into_iter()
            .map(|(word, organisation)| {
                let kind = organisation.kind.as_str();
                let open = href("/console/reglages/organisation", &word);
                let team = href("/console/equipe", &word);
                let label = format!("{}, {}", t(lang, "common.button.edit"), organisation.name);
                let city = (!organisation.city.is_empty()).then_some(organisation.city);
                Row::new(Cell::with_sub(organisation.name, city))
                    .cell(t(lang, &format!("accounts.organisation_kind.{kind}")))
                    .cell(match organisation.finess {
                        Some(finess) => Cell::from(finess),
                        None => Cell::empty(),
                    })
                    .cell(view! {
                        <div class="row">
                            <LinkButton href=open label=label>{t(lang, "common.button.edit")}</LinkButton>
                            <LinkButton href=team>{t(lang, "console.nav.team")}</LinkButton>
                        </div>
                    })
            })
            .collect();
        view! {
            <PageHead title=title note=note actions=actions/>
            <Panel body=PanelBody::Flush>
                <Table caption=word("list") columns=columns rows=rows/>
            </Panel>
        }
        .into_any()
    }))
}
