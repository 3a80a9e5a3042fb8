//! Limits on tries, by code as typed and by address prefix.
//!
//! Counts live in the database, so that several processes share them; a process keeps
//! what it has not written yet (at most a quarter of a second) in memory. A key is a
//! keyed hash: the table holds neither codes nor addresses.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};

/// How many failed tries are allowed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Failed tries on one code; then the code is locked for [`Limits::lock`].
    pub per_code: i64,
    /// How long a locked code stays locked.
    pub lock: Duration,
    /// Failed tries from one address prefix in [`Limits::window`].
    pub per_prefix: i64,
    /// The window of the prefix.
    pub window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_code: 5,
            lock: Duration::hours(24),
            per_prefix: 20,
            window: Duration::hours(1),
        }
    }
}

/// Failures under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) failures: i64,
    /// When the count began.
    pub(crate) since: DateTime<Utc>,
}

impl Count {
    /// Failures that still count at `now`.
    pub(crate) fn live(self, now: DateTime<Utc>, window: Duration) -> i64 {
        if now - self.since < window { self.failures } else { 0 }
    }
}

/// Failures not written yet.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<HashMap<[u8; 16], i64>>);

impl Pending {
    pub(crate) fn add(&self, key: [u8; 16]) {
        *self.lock().entry(key).or_default() += 1;
    }

    pub(crate) fn of(&self, key: &[u8; 16]) -> i64 {
        self.lock().get(key).copied().unwrap_or(0)
    }

    /// Takes everything, to be written.
    pub(crate) fn take(&self) -> Vec<([u8; 16], i64)> {
        let mut all: Vec<_> = std::mem::take(&mut *self.lock()).into_iter().collect();
        all.sort_unstable();
        all
    }

    /// Puts back what could not be written.
    pub(crate) fn put_back(&self, counts: Vec<([u8; 16], i64)>) {
        let mut pending = self.lock();
        for (key, count) in counts {
            *pending.entry(key).or_default() += count;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 16], i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
