//! What can go wrong in a database, in the terms that rooms decide by.

use sqlx::error::ErrorKind;

/// Result of a database call.
pub type Result<T, E = DbError> = std::result::Result<T, E>;

/// A failed database call.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique constraint refused the row.
    #[error("a unique constraint refused the row")]
    Unique(#[source] sqlx::Error),
    /// A row that others refer to, or that refers to nothing.
    #[error("a foreign key refused the row")]
    ForeignKey(#[source] sqlx::Error),
    /// A check or not-null constraint refused the row: a defect of ours.
    #[error("a check constraint refused the row")]
    Check(#[source] sqlx::Error),
    /// The engine cannot be reached, has no free connection, or is locked.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// The disk of the database is full.
    #[error("the disk of the database is full")]
    DiskFull(#[source] sqlx::Error),
    /// A stored value that no release of the product writes.
    #[error("table {table}, column {column} holds a value that cannot be read")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The URL does not begin with `sqlite:` or `postgres:`.
    #[error("the database address must begin with sqlite: or postgres:, not {scheme:?}")]
    UnknownScheme {
        /// What came before the first colon.
        scheme: String,
    },
    /// The schema is older or newer than this program.
    #[error("the database schema does not fit this program: {0}")]
    Schema(String),
    /// Anything else the driver says.
    #[error("the database refused a statement")]
    Driver(#[source] sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code();
                match (database.kind(), code.as_deref()) {
                    (ErrorKind::UniqueViolation, _) => Self::Unique(error),
                    (ErrorKind::ForeignKeyViolation, _) => Self::ForeignKey(error),
                    (ErrorKind::CheckViolation | ErrorKind::NotNullViolation, _) => {
                        Self::Check(error)
                    }
                    // SQLite: 13 full; 5 busy, 6 locked, 10 i/o, 14 cannot open.
                    // PostgreSQL: class 53 resources, 57 operator, 08 connection, 55 lock.
                    (_, Some("13" | "53100")) => Self::DiskFull(error),
                    (_, Some("5" | "6" | "10" | "14" | "261" | "517")) => Self::Unavailable(error),
                    (_, Some(code)) if code.len() == 5 && is_outage(code) => {
                        Self::Unavailable(error)
                    }
                    _ => Self::Driver(error),
                }
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Driver(error),
        }
    }
}

fn is_outage(code: &str) -> bool {
    ["08", "53", "57", "55"].iter().any(|class| code.starts_with(class))
}

impl DbError {
    /// Whether trying again later may help.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::DiskFull(_))
    }
}
