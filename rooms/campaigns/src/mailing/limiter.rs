//! Never more than so many messages in any second.

use std::{collections::VecDeque, time::Duration};

/// Remembers when the last messages left. A window of one second that slides, not one
/// that starts anew: two full windows side by side would let twice the number through.
/// Its moments are those of [`kernel::Env::steady`]: a clock that is set back stops nothing.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    most: usize,
    left: VecDeque<Duration>,
    reserved: usize,
    not_before: Duration,
}

impl Limiter {
    /// Of `most` in any second. Another process may have sent until `now`: nothing leaves
    /// within the first second.
    pub(crate) fn new(most: usize, now: Duration) -> Self {
        Self { most, left: VecDeque::new(), reserved: 0, not_before: now + Duration::from_secs(1) }
    }

    /// Reserves a place, or says when to ask again.
    pub(crate) fn reserve(&mut self, now: Duration) -> Result<(), Duration> {
        let tick = Duration::from_micros(1);
        if now < self.not_before {
            return Err(self.not_before);
        }
        let second = Duration::from_secs(1);
        while self.left.front().is_some_and(|first| now.saturating_sub(*first) > second) {
            self.left.pop_front();
        }
        if self.left.len() + self.reserved < self.most {
            self.reserved += 1;
            return Ok(());
        }
        Err(self
            .left
            .front()
            .map_or(now + Duration::from_millis(5), |first| *first + second + tick))
    }

    /// The message of a reservation leaves now.
    pub(crate) fn leave(&mut self, now: Duration) {
        self.reserved = self.reserved.saturating_sub(1);
        self.left.push_back(now);
    }

    /// The reservation was not needed.
    pub(crate) fn give_back(&mut self) {
        self.reserved = self.reserved.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start() -> Duration {
        Duration::from_hours(20)
    }

    proptest! {
        #[test]
        fn no_sliding_second_holds_more(
            most in 1_usize..12,
            steps in prop::collection::vec((0_u64..400, 0_u64..300, any::<bool>()), 1..200),
        ) {
            let mut limiter = Limiter::new(most, start());
            let mut now = start();
            let mut sent: Vec<Duration> = Vec::new();
            for (wait, dialogue, given_back) in steps {
                now += Duration::from_millis(wait);
                match limiter.reserve(now) {
                    Ok(()) if given_back => limiter.give_back(),
                    Ok(()) => {
                        // The dialogue takes its time between reserving and leaving.
                        now += Duration::from_millis(dialogue);
                        limiter.leave(now);
                        sent.push(now);
                    }
                    Err(at) => {
                        prop_assert!(at > now);
                    }
                }
            }
            for (place, first) in sent.iter().enumerate() {
                let within = sent[place..].iter().take_while(|at| at.saturating_sub(*first) <= Duration::from_secs(1));
                prop_assert!(within.count() <= most);
            }
        }
    }

    #[test]
    fn one_a_second_means_one_a_second() {
        let mut limiter = Limiter::new(1, start());
        let mut now = start() + Duration::from_secs(1);
        for _ in 0..10 {
            assert_eq!(limiter.reserve(now), Ok(()));
            limiter.leave(now);
            let again = limiter.reserve(now).unwrap_err();
            assert_eq!(again.saturating_sub(now), Duration::from_micros(1_000_001));
            now = again;
        }
    }

    #[test]
    fn waiting_until_the_time_given_is_enough() {
        let mut limiter = Limiter::new(3, start());
        let mut now = start();
        for _ in 0..30 {
            match limiter.reserve(now) {
                Ok(()) => limiter.leave(now),
                Err(at) => now = at,
            }
        }
        let taken = now.saturating_sub(start());
        assert!(taken > Duration::from_secs(6), "{taken:?}");
    }
}
