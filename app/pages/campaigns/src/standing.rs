//! Where a launched campaign stands: the sentence and the bar that always makes the whole.
//! While the campaign is on its way this region of its page moves.

use std::sync::OnceLock;

use axum::{extract::Query, response::Response};
use campaigns::{CampaignProgress, CampaignState, Channel, DeliveryState, Share};
use chrono::TimeDelta;
use i18n::{Lang, number, plural, t, time, tr, weekday_time};
use islands::LiveRegion;
use kernel::Actor;
use leptos::prelude::*;
use serde::Deserialize;
use ui::{ConservedBar, FourParts, Panel, Part};
use web::{Problem, Reading, Region};

use super::{
    figures,
    page::CampaignPage,
    request::CampaignRequest,
    words::{drawn, share},
};

/// The reader of what many look at.
const SYSTEM: Actor = Actor::System("pages");

/// Where the numbers around the region have changed, the whole page is read again after
/// this long.
const WHOLE_PAGE: TimeDelta = TimeDelta::seconds(5);

/// The panel; it follows the campaign while that is on its way.
pub(super) fn panel(page: &CampaignPage, progress: &CampaignProgress) -> AnyView {
    let content = region(page.lang, progress);
    let content = if progress.state.is_live() {
        let source =
            page.href(&format!("direct?etat={}&n={}", standing(progress), counts(progress)));
        view! { <LiveRegion source=source>{content}</LiveRegion> }.into_any()
    } else {
        content
    };
    view! { <Panel>{content}</Panel> }.into_any()
}

/// What the page as a whole depends on: when it changes, the page is asked for again.
fn standing(progress: &CampaignProgress) -> String {
    let alert = progress.alert.map_or("", |(alert, _)| alert.as_str());
    let leaving = if waiting(progress) > 0 { "leaving" } else { "left" };
    format!("{}-{leaving}-{alert}", progress.state.as_str())
}

/// The numbers of the panels around the region, which do not move with it.
fn counts(progress: &CampaignProgress) -> String {
    let all: Vec<String> =
        progress.counts.iter().map(|count| count.deliveries.to_string()).collect();
    all.join(".")
}

/// What the page showed.
#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    etat: String,
    #[serde(default)]
    n: String,
}

/// `GET …/campagnes/{campaign}/direct`: the region as it moves, until the campaign stands
/// otherwise than the page shows it.
pub(super) async fn stream(
    at: CampaignRequest,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    let (id, lang, room) = (at.id(), at.lang(), at.room().clone());
    // Who may look was decided when the request was read; one reads for all who look.
    let read = move || -> Reading<CampaignProgress> {
        let room = room.clone();
        Box::pin(async move { room.progress(&SYSTEM, id).await.ok() })
    };
    let live = &at.at.state.live;
    let watched = live.campaigns.watch(id, read);
    let first = OnceLock::new();
    Ok(live.stream(watched, move |progress: &CampaignProgress| {
        // No panel may say another number than the region for long.
        let since = progress.at - *first.get_or_init(|| progress.at);
        let stale = since >= WHOLE_PAGE && counts(progress) != shown.n;
        if standing(progress) == shown.etat && !stale {
            Region::Html(ui::render(|| region(lang, progress)))
        } else {
            Region::Over
        }
    }))
}

/// E-mails that may still leave by themselves.
pub(super) fn waiting(progress: &CampaignProgress) -> i64 {
    figures::count(progress, &[Channel::Email], &figures::WAITING)
}

/// The sentence and the bar that always makes the whole.
pub(super) fn region(lang: Lang, progress: &CampaignProgress) -> AnyView {
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
    view! {
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
    }
    .into_any()
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
