//! The two engines.

/// Which engine is behind a [`crate::Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, one file, in this process.
    Sqlite,
    /// PostgreSQL, shared by many processes.
    Postgres,
}
