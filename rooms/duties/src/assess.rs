//! From facts to duties: which rules are triggered, why, and by when.
//!
//! Pure and quick: no clock, no database. "Overdue" is a comparison with the
//! present that the caller makes; it is never part of an assessment.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::facts::{Anchor, AuthorityZone, Facts, Moment};
use crate::period::{Calendar, Deadline, Period, PeriodError, Start, in_zone, start_of_day};
use crate::rules::{
    Context, DutyRule, Exemption, FactName, Pack, Packs, Place, Status, Term, Tri, Within,
};

/// Hours after awareness at which a 72-hour duty reminds, before its target.
pub const ALARM_HOURS: [i64; 4] = [24, 48, 60, 68];

/// What the facts say of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The conditions are met and no exemption is proven.
    Triggered,
    /// A condition is not met, or an exemption is proven.
    NotTriggered,
    /// Facts are missing.
    Undetermined,
    /// Not law, or not law on the day of the breach.
    Dormant,
}

impl State {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Triggered => "triggered",
            Self::NotTriggered => "not_triggered",
            Self::Undetermined => "undetermined",
            Self::Dormant => "dormant",
        }
    }
}

/// Why a rule is in its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The condition holds, through these facts.
    Met(Vec<FactName>),
    /// The condition fails, through these facts.
    Unmet(Vec<FactName>),
    /// These facts are missing.
    Missing(Vec<FactName>),
    /// The law of that place does not apply to the organisation.
    OtherLaw,
    /// Nobody at the table has that quality.
    OtherParty,
    /// The exemption of that number, in the order of the rule, is proven.
    Exempt(usize),
    /// The rule is dormant or a proposal.
    NotLaw,
    /// The rule was not in force on that day.
    NotInForceOn(NaiveDate),
}

/// By when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// No time applies: the rule is not triggered, or is a note.
    None,
    /// Kept up to date.
    Continuous,
    /// The event from which it counts is not known yet.
    Pending(Anchor),
    /// The instants.
    At(DueAt),
    /// The event cannot be counted from.
    Refused(PeriodError),
}

/// The instants of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueAt {
    /// From when the time runs.
    pub start: DateTime<FixedOffset>,
    /// The instant that commands alarms; `None` for "without delay" without a
    /// target of the product's own.
    pub target: Option<DateTime<FixedOffset>>,
    /// The first instant that is late in law; `None` where the law has no number.
    pub legal_limit: Option<DateTime<FixedOffset>>,
    /// The contested reading of article 3(5), a note only.
    pub contested_limit: Option<DateTime<FixedOffset>>,
    /// The last whole day, for periods of days and longer.
    pub last_day: Option<NaiveDate>,
}

impl DueAt {
    /// Whether an act at `instant` is after the target: a first submission then
    /// has to give its reasons (GDPR 33(1), second sentence).
    pub fn is_late(&self, instant: DateTime<Utc>) -> bool {
        self.target.is_some_and(|target| instant > target)
    }

    /// The instants at which to remind before the target.
    pub fn alarms(&self) -> Vec<DateTime<FixedOffset>> {
        let Some(target) = self.target else { return Vec::new() };
        ALARM_HOURS
            .iter()
            .map(|hours| self.start + TimeDelta::hours(*hours))
            .filter(|alarm| *alarm < target)
            .collect()
    }
}

/// One rule, assessed.
#[derive(Clone, Debug)]
pub struct Assessed<'p> {
    /// Its pack.
    pub pack: &'p Pack,
    /// The rule.
    pub rule: &'p DutyRule,
    /// What the facts say.
    pub state: State,
    /// Why.
    pub reason: Reason,
    /// By when; [`Due::None`] unless triggered.
    pub due: Due,
}

