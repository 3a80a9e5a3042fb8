//! How a period is counted.

use chrono_tz::Tz;

use super::Calendar;

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
