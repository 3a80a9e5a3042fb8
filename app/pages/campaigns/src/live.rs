//! A campaign on its way, paused or ended: the bar, the sentence, what resists, counts.

use accounts::Verb;
use campaigns::{
    Alert, BatchState, Campaign, CampaignProgress, CampaignState, DayCount, DeliveryState,
    DomainCount, Losses, ReasonCount,
};
use i18n::{Lang, date_time, number, plural, t, tr};
use leptos::prelude::*;

use super::{
    day, figures,
    page::{CampaignPage, LOSSES, REASON, REASON_LENGTH},
    standing, undelivered,
    words::short,
};
use ui::{Button, ButtonKind, Icon, LinkButton, Live, Notice, NoticeKind, Panel, Slot, TextArea};
use web::{AppState, Problem, Staff};

/// Seconds between two readings while e-mails leave.
const FAST: &str = "2";
/// The same while only letters wait, for the printer or the post.
const SLOW: &str = "5";

/// What the room counts of a launched or ended campaign.
pub(super) struct Sending {
    progress: CampaignProgress,
    reasons: Vec<ReasonCount>,
    domains: Vec<DomainCount>,
    days: Vec<DayCount>,
    /// Letters that cannot be written and stopped the campaign.
    losses: Option<Losses>,
    /// Letters in files that a printer has and that must not be posted.
    at_printer: i64,
}

impl Sending {
    /// # Errors
    /// The room's.
    pub(super) async fn load(
        state: &AppState,
        staff: &Staff,
        campaign: &Campaign,
    ) -> Result<Self, Problem> {
        let (room, actor, id) = (&state.campaigns, &staff.actor, campaign.id);
        let at_printer = if campaign.state == CampaignState::Cancelled {
            let batches = room.batches(actor, id).await?;
            let held = batches
                .iter()
                .filter(|batch| batch.state == BatchState::Cancelled && batch.downloads > 0);
            held.map(|batch| batch.letters).sum()
        } else {
            0
        };
        Ok(Self {
            progress: room.progress(actor, id).await?,
            reasons: room.reasons(actor, id).await?,
            domains: room.domains(actor, id).await?,
            days: room.by_day(actor, id).await?,
            losses: match campaign.alert {
                Some(Alert::Losses) => room.losses(actor, id).await?,
                _ => None,
            },
            at_printer,
        })
    }

    /// Seconds after which a running campaign is looked at again.
    pub(super) fn renew(&self) -> Option<&'static str> {
        let running = self.progress.state == CampaignState::Running;
        running.then(|| if standing::waiting(&self.progress) > 0 { FAST } else { SLOW })
    }

    pub(super) fn view(self, page: &CampaignPage) -> AnyView {
        let lang = page.lang;
        if page.campaign.launched_at.is_none() {
            // Given up before anything could leave: there is nothing to count.
            return ended(page, 0).into_any();
        }
        let acts = letter_acts(page, &self.progress);
        let channels =
            [figures::emails(lang, &self.progress), figures::letters(lang, &self.progress, acts)];
        let channels = channels.into_iter().flatten().collect_view();
        view! {
            {alert(lang, &self.progress)}
            {losses(page, self.losses.as_ref())}
            {ended(page, self.at_printer)}
            {standing::panel(page, &self.progress)}
            {undelivered::view(page, self.reasons)}
            <div class="grid grid--two grid--even">{channels}</div>
            {figures::domains(lang, &self.domains)}
            {day::view(lang, &self.days)}
        }
        .into_any()
    }
}

/// Refresh, pause, resume: at the head of the page.
pub(super) fn buttons(page: &CampaignPage) -> Option<AnyView> {
    let lang = page.lang;
    let state = page.campaign.state;
    if !state.is_live() {
        return None;
    }
    let refresh = view! {
        <LinkButton href=page.href("") kind=ButtonKind::Bare icon=Icon::Retry>
            {t(lang, "common.button.refresh")}
        </LinkButton>
    };
    let act = page.may(Verb::RunCampaign).then(|| {
        if state == CampaignState::Running {
            view! {
                <form method="post" action=page.href("suspendre")>
                    <Button kind=ButtonKind::Warn icon=Icon::Pause>
                        {t(lang, "campaigns.live.pause")}
                    </Button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <form method="post" action=page.href("reprendre")>
                    <Button kind=ButtonKind::Main icon=Icon::Play>
                        {t(lang, "campaigns.live.resume")}
                    </Button>
                </form>
            }
            .into_any()
        }
    });
    Some(view! { {refresh} {act} }.into_any())
}

