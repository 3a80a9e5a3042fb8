//! Legal periods: from a start, a number and a rule to a deadline.
//!
//! Vocabulary. A *rule* says how time is counted ([`Rule`]); a *zone* is that of
//! the authority which receives the act; a *calendar* holds its public holidays.
//! For periods of hours two instants are given: `target`, exact elapsed time,
//! which commands alarms, and `legal_limit`, the reading of Regulation (EEC,
//! Euratom) 1182/71, at most one hour later. `contested_limit` is a third reading
//! (article 3(5) applied to hours) that two German authorities refuse: a note,
//! never an alarm.
//!
//! Invariants: arithmetic on hours is done on UTC instants, so that a change of
//! clocks never lengthens or shortens a period; a local time that happens twice
//! or never is refused, never guessed; nothing here reads a clock, a file or a
//! database.

mod error;
mod holidays;
mod json;
mod local;
mod start;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

pub use error::PeriodError;
pub use holidays::Calendar;
pub use json::{answer, refusal, rfc3339};
pub use local::{in_zone, start_of_day};
pub use start::{Start, parse_zone};

/// How a period is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Exact elapsed hours; no holiday, no rounding.
    Elapsed,
    /// Regulation (EEC, Euratom) 1182/71, article 3.
    Reg1182,
    /// Consecutive days, the day of the event not counted, never moved.
    CalendarDays,
    /// Business days of the United States, the day of the event not counted.
    UsBusinessDays,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 4] =
        [Self::Elapsed, Self::Reg1182, Self::CalendarDays, Self::UsBusinessDays];

    /// The stable name, as typed on the command line and written in rule packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elapsed => "elapsed",
            Self::Reg1182 => "reg1182",
            Self::CalendarDays => "calendar-days",
            Self::UsBusinessDays => "us-business-days",
        }
    }

    /// Reads a stable name.
    pub fn parse(name: &str) -> Result<Self, PeriodError> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name).ok_or_else(|| {
            PeriodError::unknown("rule", name, Self::ALL.map(Self::as_str).as_slice())
        })
    }

    /// The zone used when none is given: Paris, or California for its own rule.
    pub const fn default_zone(self) -> Tz {
        match self {
            Self::UsBusinessDays => Tz::America__Los_Angeles,
            Self::Elapsed | Self::Reg1182 | Self::CalendarDays => Tz::Europe__Paris,
        }
    }

    /// The calendar used when none is given.
    pub const fn default_calendar(self) -> Calendar {
        match self {
            Self::UsBusinessDays => Calendar::UsCalifornia,
            Self::Elapsed | Self::Reg1182 | Self::CalendarDays => Calendar::France,
        }
    }
}

/// The unit in which a period is expressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each unit is its name")]
pub enum Unit {
    Hours,
    Days,
    Weeks,
    Months,
    Years,
    /// Days that are neither Saturday, Sunday nor holiday.
    WorkingDays,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 6] =
        [Self::Hours, Self::Days, Self::Weeks, Self::Months, Self::Years, Self::WorkingDays];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
            Self::WorkingDays => "working-days",
        }
    }

    /// Reads a stable name.
    pub fn parse(name: &str) -> Result<Self, PeriodError> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == name).ok_or_else(|| {
            PeriodError::unknown("unit", name, Self::ALL.map(Self::as_str).as_slice())
        })
    }
}

/// A period whose rule and unit go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    rule: Rule,
    n: u32,
    unit: Unit,
    zone: Tz,
    calendar: Calendar,
}

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// The end of a period of hours.
    Hours(HourDeadline),
    /// The end of a period of days, weeks, months or years.
    Days(DayDeadline),
}

/// The end of a period of hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourDeadline {
    /// Exact elapsed time; alarms use it.
    pub target: DateTime<FixedOffset>,
    /// End of the last whole hour (Regulation 1182/71, article 3(1) and 3(2)(a));
    /// `None` under [`Rule::Elapsed`], which knows no whole hour.
    pub legal_limit: Option<DateTime<FixedOffset>>,
    /// Article 3(5) applied to hours: the end of the second whole working day
    /// after the start day; `None` when that is not later than `legal_limit`.
    pub contested_limit: Option<DateTime<FixedOffset>>,
}

/// The end of a period of days or longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayDeadline {
    /// The last day on which the act is in time, whole.
    pub last_day: NaiveDate,
    /// The first instant after that day, in the zone.
    pub expiry: DateTime<FixedOffset>,
    /// Moved because the raw last day was not a working day (article 3(4)).
    pub rolled: bool,
    /// Moved to hold two working days (article 3(5)).
    pub extended: bool,
}

impl Deadline {
    /// The first instant that is out of time under the most generous safe reading.
    pub fn expiry(&self) -> DateTime<FixedOffset> {
        match self {
            Self::Hours(hours) => hours.legal_limit.unwrap_or(hours.target),
            Self::Days(days) => days.expiry,
        }
    }
}

