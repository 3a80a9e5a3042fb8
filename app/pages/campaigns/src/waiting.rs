//! What waits for the reader in the campaigns of one lab's part of a case.

use accounts::Verb;
use campaigns::{Campaign, CampaignLine, CampaignState};
use i18n::{Lang, number, plural, t, tr};
use incidents::CaseLab;

use super::words::Names;
use site::Ctx;
use web::{AppState, NO_HOUR, Problem, Staff, Waiting, may};

/// Campaigns to approve or to look at, doubts to settle. `base` is the address of the
/// lab's part of the case, `place` its name.
///
/// # Errors
/// The room's.
pub async fn waiting(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    lab: &CaseLab,
    base: &str,
    place: &str,
) -> Result<Vec<Waiting>, Problem> {
    let may = |verb| may(staff, verb, lab.organisation);
    if !may(Verb::ViewCampaigns) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for line in state.campaigns.overview(&staff.actor, lab.id).await? {
        let CampaignLine { campaign, in_doubt, .. } = line;
        let href = format!("{base}/campagnes/{}", campaign.id);
        if waits_for(&campaign, &staff.actor.journal_name()) && may(Verb::ApproveCampaign) {
            found.push(to_approve(state, ctx, staff, &campaign, place, href.clone()).await?);
        }
        if !campaign.state.is_live() && campaign.state != CampaignState::Cancelled {
            continue;
        }
        if let Some(alert) = campaign.alert.filter(|_| campaign.state.is_live()) {
            let lang = ctx.lang;
            let title = [("title", campaign.title.as_str())];
            found.push(Waiting {
                when: String::new(),
                when_note: place.to_owned(),
                title: tr(lang, "console.todo.campaign_alert", &title),
                effect: t(lang, &format!("campaigns.alert.{}", alert.as_str())).to_owned(),
                href: href.clone(),
                button: t(lang, "common.button.open"),
                rank: NO_HOUR - 1,
            });
        }
        if may(Verb::SettleDeliveries) {
            found.extend(doubts(ctx.lang, in_doubt, place, &href));
        }
    }
    Ok(found)
}

/// Whether a campaign waits for the agreement of this actor, as in the journal.
pub(super) fn waits_for(campaign: &Campaign, actor: &str) -> bool {
    campaign.state == CampaignState::Prepared && campaign.author != actor
}

async fn to_approve(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    campaign: &Campaign,
    place: &str,
    href: String,
) -> Result<Waiting, Problem> {
    let lang = ctx.lang;
    let names = Names::load(state, staff, [campaign.author.as_str()]).await?;
    let author = names.who(lang, &campaign.author);
    Ok(Waiting {
        when: number(lang, campaign.persons),
        when_note: place.to_owned(),
        title: tr(lang, "console.todo.approve_campaign", &[("title", &campaign.title)]),
        effect: tr(lang, "console.todo.approve_campaign_effect", &[("author", &author)]),
        href,
        button: t(lang, "common.button.review"),
        rank: NO_HOUR,
    })
}

fn doubts(lang: Lang, doubts: i64, place: &str, href: &str) -> Option<Waiting> {
    (doubts > 0).then(|| Waiting {
        when: number(lang, doubts),
        when_note: place.to_owned(),
        title: plural(lang, "console.todo.in_doubt", doubts, &[]),
        effect: t(lang, "console.todo.in_doubt_effect").to_owned(),
        href: format!("{href}/echecs"),
        button: t(lang, "common.button.open"),
        rank: NO_HOUR,
    })
}
