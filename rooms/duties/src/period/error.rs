//! Why a period cannot be computed.

use chrono_tz::Tz;

use super::{
    Calendar, Rule, Unit,
    years::{FIRST_YEAR, LAST_YEAR},
};

/// A refusal, in one sentence. The texts hold dates and rule names only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The rule does not count in that unit.
    #[error("the rule {} does not count in {}", rule.as_str(), unit.as_str())]
    ImpossiblePair {
        /// The rule asked for.
        rule: Rule,
        /// The unit asked for.
        unit: Unit,
    },
    /// The public holidays belong to another legal order than the rule.
    #[error("the holidays {} do not belong to the rule {}", calendar.as_str(), rule.as_str())]
    ForeignCalendar {
        /// The rule asked for.
        rule: Rule,
        /// The holidays asked for.
        calendar: Calendar,
    },
    /// A word that is not in the list.
    #[error("unknown {key} {word:?}: give one of {choices}")]
    Unknown {
        /// Which field.
        key: &'static str,
        /// What was given.
        word: String,
        /// What may be given.
        choices: String,
    },
    /// A required field is absent.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field has the wrong JSON type.
    #[error("{key} must be {expected}")]
    WrongType {
        /// Which field.
        key: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// Zero, negative, fractional or too large.
    #[error("n must be a whole number from 1 to {}", u32::MAX)]
    BadNumber,
    /// Not a date or date-time.
    #[error("the start {0:?} is not a date or an RFC 3339 date and time")]
    BadStart(String),
    /// The clocks went back: the local time happens twice.
    #[error(
        "{local} happens twice in {zone}, at UTC{earlier} and at UTC{later}: give the UTC offset"
    )]
    Ambiguous {
        /// The local time.
        local: String,
        /// The zone.
        zone: Tz,
        /// Offset of the first time, as `+02:00`.
        earlier: String,
        /// Offset of the second time.
        later: String,
    },
    /// The clocks went forward: the local time never happens.
    #[error("{local} does not exist in {zone}, the clocks went forward: correct the time")]
    NonExistent {
        /// The local time.
        local: String,
        /// The zone.
        zone: Tz,
    },
    /// A start or an answer for which holidays or zone rules are not known.
    #[error("the period leaves the years {} to {}", FIRST_YEAR, LAST_YEAR)]
    OutOfRange,
}

impl PeriodError {
    /// The question itself is malformed, whatever the date: exit status 2.
    pub const fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::ImpossiblePair { .. }
                | Self::ForeignCalendar { .. }
                | Self::Unknown { .. }
                | Self::Missing(_)
                | Self::WrongType { .. }
                | Self::BadNumber
        )
    }

    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ImpossiblePair { .. } => "impossible_pair",
            Self::ForeignCalendar { .. } => "foreign_calendar",
            Self::Unknown { .. } => "unknown_word",
            Self::Missing(_) => "missing",
            Self::WrongType { .. } => "wrong_type",
            Self::BadNumber => "bad_number",
            Self::BadStart(_) => "bad_start",
            Self::Ambiguous { .. } => "ambiguous_local_time",
            Self::NonExistent { .. } => "nonexistent_local_time",
            Self::OutOfRange => "out_of_range",
        }
    }

    /// A word that is none of the choices.
    pub(super) fn unknown(key: &'static str, word: &str, choices: &[&str]) -> Self {
        Self::Unknown { key, word: word.chars().take(60).collect(), choices: choices.join(", ") }
    }
}
