//! A campaign on its way, paused or ended: the bar, the sentence, what resists, counts.

use accounts::Verb;
use campaigns::{
    Alert, BatchState, Campaign, CampaignProgress, CampaignState, Channel, DayCount, DeliveryState,
    DomainCount, Losses, ReasonCount, Share,
};
use i18n::{Lang, date_time, number, plural, t, time, tr, weekday_time};
use leptos::prelude::*;

use super::{
    day, figures, resists,
    shown::{LOSSES, REASON, REASON_LENGTH, Shown},
    words::{drawn, share, short},
};
use ui::{
    Button, ButtonKind, ConservedBar, FourParts, Icon, LinkButton, Live, Notice, NoticeKind, Panel,
    Part, Slot, TextArea,
};
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
    pub(super) fn refresh(&self) -> Option<&'static str> {
        let running = self.progress.state == CampaignState::Running;
        running.then(|| if waiting(&self.progress) > 0 { FAST } else { SLOW })
    }

    pub(super) fn view(self, shown: &Shown) -> AnyView {
        let lang = shown.lang;
        if shown.campaign.launched_at.is_none() {
            // Given up before anything could leave: there is nothing to count.
            return ended(shown, 0).into_any();
        }
        let acts = letter_acts(shown, &self.progress);
        let channels =
            [figures::emails(lang, &self.progress), figures::letters(lang, &self.progress, acts)];
        let channels = channels.into_iter().flatten().collect_view();
        view! {
            {alert(lang, &self.progress)}
            {losses(shown, self.losses.as_ref())}
            {ended(shown, self.at_printer)}
            {standing(shown, &self.progress)}
            {resists::view(shown, self.reasons)}
            <div class="grid grid--two grid--even">{channels}</div>
            {figures::domains(lang, &self.domains)}
            {day::view(lang, &self.days)}
        }
        .into_any()
    }
}

/// E-mails that may still leave by themselves.
fn waiting(progress: &CampaignProgress) -> i64 {
    figures::count(progress, &[Channel::Email], &figures::WAITING)
}