impl Assessed<'_> {
    /// The instant that commands alarms.
    pub fn target(&self) -> Option<DateTime<FixedOffset>> {
        match &self.due {
            Due::At(at) => at.target,
            _ => None,
        }
    }

    /// The first instant that is late in law.
    pub fn legal_limit(&self) -> Option<DateTime<FixedOffset>> {
        match &self.due {
            Due::At(at) => at.legal_limit,
            _ => None,
        }
    }

    /// The exemption that was proven.
    pub fn exemption(&self) -> Option<&Exemption> {
        match self.reason {
            Reason::Exempt(n) => self.rule.exemptions.get(n),
            _ => None,
        }
    }
}

/// Assesses every rule of every pack, in the order of the packs.
pub fn evaluate<'p>(packs: &'p Packs, facts: &Facts) -> Vec<Assessed<'p>> {
    let case = Case { packs, facts };
    packs
        .iter()
        .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
        .map(|(pack, rule)| case.assess(pack, rule))
        .collect()
}

/// The deadline of one rule whatever its trigger says: a person may have decided
/// that it is owed. [`Due::None`] for a rule that is not in force.
pub fn due_of(packs: &Packs, facts: &Facts, rule: &str) -> Due {
    match packs.find(rule) {
        Some((pack, rule)) if rule.status == Status::InForce => {
            Case { packs, facts }.due(pack, rule)
        }
        _ => Due::None,
    }
}

struct Case<'a> {
    packs: &'a Packs,
    facts: &'a Facts,
}

impl Case<'_> {
    fn assess<'p>(&self, pack: &'p Pack, rule: &'p DutyRule) -> Assessed<'p> {
        let (state, reason) = self.state(rule);
        let due = if state == State::Triggered { self.due(pack, rule) } else { Due::None };
        Assessed { pack, rule, state, reason, due }
    }

    fn state(&self, rule: &DutyRule) -> (State, Reason) {
        if rule.status != Status::InForce {
            return (State::Dormant, Reason::NotLaw);
        }
        if let Some(day) = self.facts.reference_day()
            && (rule.from.is_some_and(|from| day < from) || rule.to.is_some_and(|to| day > to))
        {
            return (State::Dormant, Reason::NotInForceOn(day));
        }
        if !self.facts.under(&rule.law) {
            return (State::NotTriggered, Reason::OtherLaw);
        }
        if !self.facts.has_party(rule.owed_by) {
            return (State::NotTriggered, Reason::OtherParty);
        }
        let value = rule.trigger.eval(self);
        let mut facts = Vec::new();
        rule.trigger.decisive(self, value, &mut facts);
        match value {
            Tri::False => (State::NotTriggered, Reason::Unmet(facts)),
            Tri::Unknown => (State::Undetermined, Reason::Missing(facts)),
            Tri::True => {
                let proven = |exemption: &Exemption| {
                    exemption.when.as_ref().is_some_and(|when| when.eval(self) == Tri::True)
                };
                match rule.exemptions.iter().position(proven) {
                    Some(n) => (State::NotTriggered, Reason::Exempt(n)),
                    None => (State::Triggered, Reason::Met(facts)),
                }
            }
        }
    }

    fn due(&self, pack: &Pack, rule: &DutyRule) -> Due {
        let place = self.place(pack);
        match &rule.term {
            Term::None => Due::None,
            Term::Continuous => Due::Continuous,
            Term::SetBy(anchor) => match self.facts.moment(*anchor) {
                Some(moment) => set_by(moment, place.0),
                None => Due::Pending(*anchor),
            },
            Term::WithoutDelay { start, of, soft_hours } => {
                self.from(*start, of.as_deref(), place.0, |instant| {
                    let start = in_zone(instant, place.0);
                    let soft = soft_hours.map(|hours| TimeDelta::hours(i64::from(hours)));
                    let target = soft.map(|soft| in_zone(instant + soft, place.0));
                    let (legal_limit, contested_limit, last_day) = (None, None, None);
                    Ok(DueAt { start, target, legal_limit, contested_limit, last_day })
                })
            }
            Term::Within(within) => {
                self.from(within.start, within.of.as_deref(), place.0, |instant| {
                    self.within(within, place, instant)
                })
            }
        }
    }

    /// Zone and calendar of the authority.
    fn place(&self, pack: &Pack) -> (Tz, Option<Calendar>) {
        let own = (pack.zone, pack.calendar);
        match pack.place {
            Place::Own => own,
            Place::Authority => (
                self.facts.zone.map_or(own.0, AuthorityZone::tz),
                self.facts.holidays.map(crate::facts::Calendar::get).or(own.1),
            ),
        }
    }

    /// Resolves the event and counts from it.
    fn from(
        &self,
        anchor: Anchor,
        of: Option<&str>,
        zone: Tz,
        count: impl FnOnce(DateTime<Utc>) -> Result<DueAt, PeriodError>,
    ) -> Due {
        let moment = match (anchor, of) {
            (Anchor::Submission, Some(rule)) => self.facts.submissions().get(rule).copied(),
            (Anchor::YearEnd, _) => self.facts.awareness.and_then(|moment| year_end(moment, zone)),
            _ => self.facts.moment(anchor),
        };
        let Some(moment) = moment else { return Due::Pending(anchor) };
        moment.resolve(zone).and_then(count).map_or_else(Due::Refused, Due::At)
    }

    fn within(
        &self,
        within: &Within,
        (zone, calendar): (Tz, Option<Calendar>),
        instant: DateTime<Utc>,
    ) -> Result<DueAt, PeriodError> {
        let longer = within.extension.as_ref().filter(|(when, _)| when.eval(self) == Tri::True);
        let period: Period = longer.map_or(within.period, |(_, period)| *period);
        let start = in_zone(instant, zone);
        let mut period = period.in_zone(zone);
        if let Some(calendar) = calendar {
            period = period.with_calendar(calendar)?;
        }
        Ok(match period.deadline(instant)? {
            Deadline::Hours(hours) => DueAt {
                start,
                target: Some(hours.target),
                // Without the whole-hour rule the law's limit is the target itself.
                legal_limit: Some(hours.legal_limit.unwrap_or(hours.target)),
                contested_limit: hours.contested_limit,
                last_day: None,
            },
            Deadline::Days(days) => DueAt {
                start,
                target: Some(days.expiry),
                legal_limit: Some(days.expiry),
                contested_limit: None,
                last_day: Some(days.last_day),
            },
        })
    }
}