impl Period {
    /// A period in the rule's own zone and calendar.
    ///
    /// # Errors
    /// A rule that cannot count in that unit; `n` of zero.
    pub fn new(rule: Rule, n: u32, unit: Unit) -> Result<Self, PeriodError> {
        let possible = match rule {
            Rule::Elapsed => matches!(unit, Unit::Hours),
            Rule::Reg1182 => true,
            Rule::CalendarDays => matches!(unit, Unit::Days | Unit::Weeks),
            Rule::UsBusinessDays => matches!(unit, Unit::Days | Unit::WorkingDays),
        };
        if !possible {
            return Err(PeriodError::ImpossiblePair { rule, unit });
        }
        if n == 0 {
            return Err(PeriodError::BadNumber);
        }
        let (zone, calendar) = (rule.default_zone(), rule.default_calendar());
        Ok(Self { rule, n, unit, zone, calendar })
    }

    /// The same period where another authority receives the act.
    pub const fn in_zone(mut self, zone: Tz) -> Self {
        self.zone = zone;
        self
    }

    /// The same period under other public holidays.
    ///
    /// # Errors
    /// A calendar of another legal order than the rule (2(1) of Regulation 1182/71).
    pub fn with_calendar(mut self, calendar: Calendar) -> Result<Self, PeriodError> {
        let fits = match self.rule {
            Rule::Reg1182 => !calendar.is_american(),
            Rule::UsBusinessDays => calendar.is_american(),
            Rule::Elapsed | Rule::CalendarDays => true,
        };
        if !fits {
            return Err(PeriodError::ForeignCalendar { rule: self.rule, calendar });
        }
        self.calendar = calendar;
        Ok(self)
    }

    /// The zone in which days are counted.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// The unit.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The number of units.
    pub const fn n(&self) -> u32 {
        self.n
    }

    /// The rule.
    pub const fn rule(&self) -> Rule {
        self.rule
    }

    /// The deadline of a period that starts at `start`.
    ///
    /// # Errors
    /// A start or an answer outside the years for which holidays and zones are known.
    pub fn deadline(&self, start: DateTime<Utc>) -> Result<Deadline, PeriodError> {
        let local = in_zone(start, self.zone);
        local::check_year(local.date_naive())?;
        if self.unit == Unit::Hours {
            return self.hours(start).map(Deadline::Hours);
        }
        self.days(local.date_naive()).map(Deadline::Days)
    }

    fn hours(&self, start: DateTime<Utc>) -> Result<HourDeadline, PeriodError> {
        let length = TimeDelta::hours(i64::from(self.n));
        let target = local::later(start, length, self.zone)?;
        if self.rule == Rule::Elapsed {
            return Ok(HourDeadline { target, legal_limit: None, contested_limit: None });
        }
        // 3(1): the hour in which the event falls is not counted, even when the
        // event falls exactly on its first instant.
        let running = local::into_the_hour(start, self.zone);
        let legal_limit = local::later(start, length + TimeDelta::hours(1) - running, self.zone)?;
        let contested_limit = self
            .contested(in_zone(start, self.zone).date_naive())?
            .filter(|contested| *contested > legal_limit);
        Ok(HourDeadline { target, legal_limit: Some(legal_limit), contested_limit })
    }

    /// The contested reading: "two days or more" (3(5)) read as 48 hours or more.
    fn contested(&self, day: NaiveDate) -> Result<Option<DateTime<FixedOffset>>, PeriodError> {
        if self.n < 48 {
            return Ok(None);
        }
        let second = self.calendar.nth_working_day_after(day, 2).ok_or(PeriodError::OutOfRange)?;
        local::end_of_day(second, self.zone).map(Some)
    }

    fn days(&self, day: NaiveDate) -> Result<DayDeadline, PeriodError> {
        let (mut last, mut rolled, mut extended) =
            (self.raw_last_day(day).ok_or(PeriodError::OutOfRange)?, false, false);
        local::check_year(last)?;
        if self.rule == Rule::Reg1182 && self.unit != Unit::WorkingDays {
            while !self.calendar.is_working_day(last) {
                last = last.succ_opt().ok_or(PeriodError::OutOfRange)?;
                rolled = true;
            }
            if self.n >= 2 || self.unit != Unit::Days {
                let second =
                    self.calendar.nth_working_day_after(day, 2).ok_or(PeriodError::OutOfRange)?;
                extended = second > last;
                last = last.max(second);
            }
        }
        let expiry = local::end_of_day(last, self.zone)?;
        Ok(DayDeadline { last_day: last, expiry, rolled, extended })
    }

    /// The last day before any working-day correction.
    fn raw_last_day(&self, day: NaiveDate) -> Option<NaiveDate> {
        match (self.rule, self.unit) {
            (Rule::UsBusinessDays, _) | (_, Unit::WorkingDays) => {
                self.calendar.nth_working_day_after(day, self.n)
            }
            (_, Unit::Weeks) => day.checked_add_days(Days::new(u64::from(self.n) * 7)),
            // 3(2)(c): a date that does not exist becomes the last day of its month.
            (_, Unit::Months) => day.checked_add_months(Months::new(self.n)),
            (_, Unit::Years) => day.checked_add_months(Months::new(self.n.checked_mul(12)?)),
            (_, Unit::Days | Unit::Hours) => day.checked_add_days(Days::new(u64::from(self.n))),
        }
    }
}
