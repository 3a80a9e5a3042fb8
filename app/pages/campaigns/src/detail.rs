//! One campaign in its present state. While work is under way the page asks for itself
//! again, so that it moves without a script.

use accounts::Verb;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use campaigns::{CampaignNote, CampaignState};
use i18n::{date_time, t, tr};
use leptos::prelude::*;

use super::{
    draft::{Draft, Preparing},
    live::Sending,
    page::{CANCEL, CampaignPage, RejectedForm},
    prepared::Prepared,
    request::CampaignRequest,
    words::{badge, step, step_names},
};
use ui::{Badge, Crumb, Crumbs, Fact, Facts, PageHead, Panel, Steps};
use web::Problem;

/// `GET …/campagnes/{campaign}`
pub(super) async fn page(at: CampaignRequest) -> Result<Response, Problem> {
    show(at, StatusCode::OK, RejectedForm::default()).await
}

/// What the room says of a campaign in its state.
enum Stand {
    Draft(Draft),
    Preparing(Preparing),
    Prepared(Prepared),
    Sending(Sending),
}

impl Stand {
    async fn load(at: &CampaignRequest) -> Result<Self, Problem> {
        use CampaignState as S;
        Ok(match at.campaign.state {
            S::Draft => Self::Draft(Draft::load(at).await?),
            S::Preparing => Self::Preparing(Preparing::load(at).await?),
            S::Prepared | S::Approved => Self::Prepared(Prepared::load(at).await?),
            S::Running | S::Paused | S::Finished | S::Cancelled => {
                Self::Sending(Sending::load(&at.at.state, &at.at.staff, &at.campaign).await?)
            }
        })
    }

    /// Seconds after which the page asks for itself again where no script runs.
    fn renew(&self) -> Option<&'static str> {
        match self {
            Self::Sending(sending) => sending.renew(),
            Self::Draft(_) | Self::Preparing(_) | Self::Prepared(_) => None,
        }
    }

    /// Whether something prevents the launch, for who may launch.
    fn is_blocked(&self) -> bool {
        matches!(self, Self::Prepared(prepared) if prepared.is_blocked())
    }

    fn view(self, page: &CampaignPage) -> AnyView {
        match self {
            Self::Draft(draft) => draft.view(page),
            Self::Preparing(preparing) => preparing.view(page),
            Self::Prepared(prepared) => prepared.view(page),
            Self::Sending(sending) => sending.view(page),
        }
    }
}

/// The page, also when a form comes back.
pub(super) async fn show(
    at: CampaignRequest,
    status: StatusCode,
    rejected: RejectedForm,
) -> Result<Response, Problem> {
    let stand = Stand::load(&at).await?;
    let notes = at.room().notes(at.actor(), at.id()).await?;
    let frame = at.frame().await?;
    let page = CampaignPage::of(at, &notes, rejected).await?;
    // A form that came back stands at another address, and holds what was typed.
    let renew = stand.renew().filter(|_| status == StatusCode::OK);
    let frame = match renew {
        Some(seconds) => frame.renewed(seconds),
        None => frame,
    };
    let title = t(page.lang, "campaigns.list.title");
    let blocked = stand.is_blocked();
    let preparing = matches!(stand, Stand::Preparing(_)) && status == StatusCode::OK;
    let mut response = frame.page_with(status, title, move || {
        view! {
            {head(&page, blocked)}
            {page.refusal()}
            {stand.view(&page)}
            {written(&page, &notes)}
            {give_up(&page)}
        }
    });
    if preparing {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// The campaign as a page above another.
pub(super) fn up(page: &CampaignPage) -> Crumb {
    Crumb::new(page.href(""), page.campaign.title.clone())
}

/// The way down to a page of a campaign. `further` holds what lies below the list.
pub(super) fn crumbs(page: &CampaignPage, further: Vec<Crumb>) -> AnyView {
    let lang = page.lang;
    let mut items = vec![
        Crumb::new(page.here.href(""), page.here.incident.title.clone()),
        Crumb::new(page.here.href("campagnes"), t(lang, "campaigns.list.title")),
    ];
    items.extend(further);
    view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=items/> }.into_any()
}

fn head(page: &CampaignPage, blocked: bool) -> AnyView {
    let (lang, campaign) = (page.lang, &page.campaign);
    let word = campaign.state.as_str();
    let actions = view! {
        <Badge kind=badge(campaign.state) text=t(lang, &format!("campaigns.state.{word}"))/>
        {super::live::buttons(page)}
    };
    let note = super::live::sub(page).unwrap_or_else(|| {
        let hint = if blocked { "blocked" } else { word };
        t(lang, &format!("campaigns.state_hint.{hint}")).to_owned()
    });
    let steps = step(campaign.state).filter(|_| campaign.launched_at.is_none()).map(|current| {
        view! {
            <Steps
                names=step_names(lang)
                current=current
                done=t(lang, "campaigns.prepare.done")
                label=t(lang, "campaigns.step.label")
            />
        }
    });
    view! {
        <PageHead
            title=campaign.title.clone()
            note=note
            crumbs=crumbs(page, Vec::new())
            actions=actions
        />
        {steps}
    }
    .into_any()
}

/// The reasons that were typed about the campaign, newest first.
fn written(page: &CampaignPage, notes: &[CampaignNote]) -> Option<AnyView> {
    let lang = page.lang;
    if notes.is_empty() {
        return None;
    }
    let items = notes
        .iter()
        .map(|note| {
            let at = date_time(lang, note.at);
            let by = [("who", page.who(&note.by)), ("at", at)];
            let by = by.each_ref().map(|(name, value)| (*name, value.as_str()));
            let value = view! {
                <span class="stack stack--tight">
                    <span>{note.text.clone()}</span>
                    <span class="faint">{tr(lang, "campaigns.notes.by", &by)}</span>
                </span>
            };
            Fact::new(t(lang, &format!("campaigns.notes.kind_{}", note.kind)), value)
        })
        .collect();
    Some(
        view! {
            <Panel title=t(lang, "campaigns.notes.title")>
                <Facts items=items/>
            </Panel>
        }
        .into_any(),
    )
}

/// The way to give a campaign up, for who may.
fn give_up(page: &CampaignPage) -> Option<AnyView> {
    let ended = matches!(page.campaign.state, CampaignState::Finished | CampaignState::Cancelled);
    if ended || !page.may(Verb::RunCampaign) {
        return None;
    }
    let label = t(page.lang, "campaigns.cancel.link");
    let link = view! { <a href=page.href(CANCEL)>{label}</a> };
    Some(view! { <p>{link}</p> }.into_any())
}
