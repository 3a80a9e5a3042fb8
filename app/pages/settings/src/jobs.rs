//! Background work that was given up, for those who run the platform: look, start again.

use accounts::{Target, Verb, authorise};
use audit::{Chain, Event};
use axum::{
    Form,
    extract::Query,
    response::{Redirect, Response},
};
use i18n::{date_time_short, duration, number, t, tr};
use kernel::JobId;
use leptos::prelude::*;
use serde::Deserialize;

use ui::{
    Button, Cell, Column, Crumb, Crumbs, Empty, Icon, Live, Notice, NoticeKind, PageHead, Panel,
    PanelBody, Row, Table,
};
use web::{Done, Problem, Staff, StaffRequest};

/// No page shows more.
const SHOWN: i64 = 100;

fn admit(staff: &Staff) -> Result<(), Problem> {
    Ok(authorise(&staff.actor, Verb::ManageSettings, Target::Platform)?)
}

/// `GET /console/reglages/travaux`
pub(super) async fn page(at: StaffRequest, Query(done): Query<Done>) -> Result<Response, Problem> {
    admit(&at.staff)?;
    let failed = jobs::failed(&at.state.db, None, SHOWN).await?;
    let behind = jobs::backlog(&at.state.db, &at.state.env).await?.waiting;
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "console.jobs.title");
    Ok(frame.page(title, move || {
        let word = move |key: &str| t(lang, &format!("console.jobs.{key}"));
        let crumbs = view! {
            <Crumbs
                label=t(lang, "common.page.breadcrumb")
                items=vec![Crumb::new("/console/reglages", t(lang, "console.settings.title"))]
            />
        };
        let note = if behind.num_minutes() < 1 {
            word("on_time").to_owned()
        } else {
            tr(lang, "console.jobs.behind", &[("span", &duration(lang, behind))])
        };
        let done = done
            .among([
                ("relance", (NoticeKind::Ok, "restarted")),
                ("deja", (NoticeKind::Info, "not_failed")),
            ])
            .map(|(kind, key)| view! { <Notice kind=kind title=word(key) live=Live::Status/> });
        let head = view! {
            <PageHead title=title note=note crumbs=crumbs/>
            {done}
        };
        if failed.is_empty() {
            return view! {
                {head}
                <Panel>
                    <Empty title=word("empty_title") text=word("empty")/>
                </Panel>
            }
            .into_any();
        }
        let columns = vec![
            Column::new(word("name")),
            Column::new(word("code")),
            Column::number(word("attempts")),
            Column::new(word("failed_at")),
            Column::actions(t(lang, "common.page.actions")),
        ];
        let rows = failed
            .into_iter()
            .map(|job| {
                let since = date_time_short(lang, job.created_at);
                let since = tr(lang, "console.jobs.since", &[("at", &since)]);
                let label = format!("{}, {}", word("retry"), job.name);
                let name = view! { <code>{job.name}</code> };
                let code = view! { <code>{job.code}</code> };
                Row::new(Cell::with_sub(name, since))
                    .cell(code)
                    .cell(number(lang, job.attempts))
                    .cell(date_time_short(lang, job.failed_at))
                    .cell(view! {
                        <form method="post" action="/console/reglages/travaux/relancer">
                            <input type="hidden" name="job" value=job.id.to_string()/>
                            <Button icon=Icon::Retry label=label>{word("retry")}</Button>
                        </form>
                    })
            })
            .collect();
        view! {
            {head}
            <Panel body=PanelBody::Flush foot=word("foot")>
                <Table caption=title columns=columns rows=rows/>
            </Panel>
        }
        .into_any()
    }))
}

#[derive(Deserialize)]
pub(super) struct Again {
    job: String,
}

/// `POST /console/reglages/travaux/relancer`
pub(super) async fn retry(at: StaffRequest, Form(again): Form<Again>) -> Result<Redirect, Problem> {
    admit(&at.staff)?;
    let job: JobId = again.job.parse().map_err(|_| Problem::NotFound)?;
    let StaffRequest { state, staff, .. } = &at;
    let mut tx = state.db.write().await?;
    if !jobs::retry(&mut tx, &state.env, job).await? {
        // A colleague was faster, or the same work waits already.
        return Ok(Redirect::to("/console/reglages/travaux?fait=deja"));
    }
    let event = Event::new("jobs.retried").id("job", job);
    audit::record(&mut tx, &state.env, &staff.actor, Chain::Platform, &event).await?;
    tx.commit().await?;
    Ok(Redirect::to("/console/reglages/travaux?fait=relance"))
}
