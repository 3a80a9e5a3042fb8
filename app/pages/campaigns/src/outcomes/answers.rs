//! The tries of one delivery with the server's words. Each showing is recorded.

use axum::{extract::Path, response::Response};
use campaigns::{AttemptView, Campaign, DeliveryView};
use i18n::{Lang, date_time, t, tr};
use kernel::DeliveryId;
use leptos::prelude::*;
use serde::Deserialize;

use super::words::{state_sentence, step_of};
use crate::request::CampaignRequest;
use ui::{Cell, Column, Crumb, Crumbs, Empty, Fact, Facts, PageHead, Panel, PanelBody, Row, Table};
use web::{CaseHere, Problem};

/// The delivery of an address.
#[derive(Deserialize)]
pub(super) struct DeliveryPath {
    delivery: String,
}

/// `GET …/echecs/{delivery}`
pub(super) async fn page(
    request: CampaignRequest,
    Path(path): Path<DeliveryPath>,
) -> Result<Response, Problem> {
    let id: DeliveryId = path.delivery.parse().map_err(|_| Problem::NotFound)?;
    let (delivery, tries) = request.room().attempts(request.actor(), id).await?;
    if delivery.campaign != request.id() {
        return Err(Problem::NotFound);
    }
    let frame = request.frame().await?;
    let lang = request.lang();
    let CampaignRequest { at, campaign } = request;
    let title = t(lang, "campaigns.failures.attempts_title");
    Ok(frame.page(title, move || show(lang, &at.here, &campaign, &delivery, tries)))
}

fn show(
    lang: Lang,
    here: &CaseHere,
    campaign: &Campaign,
    delivery: &DeliveryView,
    tries: Vec<AttemptView>,
) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let base = here.href(&format!("campagnes/{}", campaign.id));
    let crumbs = view! {
        <Crumbs
            label=t(lang, "common.page.breadcrumb")
            items=vec![
                Crumb::new(base.clone(), campaign.title.clone()),
                Crumb::new(format!("{base}/echecs"), word("title")),
            ]
        />
    };
    let channel = t(lang, &format!("campaigns.channel.{}", delivery.channel.as_str()));
    let mut facts = vec![Fact::new(word("delivery"), channel)];
    if let Some(mark) = delivery.mark.clone() {
        facts.push(Fact::new(t(lang, "campaigns.returns.mark"), mark));
    }
    facts.push(Fact::new(t(lang, "common.page.state"), state_sentence(lang, delivery)));
    facts.push(Fact::new(word("next"), step_of(lang, delivery)));
    let facts = view! { <Facts items=facts/> }.into_any();
    view! {
        <PageHead title=word("attempts_title") note=word("attempts_lead") crumbs=crumbs/>
        <Panel>{facts}</Panel>
        {table(lang, tries)}
    }
    .into_any()
}

fn table(lang: Lang, tries: Vec<AttemptView>) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    if tries.is_empty() {
        return view! {
            <Panel>
                <Empty title=word("attempts_empty_title") text=word("attempts_empty")/>
            </Panel>
        }
        .into_any();
    }
    let columns = vec![
        Column::new(word("attempt")),
        Column::new(word("outcome")),
        Column::new(word("stage")),
        Column::new(word("code")),
        Column::new(word("reply")),
    ];
    let rows = tries.into_iter().map(|one| row(lang, one)).collect();
    view! {
        <Panel body=PanelBody::Flush>
            <Table caption=word("attempts_title") columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}

fn row(lang: Lang, one: AttemptView) -> Row {
    let name = tr(lang, "campaigns.failures.attempt_n", &[("n", &one.n.to_string())]);
    let outcome = one.outcome.as_deref().unwrap_or("running");
    let stage = one.stage.map(|stage| t(lang, &format!("campaigns.failures.stage_{stage}")));
    let codes: Vec<String> =
        one.code.map(|code| code.to_string()).into_iter().chain(one.enhanced).collect();
    let reply = one.reply.filter(|reply| !reply.trim().is_empty());
    Row::new(Cell::with_sub(name, date_time(lang, one.started_at)))
        .cell(Cell::with_sub(
            t(lang, &format!("campaigns.failures.outcome_{outcome}")),
            one.ended_at.map(|at| date_time(lang, at)),
        ))
        .cell(stage.map_or_else(Cell::empty, Cell::from))
        .cell(if codes.is_empty() { Cell::empty() } else { codes.join(" / ").into() })
        .cell(reply.map_or_else(Cell::empty, |reply| {
            view! { <code class="command">{reply}</code> }.into()
        }))
}

#[cfg(test)]
mod tests {
    use mail::Stage as S;

    #[test]
    fn every_outcome_and_every_step_of_the_dialogue_has_its_words() {
        for word in ["accepted", "refused", "not_sent", "in_doubt", "bounced", "running"] {
            assert!(i18n::has(&format!("campaigns.failures.outcome_{word}")), "{word}");
        }
        for stage in [
            S::Connect,
            S::Greeting,
            S::Hello,
            S::Tls,
            S::Auth,
            S::MailFrom,
            S::RcptTo,
            S::Data,
            S::Body,
            S::EndOfData,
        ] {
            assert!(i18n::has(&format!("campaigns.failures.stage_{}", stage.as_str())));
        }
    }
}
