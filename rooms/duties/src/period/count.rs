//! A period, and the counting of its deadline.

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    Calendar, DayDeadline, Deadline, HourDeadline, PeriodError, Rule, Unit,
    local::{self, in_zone},
};

/// A period whose rule and unit go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    rule: Rule,
    n: u32,
    unit: Unit,
    zone: Tz,
    calendar: Calendar,
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
