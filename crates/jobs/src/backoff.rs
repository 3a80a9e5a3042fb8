//! How long a job waits for another try.

use std::time::Duration;

use chrono::TimeDelta;

/// A job waits for another try no longer than this.
pub(crate) const LONGEST_WAIT: TimeDelta = TimeDelta::hours(2);

/// Two seconds, doubled with each attempt up to an hour, and up to a quarter more by
/// chance so that jobs which failed together do not come back together.
pub(crate) fn delay(attempt: i64, chance: [u8; 2]) -> TimeDelta {
    let doublings = u32::try_from(attempt.clamp(1, 12)).unwrap_or(12);
    let base = Duration::from_secs(1 << doublings).min(Duration::from_hours(1));
    let part = u32::from(u16::from_be_bytes(chance));
    let extra = base / 4 * part / u32::from(u16::MAX);
    TimeDelta::from_std(base + extra).unwrap_or(TimeDelta::MAX)
}
