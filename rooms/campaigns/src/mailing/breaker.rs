//! When the server itself is the trouble, no message pays for it.

use std::time::Duration;

use crate::Alert;

/// Troubles in a row before everything waits: one broken connection is nothing.
const TRIP_AFTER: u32 = 3;
/// First and longest wait, in seconds.
const FIRST_SECS: u64 = 5;
const LONGEST_SECS: u64 = 900;

/// Closed while the server serves; open, for longer each time, while it does not. Its
/// moments are those of [`kernel::Env::steady`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaker {
    in_a_row: u32,
    trips: u32,
    until: Option<Duration>,
    alert: Option<Alert>,
}

impl Breaker {
    /// The server served.
    pub(crate) fn served(&mut self) {
        *self = Self::default();
    }

    /// The server did not serve. True when everything is to wait from now on.
    pub(crate) fn trouble(&mut self, alert: Alert, now: Duration) -> bool {
        self.in_a_row += 1;
        // A probe after a wait needs no second opinion.
        if self.in_a_row < TRIP_AFTER && self.trips == 0 {
            return false;
        }
        if self.until.is_some_and(|until| until > now) {
            return true;
        }
        let doublings = self.trips.min(8);
        let wait = (FIRST_SECS << doublings).min(LONGEST_SECS);
        self.until = Some(now + Duration::from_secs(wait));
        self.trips += 1;
        self.alert = Some(alert);
        true
    }

    /// Until when everything waits.
    pub(crate) fn open_until(&self, now: Duration) -> Option<Duration> {
        self.until.filter(|until| *until > now)
    }

    /// Whether the next message only finds out whether the server serves again.
    pub(crate) fn is_probing(&self) -> bool {
        self.trips > 0
    }

    /// What the trouble is.
    pub(crate) fn alert(&self) -> Option<Alert> {
        self.alert
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_and_forgets_when_served() {
        let mut now = Duration::from_hours(20);
        let mut breaker = Breaker::default();
        assert!(!breaker.trouble(Alert::Server, now));
        assert!(!breaker.trouble(Alert::Server, now));
        assert!(breaker.trouble(Alert::Server, now));
        let mut waits = Vec::new();
        for _ in 0..12 {
            let until = breaker.open_until(now).unwrap();
            waits.push(until.saturating_sub(now).as_secs());
            now = until;
            assert_eq!(breaker.open_until(now), None);
            assert!(breaker.trouble(Alert::Server, now));
        }
        assert_eq!(waits[..4], [5, 10, 20, 40]);
        assert_eq!(waits.last(), Some(&LONGEST_SECS));
        breaker.served();
        assert!(!breaker.is_probing() && breaker.alert().is_none());
        assert!(!breaker.trouble(Alert::Server, now));
    }
}
