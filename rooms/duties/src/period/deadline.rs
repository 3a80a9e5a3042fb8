//! The end of a period.

use chrono::{DateTime, FixedOffset, NaiveDate};

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
    /// `None` under [`super::Rule::Elapsed`], which knows no whole hour.
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
