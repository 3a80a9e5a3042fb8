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
    ($tx:expr, $conn:ident => $body:expr) => {{
        $crate::note(concat!(file!(), ":", line!()));
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
    }};
}

/// The condition that joins a large table to a list of values, written so that each value
/// finds its row by the key. Without it SQLite makes an index of the values and reads the
/// whole table to look in it: it cannot know that the list is the short side.
///
/// ```
/// assert_eq!(db::keyed_by!("t.id", "v.column1"), "t.id = coalesce(v.column1, v.column1)");
/// ```
#[macro_export]
macro_rules! keyed_by {
    ($key:literal, $value:literal) => {
        concat!($key, " = coalesce(", $value, ", ", $value, ")")
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

#[cfg(test)]
mod tests {
    use sqlx::QueryBuilder;

    use crate::{Engine, Tx};

    /// How SQLite would settle deliveries, given how they are joined to a list of values.
    async fn plan(tx: &mut Tx, condition: &str) -> String {
        let Tx::Sqlite(conn) = tx else { unreachable!("another planner, another plan") };
        let mut query =
            QueryBuilder::new("explain query plan update delivery set reason = v.column2 from (");
        query.push_values(0..100_i64, |mut row, n| {
            row.push_bind(n.to_be_bytes().to_vec()).push_bind(n.to_string()).push_bind(n);
        });
        query.push(format!(
            ") as v where {condition} and delivery.attempts = v.column3 \
             and delivery.state in ('sending') returning delivery_id"
        ));
        let rows: Vec<(i64, i64, i64, String)> =
            query.build_query_as().fetch_all(&mut **conn).await.unwrap();
        rows.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("; ")
    }

    crate::each_engine! {
        async fn values_find_their_rows_by_the_key(t: TestDb) {
            if t.db.engine() == Engine::Postgres {
                return;
            }
            let mut tx = t.db.read().await.unwrap();
            let keyed = crate::keyed_by!("delivery.delivery_id", "v.column1");
            let steps = plan(&mut tx, keyed).await;
            assert!(!steps.contains("SCAN delivery"), "{steps}");
            // Should this fail one day, the macro is not needed any more.
            let steps = plan(&mut tx, "delivery.delivery_id = v.column1").await;
            assert!(steps.contains("SCAN delivery"), "{steps}");
        }
    }
}
