//! Instants among the facts, and the events that start a period.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::period::{PeriodError, Start, in_zone};

/// An instant, or a day alone when nothing better is known.
///
/// A day alone means its first instant in the zone of the rule that counts from
/// it: the earliest reading, hence the safest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(Start);

impl Moment {
    /// An exact instant.
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Start::Instant(instant.fixed_offset()))
    }

    /// A day alone.
    pub const fn on(day: NaiveDate) -> Self {
        Self(Start::Day(day))
    }

    /// As it was written.
    pub const fn start(self) -> Start {
        self.0
    }

    /// The instant, for a rule that counts in `zone`.
    ///
    /// # Errors
    /// A local time that happens twice or never.
    pub fn resolve(self, zone: Tz) -> Result<DateTime<Utc>, PeriodError> {
        self.0.resolve(zone)
    }

    /// The day in `zone`.
    pub fn day(self, zone: Tz) -> NaiveDate {
        match self.0 {
            Start::Day(day) => day,
            Start::Local(time) => time.date(),
            Start::Instant(instant) => in_zone(instant.to_utc(), zone).date_naive(),
        }
    }

    /// The same moment, with its offset if it has a time.
    pub(super) fn settled(self, zone: Tz) -> Result<Self, PeriodError> {
        match self.0 {
            Start::Local(_) => {
                let instant = self.0.resolve(zone)?;
                Ok(Self(Start::Instant(in_zone(instant, zone))))
            }
            Start::Day(_) | Start::Instant(_) => Ok(self),
        }
    }
}

impl TryFrom<String> for Moment {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Start::parse(&text).map(Self)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        match moment.0 {
            Start::Day(day) => day.to_string(),
            Start::Local(time) => time.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            Start::Instant(instant) => instant.to_rfc3339_opts(SecondsFormat::AutoSi, false),
        }
    }
}

/// The event from which a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The organisation became aware of the breach.
    Awareness,
    /// It judged the breach serious enough (Canada) or significant (ANSSI).
    Determination,
    /// The list of persons is known.
    ListKnown,
    /// A person's request was received.
    Request,
    /// A correction or workaround is available.
    FixAvailable,
    /// The incident is solved.
    Resolution,
    /// The date set in an authority's order.
    OrderDue,
    /// The date that ANSSI set for telling users.
    UserNoticeDue,
    /// 31 December of the year of awareness.
    YearEnd,
    /// The first submission under another rule.
    Submission,
}

impl Anchor {
    /// The anchors that are fields of the facts.
    pub(crate) const MOMENTS: [Self; 8] = [
        Self::Awareness,
        Self::Determination,
        Self::ListKnown,
        Self::Request,
        Self::FixAvailable,
        Self::Resolution,
        Self::OrderDue,
        Self::UserNoticeDue,
    ];

    /// The stable name, that of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Awareness => "awareness",
            Self::Determination => "determination",
            Self::ListKnown => "list_known",
            Self::Request => "request",
            Self::FixAvailable => "fix_available",
            Self::Resolution => "resolution",
            Self::OrderDue => "order_due",
            Self::UserNoticeDue => "user_notice_due",
            Self::YearEnd => "year_end",
            Self::Submission => "submission",
        }
    }
}
