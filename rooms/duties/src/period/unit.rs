//! The unit in which a period is expressed.

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
}
