//! Time and chance, handed to every room as one value.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use uuid::Uuid;

use crate::{Clock, Id, MockClock, SystemClock};

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `buffer` with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::expect_used, reason = "without randomness no key may be made: stop at once")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}

/// A repeatable generator, for tests and demo data. Never for real keys.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<ChaCha20Rng>);

impl SeededEntropy {
    /// A generator that repeats itself for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(buffer);
    }
}

/// Clock and randomness of a process. Cheap to clone.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Env {
    /// The real world: system clock, system randomness.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(OsEntropy) }
    }

    /// Any clock and any source of chance.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    /// A standing clock and seeded chance; the clock is returned so that a test can move it.
    pub fn test(start: DateTime<Utc>, seed: u64) -> (Self, Arc<MockClock>) {
        let clock = Arc::new(MockClock::new(start));
        (Self::new(clock.clone(), Arc::new(SeededEntropy::new(seed))), clock)
    }

    /// The present instant, UTC, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Time that passed since some moment of this process; a clock that is set back does not
    /// move it. For waits inside the process.
    pub fn steady(&self) -> std::time::Duration {
        self.clock.steady()
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// Fills a buffer with random bytes.
    pub fn fill(&self, buffer: &mut [u8]) {
        self.entropy.fill(buffer);
    }

    /// A new id: UUID v7 of the present instant.
    pub fn new_id<T: Id>(&self) -> T {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        let random: [u8; 10] = self.bytes();
        T::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A random UUID (version 4), for ids that leave the product.
    pub fn random_uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env").field("now", &self.now()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;

    #[test]
    fn a_clock_set_back_takes_no_passed_time_away() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let (env, clock) = Env::test(start, 7);
        clock.advance(chrono::Duration::seconds(5));
        clock.set(start - chrono::Duration::hours(1));
        assert_eq!(env.now(), start - chrono::Duration::hours(1));
        assert_eq!(env.steady().as_secs(), 5);
        let real = Env::system();
        let before = real.steady();
        assert!(real.steady() >= before);
    }

    #[test]
    fn a_seed_repeats_itself_and_ids_sort_by_time() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let (one, clock) = Env::test(start, 7);
        let (two, _) = Env::test(start, 7);
        assert_eq!(one.bytes::<16>(), two.bytes::<16>());
        let early: PersonId = one.new_id();
        clock.advance(chrono::Duration::milliseconds(1));
        let late: PersonId = one.new_id();
        assert!(early < late);
    }
}