/// What stopped the campaign or slows it down.
fn alert(lang: Lang, progress: &CampaignProgress) -> Option<AnyView> {
    let (alert, at) = progress.alert?;
    if !progress.state.is_live() {
        return None;
    }
    let since = tr(lang, "campaigns.live.since", &[("at", &date_time(lang, at))]);
    let kind = match alert {
        Alert::Server | Alert::Printing => NoticeKind::Warn,
        _ => NoticeKind::Danger,
    };
    let title = t(lang, &format!("campaigns.alert.{}", alert.as_str()));
    Some(
        view! {
            <Notice kind=kind title=title live=Live::Status>
                <p>{since}</p>
            </Notice>
        }
        .into_any(),
    )
}

/// Letters that cannot be written: how many, why, and the ways on: correct and resume, or
/// give them up.
fn losses(page: &CampaignPage, losses: Option<&Losses>) -> Option<AnyView> {
    let lang = page.lang;
    let losses = losses.filter(|_| page.may(Verb::RunCampaign))?;
    let word = move |key: &str| t(lang, &format!("campaigns.live.losses_{key}"));
    let count = losses.reasons.iter().map(|(_, n)| n).sum();
    let (batch, of) = (number(lang, losses.batch), number(lang, losses.letters));
    let how_many =
        plural(lang, "campaigns.live.losses_count", count, &[("batch", &batch), ("of", &of)]);
    let reasons = losses.reasons.iter().map(|(why, n)| {
        let why = t(lang, &format!("campaigns.reason.{why}"));
        let n = number(lang, *n);
        view! { <li>{tr(lang, "campaigns.live.losses_why", &[("n", &n), ("why", why)])}</li> }
    });
    let reasons = reasons.collect_view();
    let give_up = plural(lang, "campaigns.live.losses_give_up", count, &[]);
    let (typed, error) = page.typed.field(LOSSES, REASON);
    let form = view! {
        <form class="stack" method="post" action=page.href(LOSSES)>
            <p>{how_many}</p>
            <ul>{reasons}</ul>
            <p>{word("lead")}</p>
            <TextArea label=word("reason") name=REASON rows=2 maxlength=REASON_LENGTH
                hint=t(lang, "common.page.reason_hint") value=typed error=error/>
            <div class="row">
                <Button kind=ButtonKind::Warn>{give_up}</Button>
            </div>
        </form>
    };
    Some(view! { <Panel title=word("title")>{form}</Panel> }.into_any())
}

/// The end of a campaign, and what it leaves to do.
fn ended(page: &CampaignPage, at_printer: i64) -> Option<AnyView> {
    let (lang, campaign) = (page.lang, &page.campaign);
    let at = campaign.ended_at.map(|at| date_time(lang, at)).unwrap_or_default();
    match campaign.state {
        CampaignState::Finished => {
            let text = tr(lang, "campaigns.live.finished", &[("at", &at)]);
            Some(
                view! {
                    <Notice kind=NoticeKind::Ok title=t(lang, "campaigns.live.finished_title")>
                        <p>{text}</p>
                    </Notice>
                }
                .into_any(),
            )
        }
        CampaignState::Cancelled => {
            let title = tr(lang, "campaigns.cancel.ended", &[("at", &at)]);
            let printer = (at_printer > 0)
                .then(|| plural(lang, "campaigns.cancel.at_printer", at_printer, &[]))
                .map(|text| view! { <p>{text}</p> });
            Some(view! { <Notice kind=NoticeKind::Warn title=title>{printer}</Notice> }.into_any())
        }
        _ => None,
    }
}

/// What was launched: day, purpose, approver, fingerprint; none before the launch.
pub(super) fn sub(page: &CampaignPage) -> Option<String> {
    let (lang, campaign) = (page.lang, &page.campaign);
    let started = campaign.launched_at?;
    let (by, hash) = (campaign.approver.as_ref()?, campaign.hash_text()?);
    let purpose = t(lang, &format!("campaigns.purpose.{}", campaign.purpose.as_str()));
    let (who, hash) = (page.who(by), short(&hash));
    let text =
        tr(lang, "campaigns.live.sub", &[("purpose", purpose), ("who", &who), ("hash", &hash)]);
    let started = tr(lang, "campaigns.live.started", &[("at", &date_time(lang, started))]);
    Some(format!("{started} {text}"))
}

/// The way to the batches, and printing what waits.
fn letter_acts(page: &CampaignPage, progress: &CampaignProgress) -> Slot {
    let lang = page.lang;
    let queued = figures::count(progress, &figures::LETTERS, &[DeliveryState::Queued]);
    let can = progress.state == CampaignState::Running && queued > 0 && page.may(Verb::RunCampaign);
    let print = can.then(|| {
        view! {
            <form class="row" method="post" action=page.href("imprimer")>
                <Button icon=Icon::Print>{t(lang, "campaigns.live.print")}</Button>
                <span>{t(lang, "campaigns.live.print_hint")}</span>
            </form>
        }
    });
    let batches = page.here.href("lettres");
    view! {
        {print}
        <a href=batches>{t(lang, "campaigns.live.see_batches")}</a>
    }
    .into()
}
