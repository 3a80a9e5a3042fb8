//! The clock. Instants are UTC and whole microseconds: PostgreSQL keeps no
//! more, and a value read back must equal the value written.

use std::{
    sync::{Mutex, OnceLock},
    time::Instant,
};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant, UTC, in whole microseconds.
    fn now(&self) -> DateTime<Utc>;

    /// Time that passed since some moment of this process: it never goes back, whatever is
    /// done to the clock. For what waits inside a process; it means nothing outside of it.
    fn steady(&self) -> std::time::Duration;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the system clock is read")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    fn steady(&self) -> std::time::Duration {
        static BEGUN: OnceLock<Instant> = OnceLock::new();
        BEGUN.get_or_init(Instant::now).elapsed()
    }
}

/// A clock that moves only when told, for tests and rehearsals.
#[derive(Debug)]
pub struct MockClock(Mutex<Moment>);

/// What a clock shows, and the time that passed.
#[derive(Debug)]
struct Moment {
    now: DateTime<Utc>,
    steady: std::time::Duration,
}

impl MockClock {
    /// A clock standing at `start`.
    pub fn new(start: DateTime<Utc>) -> Self {
        let now = start.trunc_subsecs(6);
        Self(Mutex::new(Moment { now, steady: std::time::Duration::ZERO }))
    }

    /// Time passes.
    pub fn advance(&self, by: Duration) {
        let mut moment = self.lock();
        moment.now += by;
        moment.steady += by.to_std().unwrap_or_default();
    }

    /// Sets the clock, forward or back, as a person would: no time passes.
    pub fn set(&self, to: DateTime<Utc>) {
        self.lock().now = to.trunc_subsecs(6);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Moment> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for MockClock {
    fn now(&self) -> DateTime<Utc> {
        self.lock().now
    }

    fn steady(&self) -> std::time::Duration {
        self.lock().steady
    }
}
