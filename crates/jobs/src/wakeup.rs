//! Wakes the runners of this process when something was enqueued in it.
//!
//! The bell rings before the enqueuing transaction is committed, so a runner that
//! hears it looks several times in quick succession. A bell that nobody hears costs
//! one poll interval.

use tokio::sync::{Notify, futures::Notified};

static BELL: Notify = Notify::const_new();

/// Wakes the runners that wait.
pub(crate) fn ring() {
    BELL.notify_waiters();
}

/// Ends when the bell rings.
pub(crate) fn heard() -> Notified<'static> {
    BELL.notified()
}
