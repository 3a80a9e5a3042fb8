//! The nearest deadline of a lab's part of a case: the bar on top of its pages, and the few
//! words of lists.

use accounts::Verb;
use duties::{DutyError, NearestDeadline};
use i18n::{duration_left, t, tr, weekday_time};
use kernel::CaseLabId;
use leptos::prelude::*;
use site::Ctx;
use ui::{ButtonKind, DeadlineBar, LinkButton, Urgency};

use crate::{AppState, CaseHere, Problem, Staff, may, pick};

/// The bar of the nearest deadline of a case, if any runs and the reader may know it.
///
/// # Errors
/// The rooms'.
pub async fn deadline_bar(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    here: &CaseHere,
) -> Result<Option<AnyView>, Problem> {
    if !may(staff, Verb::ViewDuties, here.lab.organisation) {
        return Ok(None);
    }
    let Some(nearest) = state.duties.nearest_deadline(&staff.actor, here.id()).await? else {
        return Ok(None);
    };
    let (lang, now) = (ctx.lang, state.env.now());
    let start = nearest.start.to_utc();
    let whole = (nearest.target.to_utc() - start).num_seconds();
    let gone = (now - start).num_seconds();
    let used = if whole > 0 { gone as f64 / whole as f64 } else { 1.0 };
    let limit = nearest
        .legal_limit
        .filter(|limit| *limit != nearest.target)
        .map(|limit| tr(lang, "duties.bar.limit", &[("at", &weekday_time(lang, limit.to_utc()))]));
    let mut when = weekday_time(lang, nearest.target.to_utc());
    if here.organisation.zone != i18n::PARIS {
        when = format!("{when}, {}", i18n::zone_name(lang, i18n::PARIS));
    }
    let urgency = Urgency::from_minutes(nearest.remaining.num_minutes());
    let kind = if urgency == Urgency::Calm { ButtonKind::Plain } else { ButtonKind::Main };
    let href = here.href(&format!("obligations/{}", nearest.rule));
    let action = view! {
        <LinkButton href=href kind=kind>
            {t(lang, "console.deadline.open")}
        </LinkButton>
    };
    Ok(Some(
        view! {
            <DeadlineBar
                urgency=urgency
                used=used
                label=t(lang, "console.deadline.label")
                what=named(lang, &nearest)
                when=when
                left=duration_left(lang, nearest.remaining)
                missing=limit
                action=action
            />
        }
        .into_any(),
    ))
}

fn named(lang: i18n::Lang, nearest: &NearestDeadline) -> String {
    format!("{} ({})", pick(lang, &nearest.title), nearest.article)
}

/// The nearest deadline in a few words, for lists. None also for a reader who may not
/// know it.
///
/// # Errors
/// The rooms'.
pub async fn next_words(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    lab: CaseLabId,
) -> Result<Option<String>, Problem> {
    let nearest = match state.duties.nearest_deadline(&staff.actor, lab).await {
        Err(DutyError::Denied(_)) => None,
        found => found?,
    };
    Ok(nearest.map(|nearest| {
        let title = pick(ctx.lang, &nearest.title);
        let at = i18n::date_time_short(ctx.lang, nearest.target.to_utc());
        format!("{title}, {at}")
    }))
}