/// Refresh, pause, resume: at the head of the page.
pub(super) fn buttons(shown: &Shown) -> Option<AnyView> {
    let lang = shown.lang;
    let state = shown.campaign.state;
    if !state.is_live() {
        return None;
    }
    let refresh = view! {
        <LinkButton href=shown.href("") kind=ButtonKind::Bare icon=Icon::Retry>
            {t(lang, "common.button.refresh")}
        </LinkButton>
    };
    let act = shown.may(Verb::RunCampaign).then(|| {
        if state == CampaignState::Running {
            view! {
                <form method="post" action=shown.href("suspendre")>
                    <Button kind=ButtonKind::Warn icon=Icon::Pause>
                        {t(lang, "campaigns.live.pause")}
                    </Button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <form method="post" action=shown.href("reprendre")>
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
fn losses(shown: &Shown, losses: Option<&Losses>) -> Option<AnyView> {
    let lang = shown.lang;
    let losses = losses.filter(|_| shown.may(Verb::RunCampaign))?;
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
    let (typed, error) = shown.typed.field(LOSSES, REASON);
    let form = view! {
        <form class="stack" method="post" action=shown.href(LOSSES)>
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
fn ended(shown: &Shown, at_printer: i64) -> Option<AnyView> {
    let (lang, campaign) = (shown.lang, &shown.campaign);
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

/// The sentence and the bar that always makes the whole.
fn standing(shown: &Shown, progress: &CampaignProgress) -> AnyView {
    let lang = shown.lang;
    let total = number(lang, to_inform(progress));
    let sentence = plural(lang, "campaigns.live.sentence", progress.informed, &[("total", &total)]);
    let gap = plural(lang, "console.dashboard.gap_title", progress.gap.abs(), &[]);
    let all = number(lang, progress.persons);
    let balance = tr(
        lang,
        "campaigns.live.balance",
        &[("imported", &all), ("gap", &number(lang, progress.gap))],
    );
    let at = time(lang, progress.at);
    let running = progress.state == CampaignState::Running;
    let key = if running { "updated_at" } else { "updated_at_plain" };
    let seen = tr(lang, &format!("common.page.{key}"), &[("time", &at)]);
    let forecast = forecast(lang, progress);
    let content = view! {
        <div class="stack">
            <h2 class="visually-hidden">{t(lang, "campaigns.live.state")}</h2>
            <p class="sentence">{sentence} " " {forecast}</p>
            <ConservedBar
                parts=parts(lang, progress)
                total=drawn(progress.persons)
                label=bar_label(lang, progress)
                gap=gap
            />
            <p class="faint">{balance} " " {seen}</p>
        </div>
    };
    view! { <Panel>{content}</Panel> }.into_any()
}

/// Persons who were to be informed, those included whose message was withdrawn by a
/// cancellation.
fn to_inform(progress: &CampaignProgress) -> i64 {
    let withdrawn: i64 = progress
        .counts
        .iter()
        .filter(|count| count.state == DeliveryState::Cancelled)
        .map(|count| count.persons)
        .sum();
    progress.persons - progress.excluded + withdrawn
}

/// What was launched: day, purpose, approver, fingerprint; none before the launch.
pub(super) fn sub(shown: &Shown) -> Option<String> {
    let (lang, campaign) = (shown.lang, &shown.campaign);
    let started = campaign.launched_at?;
    let (by, hash) = (campaign.approver.as_ref()?, campaign.hash_text()?);
    let purpose = t(lang, &format!("campaigns.purpose.{}", campaign.purpose.as_str()));
    let (who, hash) = (shown.who(by), short(&hash));
    let text =
        tr(lang, "campaigns.live.sub", &[("purpose", purpose), ("who", &who), ("hash", &hash)]);
    let started = tr(lang, "campaigns.live.started", &[("at", &date_time(lang, started))]);
    Some(format!("{started} {text}"))
}

/// The four parts, each with its share; the shares make exactly one hundred per cent.
fn parts(lang: Lang, progress: &CampaignProgress) -> FourParts {
    let shares = progress.per_mille();
    let part = |of: Share| {
        let n = progress.share(of);
        let per_mille = shares.iter().find(|(known, _)| *known == of).map_or(0, |(_, n)| *n);
        let hint = t(lang, &format!("campaigns.share_hint.{}", of.as_str()));
        let label = plural(lang, &format!("campaigns.share.{}", of.as_str()), n, &[]);
        Part::new(drawn(n), number(lang, n), label)
            .note(format!("{}, {hint}", share(lang, per_mille)))
    };
    FourParts {
        done: part(Share::Informed),
        doing: part(Share::InProgress),
        stuck: part(Share::NotReached),
        out: part(Share::Excluded),
    }
}

fn bar_label(lang: Lang, progress: &CampaignProgress) -> String {
    let [informed, in_progress, unreachable, excluded, total] = [
        progress.informed,
        progress.in_progress,
        progress.not_reached,
        progress.excluded,
        progress.persons,
    ]
    .map(|n| number(lang, n));
    tr(
        lang,
        "console.reach.label",
        &[
            ("informed", &informed),
            ("in_progress", &in_progress),
            ("unreachable", &unreachable),
            ("excluded", &excluded),
            ("total", &total),
        ],
    )
}

/// Pace and end, or what the end waits for.
fn forecast(lang: Lang, progress: &CampaignProgress) -> Option<String> {
    match progress.state {
        CampaignState::Running => {}
        CampaignState::Paused => return Some(t(lang, "campaigns.state_hint.paused").to_owned()),
        _ => return None,
    }
    let doubts = figures::count(progress, Channel::ALL, &[DeliveryState::InDoubt]);
    let letters = figures::count(
        progress,
        &figures::LETTERS,
        &[DeliveryState::Queued, DeliveryState::Rendered],
    );
    if waiting(progress) > 0 {
        let end = match progress.eta {
            Some(at) => tr(lang, "campaigns.live.eta", &[("at", &weekday_time(lang, at))]),
            None => t(lang, "campaigns.live.eta_unknown").to_owned(),
        };
        return Some(match progress.per_second {
            Some(rate) => format!("{} {end}", pace(lang, rate)),
            None => end,
        });
    }
    if letters > 0 {
        let left = [DeliveryState::Accepted, DeliveryState::InDoubt];
        let mailed = figures::count(progress, &[Channel::Email], &left) > 0;
        let key = if mailed { "only_letters" } else { "only_letters_none_mailed" };
        return Some(t(lang, &format!("campaigns.live.{key}")).to_owned());
    }
    (doubts > 0).then(|| plural(lang, "campaigns.live.not_finished", doubts, &[]))
}

/// A pace by the second, or by the minute where that would round to little.
fn pace(lang: Lang, per_second: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a rate is rounded to show it")]
    let whole = |rate: f64| rate.round() as i64;
    if per_second >= 2.0 {
        plural(lang, "campaigns.live.pace_second", whole(per_second), &[])
    } else {
        plural(lang, "campaigns.live.pace_minute", whole(per_second * 60.0).max(1), &[])
    }
}

/// The way to the batches, and printing what waits.
fn letter_acts(shown: &Shown, progress: &CampaignProgress) -> Slot {
    let lang = shown.lang;
    let queued = figures::count(progress, &figures::LETTERS, &[DeliveryState::Queued]);
    let can =
        progress.state == CampaignState::Running && queued > 0 && shown.may(Verb::RunCampaign);
    let print = can.then(|| {
        view! {
            <form class="row" method="post" action=shown.href("imprimer")>
                <Button icon=Icon::Print>{t(lang, "campaigns.live.print")}</Button>
                <span>{t(lang, "campaigns.live.print_hint")}</span>
            </form>
        }
    });
    let batches = shown.here.href("lettres");
    view! {
        {print}
        <a href=batches>{t(lang, "campaigns.live.see_batches")}</a>
    }
    .into()
}
