//! The campaigns of a lab.

use accounts::Verb;
use axum::response::Response;
use campaigns::{CampaignLine, CampaignState};
use i18n::{Lang, date_short, number, percent, t};
use leptos::prelude::*;

use super::{
    request::href,
    words::{badge, drawn},
};
use ui::{
    Badge, ButtonKind, Cell, Column, Empty, Icon, LinkButton, PageHead, Panel, PanelBody, Row,
    Slot, Table,
};
use web::{CaseHere, CaseRequest, Problem};

/// `GET …/campagnes`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let (room, actor) = (&at.state.campaigns, &at.staff.actor);
    let found = room.overview(actor, at.here.id()).await?;
    let frame = at.frame().await?;
    let may_prepare = at.may(Verb::PrepareCampaign);
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.list.title");
    Ok(frame.page(title, move || {
        let lead = t(lang, "campaigns.list.lead");
        let create = may_prepare.then(|| {
            let to = here.href("campagnes/nouvelle");
            view! {
                <LinkButton href=to kind=ButtonKind::Main icon=Icon::Plus>
                    {t(lang, "campaigns.list.create")}
                </LinkButton>
            }
            .into_any()
        });
        if found.is_empty() {
            return view! {
                <PageHead title=title note=lead/>
                <Panel>
                    <Empty
                        title=t(lang, "campaigns.list.empty_title")
                        text=t(lang, "campaigns.list.empty")
                        action=Slot::maybe(create)
                    />
                </Panel>
            }
            .into_any();
        }
        view! {
            <PageHead title=title note=lead actions=Slot::maybe(create)/>
            <Panel body=PanelBody::Flush>{table(lang, &here, &found)}</Panel>
        }
        .into_any()
    }))
}

fn table(lang: Lang, here: &CaseHere, found: &[CampaignLine]) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.list.{key}"));
    let columns = vec![
        Column::new(word("name")),
        Column::new(word("state")),
        Column::number(word("persons")),
        Column::number(word("informed")),
        Column::new(word("created")),
    ];
    let rows: Vec<Row> = found
        .iter()
        .map(|CampaignLine { campaign, informed, .. }| {
            let purpose = t(lang, &format!("campaigns.purpose.{}", campaign.purpose.as_str()));
            let to = href(here, campaign.id, "");
            let name = view! { <a href=to>{campaign.title.clone()}</a> };
            let word = t(lang, &format!("campaigns.state.{}", campaign.state.as_str()));
            let created = campaign.created_at.with_timezone(&i18n::PARIS).date_naive();
            // Before the persons are walked a zero would say that there is nobody.
            let counted =
                !matches!(campaign.state, CampaignState::Draft | CampaignState::Preparing);
            let persons =
                if counted { number(lang, campaign.persons).into() } else { Cell::empty() };
            let informed = if campaign.launched_at.is_some() {
                let share = percent(lang, drawn(*informed), drawn(campaign.persons));
                Cell::with_sub(number(lang, *informed), share)
            } else {
                Cell::empty()
            };
            Row::new(Cell::with_sub(name, purpose))
                .cell(view! { <Badge kind=badge(campaign.state) text=word/> })
                .cell(persons)
                .cell(informed)
                .cell(date_short(lang, created))
        })
        .collect();
    view! { <Table caption=word("title") columns=columns rows=rows/> }.into_any()
}
