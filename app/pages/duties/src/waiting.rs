//! Duties that wait for the reader.

use duties::{Debtor, DutyError};
use i18n::{t, time as clock, tr, weekday_time};
use kernel::CaseLabId;
use site::Ctx;
use web::{AppState, Problem, Staff, Waiting, pick};

/// The duties that wait for the reader: the lab's own, open, with a target.
///
/// # Errors
/// The rooms'.
pub async fn waiting(
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
            let what = format!("{}. {case}", pick(lang, &view.title));
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
