//! One captured message: the text as a person would read it, and its headers. Each
//! showing is recorded.

use axum::{extract::Path, http::StatusCode, response::Response};
use campaigns::CampaignError;
use i18n::{Lang, date_time, t};
use leptos::prelude::*;
use mail::{
    Reference,
    capture::{CapturedMail, Header},
};
use serde::Deserialize;

use super::captured::not_captured;
use crate::words::paragraphs;
use ui::{
    Column, Crumb, Crumbs, Empty, Fact, Facts, Fold, PageHead, Panel, Row, Table, TableStyle,
};
use web::{CaseHere, CaseRequest, Problem};

/// The message of an address.
#[derive(Deserialize)]
pub(super) struct MessagePath {
    message: String,
}

/// `GET …/courrier/{message}`
pub(super) async fn page(
    at: CaseRequest,
    Path(path): Path<MessagePath>,
) -> Result<Response, Problem> {
    let reference: Reference = path.message.parse().map_err(|_| Problem::NotFound)?;
    let (room, actor) = (&at.state.campaigns, &at.staff.actor);
    let read = room.captured_mail(actor, at.here.id(), reference).await;
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    // No name and no subject in the title of the tab.
    let title = t(lang, "campaigns.captured.title");
    match read {
        Ok(mail) => Ok(frame.page(title, move || show(lang, &here, mail))),
        Err(CampaignError::NotCaptured) => Ok(frame.page(title, move || not_captured(lang))),
        Err(CampaignError::Capture(
            mail::capture::CaptureError::Seal(_) | mail::capture::CaptureError::Format,
        )) => Ok(frame.page_with(StatusCode::GONE, title, move || unreadable(lang, &here))),
        Err(error) => Err(error.into()),
    }
}

fn crumbs(lang: Lang, here: &CaseHere) -> AnyView {
    view! {
        <Crumbs
            label=t(lang, "common.page.breadcrumb")
            items=vec![Crumb::new(here.href("courrier"), t(lang, "campaigns.captured.title"))]
        />
    }
    .into_any()
}

fn unreadable(lang: Lang, here: &CaseHere) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.captured.{key}"));
    view! {
        <PageHead title=word("title") crumbs=crumbs(lang, here)/>
        <Panel>
            <Empty title=word("unreadable_title") text=word("unreadable")/>
        </Panel>
    }
    .into_any()
}

fn show(lang: Lang, here: &CaseHere, mail: CapturedMail) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.captured.{key}"));
    let facts = vec![
        Fact::new(word("to"), mail.recipient),
        Fact::new(word("return_path"), mail.return_path),
        Fact::new(word("at"), date_time(lang, mail.at)),
    ];
    let facts = view! { <Facts items=facts/> }.into_any();
    let columns = vec![Column::new(word("header")), Column::new(word("value"))];
    let rows =
        mail.headers.into_iter().map(|Header { name, value }| Row::new(name).cell(value)).collect();
    let headers = view! {
        <Table caption=word("headers") columns=columns rows=rows style=TableStyle::Narrow/>
    }
    .into_any();
    let text = paragraphs(&mail.text);
    view! {
        <PageHead
            title=mail.subject
            note=word("was_logged")
            crumbs=crumbs(lang, here)
        />
        <Panel>{facts}</Panel>
        <Panel title=word("plain")>{text}</Panel>
        <Fold summary=word("headers")>{headers}</Fold>
    }
    .into_any()
}
