//! Never more than so many messages in any second.

use std::collections::VecDeque;

use chrono::{DateTime, Duration, Utc};

/// Remembers when the last messages left. A window of one second that slides, not one
/// that starts anew: two full windows side by side would let twice the number through.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    most: usize,
    left: VecDeque<DateTime<Utc>>,
    reserved: usize,
    not_before: DateTime<Utc>,
}

impl Limiter {
    /// Of `most` in any second. Another process may have sent until `now`: nothing leaves
    /// within the first second.
    pub(crate) fn new(most: usize, now: DateTime<Utc>) -> Self {
        Self { most, left: VecDeque::new(), reserved: 0, not_before: now + Duration::seconds(1) }
    }

    /// Reserves a place, or says when to ask again.
    pub(crate) fn reserve(&mut self, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let tick = Duration::microseconds(1);
        if now < self.not_before {
            return Err(self.not_before);
        }
        let second = Duration::seconds(1);
        while self.left.front().is_some_and(|first| now - *first > second) {
            self.left.pop_front();
        }
        if self.left.len() + self.reserved < self.most {
            self.reserved += 1;
            return Ok(());
        }
        Err(self
            .left
            .front()
            .map_or(now + Duration::milliseconds(5), |first| *first + second + tick))
    }

    /// The message of a reservation leaves now.
    pub(crate) fn leave(&mut self, now: DateTime<Utc>) {
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

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600, 0).unwrap()
    }

    proptest! {
        #[test]
        fn no_sliding_second_holds_more(
            most in 1_usize..12,
            steps in prop::collection::vec((0_i64..400, 0_i64..300, any::<bool>()), 1..200),
        ) {
            let mut limiter = Limiter::new(most, start());
            let mut now = start();
            let mut sent: Vec<DateTime<Utc>> = Vec::new();
            for (wait, dialogue, given_back) in steps {
                now += Duration::milliseconds(wait);
                match limiter.reserve(now) {
                    Ok(()) if given_back => limiter.give_back(),
                    Ok(()) => {
                        // The dialogue takes its time between reserving and leaving.
                        now += Duration::milliseconds(dialogue);
                        limiter.leave(now);
                        sent.push(now);
                    }
                    Err(at) => {
                        prop_assert!(at > now);
                    }
                }
            }
            for (place, first) in sent.iter().enumerate() {
                let within = sent[place..].iter().take_while(|at| **at - *first <= Duration::seconds(1));
                prop_assert!(within.count() <= most);
            }
        }
    }

    #[test]
    fn one_a_second_means_one_a_second() {
        let mut limiter = Limiter::new(1, start());
        let mut now = start() + Duration::seconds(1);
        for _ in 0..10 {
            assert_eq!(limiter.reserve(now), Ok(()));
            limiter.leave(now);
            let again = limiter.reserve(now).unwrap_err();
            assert_eq!(again - now, Duration::seconds(1) + Duration::microseconds(1));
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
        assert!(now - start() > Duration::seconds(6), "{}", now - start());
    }
}
