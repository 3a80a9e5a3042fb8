//! Limits on tries, by code as typed and by address prefix.
//!
//! Counts live in the database, so that several processes share them; a process keeps
//! what it has not written yet (at most a quarter of a second) in memory. A key is a
//! keyed hash: the table holds neither codes nor addresses.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use tokio::time::Instant;

/// How many failed tries are allowed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Failed tries on one code in [`Limits::lock`]; then the code opens nothing more.
    pub per_code: i64,
    /// How long a code's failed tries count, from the first of them: a code that is
    /// locked opens again after it.
    pub lock: Duration,
    /// Failed tries from one address prefix in [`Limits::window`].
    pub per_prefix: i64,
    /// How long a prefix's failed tries count, from the first of them.
    pub window: Duration,
    /// A neutral answer leaves this long after its question came, or twice as long, and so
    /// on: what the reads before it took more for a known code than for an unknown one
    /// (some microseconds, when thousands of tries are averaged) does not show.
    pub beat: std::time::Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_code: 5,
            lock: Duration::hours(24),
            per_prefix: 20,
            window: Duration::hours(1),
            beat: std::time::Duration::from_millis(20),
        }
    }
}

impl Limits {
    /// When the neutral answer to a question of `came` leaves, at `now` or later.
    pub(crate) fn leaves(self, came: Instant, now: Instant) -> Instant {
        let beat = self.beat.as_nanos().max(1);
        let beats = (now - came).as_nanos() / beat + 1;
        came + self.beat.saturating_mul(u32::try_from(beats).unwrap_or(u32::MAX))
    }

    /// How long failures under a kind of key count.
    pub(crate) fn span(self, kind: Kind) -> Duration {
        match kind {
            Kind::Code => self.lock,
            Kind::Prefix => self.window,
        }
    }
}

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A code as typed.
    Code,
    /// An address prefix.
    Prefix,
}

/// How far the clocks of processes that share a database may differ.
pub(crate) const SKEW: Duration = Duration::minutes(5);

/// A keyed hash of a code or prefix.
pub(crate) type Key = [u8; 16];

/// Failures under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) failures: i64,
    /// When the count began.
    pub(crate) since: DateTime<Utc>,
}

impl Count {
    /// Failures that still count at `now`. A count that began later than that was noted
    /// before the clock was set back, and counts no more.
    pub(crate) fn live(self, now: DateTime<Utc>, window: Duration) -> i64 {
        let age = now - self.since;
        if age < window && age >= -SKEW { self.failures } else { 0 }
    }
}

/// Failures to be written.
pub(crate) type Failures = Vec<(Key, Kind, i64)>;

/// What the database does not know yet.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<Tries>);

#[derive(Debug, Default)]
struct Tries {
    /// Tries without an answer yet. They count: many tries at the same moment must not
    /// all pass before the first of them has failed.
    held: HashMap<Key, i64>,
    /// Failures not written yet.
    fresh: HashMap<Key, (Kind, i64)>,
    /// Failures being written: neither fresh nor surely in the database.
    writing: HashMap<Key, i64>,
}

impl Tries {
    fn of(&self, key: &Key) -> i64 {
        let fresh = self.fresh.get(key).map_or(0, |(_, count)| *count);
        let of = |map: &HashMap<Key, i64>| map.get(key).copied().unwrap_or(0);
        fresh + of(&self.held) + of(&self.writing)
    }

    fn fail(&mut self, key: Key, kind: Kind, count: i64) {
        self.fresh.entry(key).or_insert((kind, 0)).1 += count;
    }
}

/// Takes from a count and forgets it at zero.
fn less(map: &mut HashMap<Key, i64>, key: &Key, count: i64) {
    if let Some(held) = map.get_mut(key) {
        *held -= count;
        if *held <= 0 {
            map.remove(key);
        }
    }
}

impl Pending {
    /// Begins a try on a code. It counts as a failure until it is dropped.
    pub(crate) fn hold(&self, key: Key) -> Hold<'_> {
        let mut tries = self.lock();
        *tries.held.entry(key).or_default() += 1;
        let count = tries.of(&key);
        Hold { pending: self, key, count }
    }

    pub(crate) fn of(&self, key: &Key) -> i64 {
        self.lock().of(key)
    }

    /// Takes every failure, to be written; each counts on until [`Pending::done`].
    pub(crate) fn take(&self) -> Failures {
        let mut tries = self.lock();
        let mut all: Failures = std::mem::take(&mut tries.fresh)
            .into_iter()
            .map(|(key, (kind, count))| (key, kind, count))
            .collect();
        for (key, _, count) in &all {
            *tries.writing.entry(*key).or_default() += count;
        }
        all.sort_unstable();
        all
    }

    /// The failures are in the database.
    pub(crate) fn done(&self, failures: &Failures) {
        let mut tries = self.lock();
        for (key, _, count) in failures {
            less(&mut tries.writing, key, *count);
        }
    }

    /// The failures could not be written.
    pub(crate) fn put_back(&self, failures: &Failures) {
        let mut tries = self.lock();
        for (key, kind, count) in failures {
            less(&mut tries.writing, key, *count);
            tries.fail(*key, *kind, *count);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A try on a code, without an answer yet.
#[derive(Debug)]
pub(crate) struct Hold<'a> {
    pending: &'a Pending,
    key: Key,
    /// Tries that this process knows of under the key, this one included.
    pub(crate) count: i64,
}

impl Hold<'_> {
    /// The try failed, and came from this prefix.
    pub(crate) fn fail(self, prefix: Key) {
        let mut tries = self.pending.lock();
        tries.fail(self.key, Kind::Code, 1);
        tries.fail(prefix, Kind::Prefix, 1);
    }

    /// The try failed; its key is itself that of a prefix.
    pub(crate) fn fail_here(self) {
        self.pending.lock().fail(self.key, Kind::Prefix, 1);
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        less(&mut self.pending.lock().held, &self.key, 1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration as Span;

    use super::*;

    #[tokio::test]
    async fn answers_leave_on_the_next_beat_after_they_are_ready() {
        let limits = Limits { beat: Span::from_millis(20), ..Limits::default() };
        let came = Instant::now();
        let after = |ready| limits.leaves(came, came + Span::from_micros(ready)) - came;
        for (ready, leaves) in [(0, 20), (600, 20), (19_999, 20), (20_000, 40), (61_000, 80)] {
            assert_eq!(after(ready), Span::from_millis(leaves), "ready after {ready} us");
        }
        let at_once = Limits { beat: Span::ZERO, ..Limits::default() };
        assert_eq!(at_once.leaves(came, came + Span::from_secs(1)), came);
    }
}
