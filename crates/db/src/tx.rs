//! A transaction on either engine, and the macros that run a statement in it.

use sqlx::{Postgres, Sqlite, Transaction};

use crate::{Engine, Result};

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes the changes durable.
    ///
    /// # Errors
    /// The engine's refusal; nothing was written then.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Gives the changes up.
    ///
    /// # Errors
    /// The engine's refusal; the connection is then dropped, with the same effect.
    pub async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// Runs one expression on whichever connection is inside a `&mut Tx`.
/// The expression sees the connection under the given name and ends in a `sqlx` result.
#[macro_export]
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(inner) => {
                let $conn = &mut **inner;
                $body.map_err($crate::DbError::from)
            }
            $crate::Tx::Postgres(inner) => {
                let $conn = &mut **inner;
                $body.map_err($crate::DbError::from)
            }
        }
    };
}

/// Runs a statement; gives the number of rows touched.
#[macro_export]
macro_rules! exec {
    ($tx:expr, $query:expr) => {
        $crate::on!($tx, conn => $query.execute(conn).await.map(|done| done.rows_affected()))
    };
}

/// Runs a query; gives all rows.
#[macro_export]
macro_rules! fetch_all {
    ($tx:expr, $query:expr) => {
        $crate::on!($tx, conn => $query.fetch_all(conn).await)
    };
}

/// Runs a query; gives the row, if there is one.
#[macro_export]
macro_rules! fetch_optional {
    ($tx:expr, $query:expr) => {
        $crate::on!($tx, conn => $query.fetch_optional(conn).await)
    };
}

/// Runs a query; gives its one row.
#[macro_export]
macro_rules! fetch_one {
    ($tx:expr, $query:expr) => {
        $crate::on!($tx, conn => $query.fetch_one(conn).await)
    };
}

/// Runs a `query_scalar`; gives its one value.
#[macro_export]
macro_rules! fetch_scalar {
    ($tx:expr, $query:expr) => {
        $crate::on!($tx, conn => $query.fetch_one(conn).await)
    };
}

/// Two texts side by side where one cannot serve: same bindings, same rows.
/// Counted by a test; every use says why.
#[macro_export]
macro_rules! fork {
    ($tx:expr, sqlite: $sqlite:expr, postgres: $postgres:expr) => {
        match $tx.engine() {
            $crate::Engine::Sqlite => $sqlite,
            $crate::Engine::Postgres => $postgres,
        }
    };
}
