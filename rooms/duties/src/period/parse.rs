//! Reading the stable names of rules, units and calendars.

use super::{Calendar, PeriodError, Rule, Unit};

impl Rule {
    /// Reads a stable name.
    pub fn parse(name: &str) -> Result<Self, PeriodError> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name).ok_or_else(|| {
            PeriodError::unknown("rule", name, Self::ALL.map(Self::as_str).as_slice())
        })
    }
}

impl Unit {
    /// Reads a stable name.
    pub fn parse(name: &str) -> Result<Self, PeriodError> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == name).ok_or_else(|| {
            PeriodError::unknown("unit", name, Self::ALL.map(Self::as_str).as_slice())
        })
    }
}

impl Calendar {
    /// Reads a stable name.
    ///
    /// # Errors
    /// Any other word.
    pub fn parse(name: &str) -> Result<Self, PeriodError> {
        Self::ALL.into_iter().find(|calendar| calendar.as_str() == name).ok_or_else(|| {
            PeriodError::unknown("holidays", name, Self::ALL.map(Self::as_str).as_slice())
        })
    }
}
