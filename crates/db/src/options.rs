//! How a database is opened.

use std::time::Duration;

/// Sizes and waits of the pools.
#[derive(Clone, Copy, Debug)]
pub struct OpenOptions {
    /// Connections for reading (SQLite) or in all (PostgreSQL).
    pub connections: u32,
    /// How long a caller waits for a connection or for SQLite's write lock.
    pub wait: Duration,
    /// Whether SQLite writes to a log beside the file first. A store from which rows must
    /// be gone for good has none: what was overwritten would live on in it.
    pub write_ahead: bool,
}

impl OpenOptions {
    /// The same for a store without a log beside its file.
    #[must_use]
    pub const fn in_place(self) -> Self {
        Self { write_ahead: false, ..self }
    }
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { connections: 8, wait: Duration::from_secs(10), write_ahead: true }
    }
}
