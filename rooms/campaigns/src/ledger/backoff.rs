//! When to try again. The waits widen, and end.

use chrono::{DateTime, Duration, Utc};

/// Minutes between the tries of an e-mail that the server refuses for now.
const MINUTES: [i64; 9] = [5, 15, 30, 60, 120, 240, 480, 720, 720];

/// The plan for one e-mail that was refused for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backoff {
    /// Try again then.
    Again(DateTime<Utc>),
    /// Enough: the server had its time.
    GiveUp,
}

impl Backoff {
    /// No e-mail waits longer than this between two tries.
    pub(crate) const LONGEST: Duration = Duration::hours(12);

    /// After the `refusals`-th refusal (from 1), the first of which was at `first`.
    pub(crate) fn after(
        refusals: i64,
        first: DateTime<Utc>,
        now: DateTime<Utc>,
        span: Duration,
    ) -> Self {
        let end = first + span;
        if now >= end {
            return Self::GiveUp;
        }
        let place = usize::try_from(refusals.max(1) - 1).unwrap_or(0).min(MINUTES.len() - 1);
        let wait = MINUTES.get(place).copied().unwrap_or(720);
        // The last try stands at the end of the span, not beyond it.
        Self::Again((now + Duration::minutes(wait)).min(end))
    }
}

/// How long a delivery waits that the server never saw: half a minute, doubled each
/// time, one hour at most.
pub(crate) fn not_sent_delay(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 7)).unwrap_or(7);
    Duration::seconds((30_i64 << doublings).min(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600, 0).unwrap()
    }

    #[test]
    fn waits_widen_and_the_last_try_stands_at_the_end_of_the_span() {
        let span = Duration::hours(48);
        let (mut now, mut waits, mut refusals) = (start(), Vec::new(), 0);
        loop {
            refusals += 1;
            match Backoff::after(refusals, start(), now, span) {
                Backoff::Again(at) => {
                    waits.push(at - now);
                    now = at;
                }
                Backoff::GiveUp => break,
            }
        }
        assert_eq!(now - start(), span);
        assert!(waits[..waits.len() - 1].is_sorted());
        assert!((8..=14).contains(&waits.len()), "{}", waits.len());
    }

    proptest! {
        #[test]
        fn never_plans_in_the_past_nor_beyond_the_span(refusals in 0_i64..1_000, late in 0_i64..200_000) {
            let now = start() + Duration::seconds(late);
            match Backoff::after(refusals, start(), now, Duration::hours(48)) {
                Backoff::Again(at) => {
                    prop_assert!(at > now && at <= start() + Duration::hours(48));
                }
                Backoff::GiveUp => prop_assert!(late >= 48 * 3_600),
            }
            let wait = not_sent_delay(refusals);
            prop_assert!(MINUTES.iter().all(|m| Duration::minutes(*m) <= Backoff::LONGEST));
            prop_assert!(wait >= Duration::seconds(30) && wait <= Duration::hours(1));
        }
    }
}
