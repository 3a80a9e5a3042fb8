//! Failures and doubts of one campaign: why, how many, which, and what follows.

use accounts::Verb;
use axum::{extract::Query, http::StatusCode, response::Response};
use campaigns::{DeliveryPage, DeliveryState, Failures};
use i18n::t;
use kernel::DeliveryId;
use serde::Deserialize;

use super::{
    failures_page::FailuresPage,
    failures_view,
    parts::{self, Record, Said},
    words::IN_TROUBLE,
};
use crate::request::CampaignRequest;
use web::{Problem, Typed};

/// Deliveries of one page.
const PAGE: i64 = 100;
/// Doubts shown at once.
const DOUBTS: i64 = 50;

/// What the list is narrowed to.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    etat: Option<String>,
    motif: Option<String>,
    apres: Option<String>,
}

/// `GET …/echecs`
pub(super) async fn page(
    at: CampaignRequest,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let said = parts::said(&at.at.staff).await?;
    show(at, FailuresReply { status: StatusCode::OK, asked, typed: Typed::default(), said }).await
}

/// How the page comes.
pub(super) struct FailuresReply {
    /// Its status.
    pub(super) status: StatusCode,
    /// What the list is narrowed to.
    pub(super) asked: Asked,
    /// The form about doubts.
    pub(super) typed: Typed,
    /// A sentence on top.
    pub(super) said: Option<Said>,
}

/// Reads and shows.
pub(super) async fn show(
    request: CampaignRequest,
    reply: FailuresReply,
) -> Result<Response, Problem> {
    let FailuresReply { status, asked, typed, said } = reply;
    let (room, actor, id) = (request.room(), request.actor(), request.id());
    let mut reasons = room.reasons(actor, id).await?;
    let place = |state| IN_TROUBLE.iter().position(|known| *known == state);
    reasons.sort_by_key(|row| (place(row.state), std::cmp::Reverse(row.deliveries)));
    let chosen = asked
        .etat
        .as_deref()
        .and_then(DeliveryState::parse)
        .or_else(|| {
            let first = reasons.iter().find(|row| row.state != DeliveryState::InDoubt);
            first.or(reasons.first()).map(|row| row.state)
        })
        .filter(|_| !reasons.is_empty());
    let after = asked.apres.as_deref().map(str::parse::<DeliveryId>).transpose();
    let after = after.map_err(|_| Problem::NotFound)?;
    let reason = asked.motif.filter(|_| asked.etat.is_some());
    let list = match chosen {
        None => DeliveryPage { items: Vec::new(), next: None },
        Some(state) => {
            let which = Failures { state, reason: reason.clone(), after, limit: PAGE };
            room.failures(actor, id, &which).await?
        }
    };
    let doubts = if request.at.may(Verb::SettleDeliveries) {
        let which =
            Failures { state: DeliveryState::InDoubt, reason: None, after: None, limit: DOUBTS };
        Some(room.failures(actor, id, &which).await?)
    } else {
        None
    };
    let frame = request.frame().await?;
    let CampaignRequest { at, campaign } = request;
    let page = FailuresPage {
        record: Record::of(&at),
        campaign,
        reasons,
        doubts,
        state: chosen,
        reason,
        further: after.is_some(),
        list,
        typed,
        said,
    };
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.failures.title");
    Ok(frame.page_with(status, title, move || failures_view::page(lang, &here, page)))
}
