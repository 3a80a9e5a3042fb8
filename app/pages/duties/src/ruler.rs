//! The ruler of the hour deadline towards the authority, with its list for narrow screens.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone as _, Utc};
use duties::{Debtor, Due, DueAt, DutyView};
use i18n::{Lang, PARIS, date_time_short, day_month, t, time, tr};
use incidents::{AwarenessEntry, Decision};
use leptos::prelude::*;
use reports::spec::AUTHORITY_RULE;

use ui::{
    Badge, BadgeKind, Event, EventKind, Panel, Ruler, RulerMark, RulerMarkKind, RulerTick, Slot,
    Timeline,
};
use web::{pick, written};

const DAY: i64 = 24 * 3600;

/// The panel; none while the clock of the notification does not run, or when it is no
/// deadline in hours.
pub(super) fn panel(
    lang: Lang,
    now: DateTime<Utc>,
    list: &[DutyView],
    ledger: &[AwarenessEntry],
) -> Option<AnyView> {
    let authority = list.iter().find(|view| view.rule == AUTHORITY_RULE)?;
    let Due::At(due) = &authority.due else { return None };
    let (target, limit) = (due.target?.to_utc(), due.legal_limit?.to_utc());
    if due.last_day.is_some() {
        return None;
    }
    let start = due.start.to_utc();
    let period = (target - start).num_seconds();
    let since = move |at: DateTime<Utc>| (at - start).num_seconds();
    let hours = period / 3600;
    let gone = (now - start).num_hours().clamp(0, hours);
    let marks = marks(lang, now, list, due)?;
    let (range, days) = scale(lang, start, limit)?;
    let ticks = (1..=period / DAY)
        .map(|n| RulerTick {
            at: n * DAY,
            label: tr(lang, "duties.ruler.hours", &[("n", &(n * 24).to_string())]).into(),
        })
        .collect();
    let said: Vec<String> = marks.iter().map(|mark| format!("{}.", mark.label)).collect();
    let hours = hours.to_string();
    let label = tr(lang, "duties.ruler.label", &[("hours", &hours), ("marks", &said.join(" "))]);
    let elapsed =
        tr(lang, "duties.list.elapsed", &[("hours", &gone.to_string()), ("total", &hours)]);
    let kind = if authority.is_overdue(now) { BadgeKind::Danger } else { BadgeKind::Warn };
    let open = authority.is_open();
    let badge = open.then(|| view! { <Badge kind=kind text=elapsed/> });
    let (signals, rest) = story(lang, list, ledger, target, limit, start);
    let drawn: Vec<RulerMark> = marks
        .into_iter()
        .map(|mark| RulerMark { kind: mark.kind, at: since(mark.at), label: mark.label.into() })
        .collect();
    Some(
        view! {
            <Panel title=t(lang, "duties.list.since_awareness") aside=Slot::maybe(badge)>
                <div class="stack">
                    <Ruler
                        label=label
                        range=(since(range.0), since(range.1))
                        period=period
                        days=days
                        hours=ticks
                        marks=drawn
                        list=Slot::default()
                    />
                    <div class="grid grid--two">
                        <Timeline items=signals/>
                        <Timeline items=rest/>
                    </div>
                </div>
            </Panel>
        }
        .into_any(),
    )
}

/// A mark before it is placed.
struct Named {
    kind: RulerMarkKind,
    at: DateTime<Utc>,
    label: String,
}

fn marks(lang: Lang, now: DateTime<Utc>, list: &[DutyView], due: &DueAt) -> Option<Vec<Named>> {
    let named = |kind, at: DateTime<Utc>, name: &str| Named {
        kind,
        at,
        label: tr(lang, "duties.ruler.mark", &[("name", name), ("at", &time(lang, at))]),
    };
    let word = |key: &str| t(lang, &format!("duties.ruler.{key}"));
    let start = due.start.to_utc();
    let mut marks = vec![named(RulerMarkKind::Start, start, word("start"))];
    for view in list.iter().filter(|view| view.debtor == Debtor::Lab) {
        if let Some(sent) = view.first_sent.filter(|sent| *sent >= start) {
            marks.push(named(RulerMarkKind::Act, sent, pick(lang, &view.recipient.label)));
        }
    }
    marks.push(named(RulerMarkKind::Now, now, &i18n::capitalised(word("now"))));
    marks.push(named(RulerMarkKind::Target, due.target?.to_utc(), word("target_name")));
    marks.push(named(RulerMarkKind::Limit, due.legal_limit?.to_utc(), word("limit")));
    Some(marks)
}

type Instants = (DateTime<Utc>, DateTime<Utc>);

/// Whole days of Paris around the period, and their midnights.
fn scale(
    lang: Lang,
    start: DateTime<Utc>,
    limit: DateTime<Utc>,
) -> Option<(Instants, Vec<RulerTick>)> {
    let day = |at: DateTime<Utc>| at.with_timezone(&PARIS).date_naive();
    let first = day(start);
    let last = day(limit).checked_add_days(Days::new(1))?;
    let mut ticks = Vec::new();
    for date in first.iter_days().take_while(|date| *date <= last) {
        let at = (midnight(date)? - start).num_seconds();
        ticks.push(RulerTick { at, label: day_month(lang, date).into() });
    }
    // The name of the last day would stand outside of the drawing.
    ticks.pop();
    Some(((midnight(first)?, midnight(last)?), ticks))
}

fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let local = day.and_time(chrono::NaiveTime::MIN);
    PARIS.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

/// What led to awareness, then what came and comes after it.
fn story(
    lang: Lang,
    list: &[DutyView],
    ledger: &[AwarenessEntry],
    target: DateTime<Utc>,
    limit: DateTime<Utc>,
    start: DateTime<Utc>,
) -> (Vec<Event>, Vec<Event>) {
    let word = |key: &str| t(lang, &format!("duties.ruler.{key}"));
    let mut before: Vec<Event> = ledger
        .iter()
        .filter(|row| matches!(row.decision, Decision::Signal | Decision::UnderInquiry))
        .map(|row| {
            let decision =
                t(lang, &format!("incidents.awareness.decision_{}", row.decision.as_str()));
            let note = written(lang, row.note.clone());
            Event::new(EventKind::Signal, date_time_short(lang, row.at), note).more(decision)
        })
        .collect();
    before.push(Event::new(EventKind::Done, date_time_short(lang, start), word("start")));
    let mut sent: Vec<(DateTime<Utc>, &DutyView)> = list
        .iter()
        .filter(|view| view.debtor == Debtor::Lab)
        .filter_map(|view| Some((view.first_sent?, view)))
        .collect();
    sent.sort_by_key(|(at, _)| *at);
    let mut after: Vec<Event> = sent
        .into_iter()
        .map(|(at, view)| {
            let what = pick(lang, &view.title).to_owned();
            Event::new(EventKind::Done, date_time_short(lang, at), what)
                .more(pick(lang, &view.recipient.label).to_owned())
        })
        .collect();
    let span = i18n::duration(lang, TimeDelta::hours((target - start).num_hours()));
    let name = tr(lang, "duties.ruler.target", &[("span", &span)]);
    after.push(
        Event::new(EventKind::Limit, date_time_short(lang, target), name).more(word("target_hint")),
    );
    after.push(
        Event::new(EventKind::Limit, date_time_short(lang, limit), word("limit"))
            .more(word("limit_hint")),
    );
    (before, after)
}
