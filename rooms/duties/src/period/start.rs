//! Reading the start of a period as a person writes it.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{PeriodError, local};

/// A start as given, before a zone is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A date alone: the first instant of that local day, the safest reading.
    Day(NaiveDate),
    /// A local time without offset: refused where the clocks make it unclear.
    Local(NaiveDateTime),
    /// A time with its UTC offset.
    Instant(DateTime<FixedOffset>),
}

impl Start {
    /// Reads `2026-03-04`, `2026-03-04T10:17[:00[.5]]` (a space may replace the T),
    /// and the same with `Z` or `+01:00`.
    ///
    /// # Errors
    /// Anything else, leap seconds included.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        Self::read(text).ok_or_else(|| PeriodError::BadStart(text.chars().take(60).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        if !text.is_ascii() {
            return None;
        }
        let day = text.get(..10).and_then(day)?;
        let rest = text.get(10..)?;
        if rest.is_empty() {
            return Some(Self::Day(day));
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let cut = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
        let local = day.and_time(time(rest.get(..cut)?)?);
        let zone = rest.get(cut..)?;
        if zone.is_empty() {
            return Some(Self::Local(local));
        }
        offset(zone)?.from_local_datetime(&local).single().map(Self::Instant)
    }

    /// The instant, with the clocks of `zone` where the start says no offset.
    ///
    /// # Errors
    /// A local time that happens twice or never in the zone.
    pub fn resolve(self, zone: Tz) -> Result<DateTime<Utc>, PeriodError> {
        match self {
            Self::Day(day) => {
                local::check_year(day)?;
                Ok(local::start_of_day(day, zone)?.to_utc())
            }
            Self::Instant(instant) => Ok(instant.to_utc()),
            Self::Local(time) => {
                local::check_year(time.date())?;
                let shown = || time.format("%Y-%m-%dT%H:%M:%S").to_string();
                match local::offsets(time, zone).as_slice() {
                    [only] => only
                        .from_local_datetime(&time)
                        .single()
                        .map(|instant| instant.to_utc())
                        .ok_or(PeriodError::OutOfRange),
                    [earlier, later, ..] => Err(PeriodError::Ambiguous {
                        local: shown(),
                        zone,
                        earlier: earlier.to_string(),
                        later: later.to_string(),
                    }),
                    [] => Err(PeriodError::NonExistent { local: shown(), zone }),
                }
            }
        }
    }
}

/// Reads the name of a zone of the tz database, as `Europe/Paris`.
///
/// # Errors
/// A name that the database does not have.
pub fn parse_zone(name: &str) -> Result<Tz, PeriodError> {
    name.parse().map_err(|_| {
        PeriodError::unknown("zone", name, &["the names of the tz database, as Europe/Paris"])
    })
}

/// Exactly `width` ASCII digits.
fn digits(text: &str, width: usize) -> Option<u32> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = i32::try_from(digits(year, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(month, 2)?, digits(day, 2)?)
}

fn time(text: &str) -> Option<NaiveTime> {
    let (clock, nanos) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, nanos(fraction)?),
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = match parts.next() {
        Some(second) => digits(second, 2)?,
        None if nanos == 0 && !text.contains('.') => 0,
        None => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

/// One to nine decimals of a second.
fn nanos(fraction: &str) -> Option<u32> {
    let value = digits(fraction, fraction.len()).filter(|_| (1..=9).contains(&fraction.len()))?;
    let missing = u32::try_from(9 - fraction.len()).ok()?;
    value.checked_mul(10_u32.checked_pow(missing)?)
}

fn offset(text: &str) -> Option<FixedOffset> {
    if text.eq_ignore_ascii_case("z") {
        return FixedOffset::east_opt(0);
    }
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(if text.starts_with('-') { -seconds } else { seconds })
}