impl Context for Case<'_> {
    fn facts(&self) -> &Facts {
        self.facts
    }

    fn late(&self, rule: &str) -> Option<bool> {
        let Some(sent) = self.facts.submissions().get(rule) else { return Some(false) };
        let (pack, rule) = self.packs.find(rule)?;
        match self.due(pack, rule) {
            Due::At(at) => Some(at.is_late(sent.resolve(self.place(pack).0).ok()?)),
            _ => None,
        }
    }
}

/// The end of a day that an authority set, or the instant that it set.
fn set_by(moment: Moment, zone: Tz) -> Due {
    let at = |limit: DateTime<FixedOffset>, last_day| {
        let target = Some(limit);
        Due::At(DueAt {
            start: limit,
            target,
            legal_limit: target,
            contested_limit: None,
            last_day,
        })
    };
    let resolved = match moment.start() {
        Start::Day(day) => day
            .succ_opt()
            .ok_or(PeriodError::OutOfRange)
            .and_then(|next| start_of_day(next, zone))
            .map(|limit| at(limit, Some(day))),
        _ => moment.resolve(zone).map(|instant| at(in_zone(instant, zone), None)),
    };
    resolved.unwrap_or_else(Due::Refused)
}

/// 31 December of the year of a moment.
fn year_end(moment: Moment, zone: Tz) -> Option<Moment> {
    NaiveDate::from_ymd_opt(moment.day(zone).year(), 12, 31).map(Moment::on)
}
