//! What the console shows of duties: list, one duty, facts that decide. The bar on top of
//! every page of a case is here too. Which duty is owed and by when is the room's to say.

mod acts;
mod facts;
mod groups;
mod list;
mod one;
mod ruler;
mod words;

use accounts::Verb;
use duties::{Debtor, DutyError, NearestDeadline};
use i18n::{duration_left, t, time as clock, tr, weekday_time};
use kernel::CaseLabId;
use leptos::prelude::*;

use crate::{
    here::CaseHere,
    layout::may,
    state::AppState,
    todo::Waiting,
    ui::{ButtonKind, DeadlineBar, LinkButton, Urgency},
    web::{Ctx, Problem, Routes, Staff, act, get},
};

/// Routes of the room.
pub(crate) fn routes() -> Routes<AppState> {
    let base = "/console/cas/{reference}/{lab}/obligations";
    let one = format!("{base}/{{rule}}");
    Routes::new()
        .route(base, get(list::page))
        .route(&format!("{base}/faits"), get(facts::page).post(facts::save))
        .route(&one, get(one::page))
        .route(&format!("{one}/{}", acts::ASSESS), act(acts::assess))
        .route(&format!("{one}/{}", acts::SUBMIT), act(acts::submit))
        .route(&format!("{one}/{}", acts::CLOSE), act(acts::close))
}

/// The bar of the nearest deadline of a case, if any runs and the reader may know it.
///
/// # Errors
/// The rooms'.
pub(crate) async fn deadline_bar(
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
    format!("{} ({})", words::pick(lang, &nearest.title), nearest.article)
}

/// The nearest deadline in a few words, for lists. None also for a reader who may not
/// know it.
///
/// # Errors
/// The rooms'.
pub(crate) async fn next_words(
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
        let title = words::pick(ctx.lang, &nearest.title);
        let at = i18n::date_time_short(ctx.lang, nearest.target.to_utc());
        format!("{title}, {at}")
    }))
}

/// The duties that wait for the reader: the lab's own, open, with a target.
///
/// # Errors
/// The rooms'.
pub(crate) async fn todo(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    lab: CaseLabId,
    base: &str,
    case: &str,
) -> Result<Vec<Waiting>, Problem> {
    let list = match state.duties.list(&staff.actor, lab).await {
        Err(DutyError::Denied(_)) => return Ok(Vec::new()),
        found => found?,
    };
    let (lang, now) = (ctx.lang, state.env.now());
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&i18n::PARIS).date_naive();
    let open = list.into_iter().filter(|view| {
        view.debtor == Debtor::Lab && view.force == duties::rules::Force::Duty && view.is_open()
    });
    Ok(open
        .filter_map(|view| {
            let target = view.target()?.to_utc();
            let left = target - now;
            let when_note = match (day(target) - day(now)).num_days() {
                0 => t(lang, "console.dashboard.today").to_owned(),
                1 => t(lang, "console.dashboard.tomorrow").to_owned(),
                _ => i18n::day_month(lang, day(target)),
            };
            let what = format!("{}. {case}", words::pick(lang, &view.title));
            let at = weekday_time(lang, target);
            Some(Waiting {
                when: clock(lang, target),
                when_note,
                title: tr(lang, "console.todo.duty", &[("what", &what)]),
                effect: if view.is_overdue(now) {
                    let span = i18n::duration(lang, left);
                    tr(lang, "duties.duty.overdue", &[("span", &span)])
                } else {
                    tr(lang, "console.todo.duty_effect", &[("at", &at)])
                },
                href: format!("{base}/obligations/{}", view.rule),
                button: t(lang, "console.deadline.open"),
                rank: left.num_minutes(),
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_addresses_clash() {
        // The router refuses an address that two routes would answer.
        drop(super::routes());
    }
}
