//! Opening a database from its URL.

use std::{
    path::PathBuf,
    str::FromStr,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, PgPool, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{DbError, Result, Tx};

/// Which engine is behind a [`Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, one file, in this process.
    Sqlite,
    /// PostgreSQL, shared by many processes.
    Postgres,
}

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

/// A database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writer, several readers, on one file.
    Sqlite {
        /// Connections for reading.
        read: SqlitePool,
        /// The single connection for writing.
        write: SqlitePool,
        /// The file.
        path: PathBuf,
    },
    /// One pool.
    Postgres(PgPool),
}

impl Db {
    /// Opens the database that `url` names, creating an SQLite file when there is none.
    ///
    /// # Errors
    /// [`DbError::UnknownScheme`] for anything but `sqlite:` and `postgres:`;
    /// [`DbError::Unavailable`] when the engine cannot be reached.
    pub async fn open(url: &str, options: OpenOptions) -> Result<Self> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Self::open_sqlite(url, options).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(url, options).await,
            Some((scheme, _)) => Err(DbError::UnknownScheme { scheme: scheme.to_owned() }),
            None => Err(DbError::UnknownScheme { scheme: String::new() }),
        }
    }

    async fn open_sqlite(url: &str, options: OpenOptions) -> Result<Self> {
        let base = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(if options.write_ahead {
                SqliteJournalMode::Wal
            } else {
                SqliteJournalMode::Delete
            })
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(options.wait)
            // 16 MiB of pages: an import sorts its index entries, it does not need a large cache.
            .pragma("cache_size", "-16384")
            .pragma("temp_store", "MEMORY")
            // Deleted pages are overwritten: an erased person must not survive in free space.
            .pragma("secure_delete", "ON")
            .statement_cache_capacity(256);
        let path = base.get_filename().to_path_buf();
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(options.wait)
            .before_acquire(|connection, _| Box::pin(at_rest(connection)))
            .connect_with(base.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.wait)
            .before_acquire(|connection, _| Box::pin(at_rest(connection)))
            .connect_lazy_with(base);
        Ok(Self::Sqlite { read, write, path })
    }

    async fn open_postgres(url: &str, options: OpenOptions) -> Result<Self> {
        let base = PgConnectOptions::from_str(url)?
            .application_name("concerne")
            .statement_cache_capacity(256);
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.wait)
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(in_step(connection)))
            .connect_with(base)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction that only reads: one consistent view.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when no connection is to be had.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(begin_sound(pool).await?),
        })
    }

    /// Begins a transaction that writes. On SQLite it holds the write lock from
    /// its first statement, so it must stay short: no network, hashing or mail inside.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when no connection or lock is to be had.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(begin_sound(pool).await?),
        })
    }

    /// Asks the engine for one row, to know that it answers.
    ///
    /// # Errors
    /// Any failure to answer.
    pub async fn ping(&self) -> Result<()> {
        let mut tx = self.read().await?;
        let one: i32 = crate::fetch_scalar!(&mut tx, sqlx::query_scalar("select 1"))?;
        if one == 1 { Ok(()) } else { Err(DbError::Inconsistent { table: "", column: "1" }) }
    }

    /// Writes a table anew, so that no page keeps what was deleted or overwritten in it: the
    /// whole file on SQLite, the table alone on PostgreSQL (which locks it meanwhile).
    ///
    /// # Errors
    /// The engine's refusal; the table is then as before.
    pub async fn rewrite(&self, table: &'static str) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::raw_sql("vacuum").execute(write).await?;
            }
            Self::Postgres(pool) => {
                let sql = AssertSqlSafe(format!("vacuum full {table}"));
                sqlx::raw_sql(sql).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// The files of the database that exist: none on PostgreSQL, where a server keeps them.
    pub fn files(&self) -> Vec<PathBuf> {
        let Self::Sqlite { path, .. } = self else { return Vec::new() };
        ["", "-wal", "-journal"]
            .map(|end| {
                let mut name = path.clone().into_os_string();
                name.push(end);
                PathBuf::from(name)
            })
            .into_iter()
            .filter(|file| file.exists())
            .collect()
    }

    /// Closes all connections; SQLite writes its log back into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Whether an idle connection answers the question that it is asked.
///
/// A caller that goes away in the middle of a query (a browser that closes, a time-out)
/// gives its connection back with an answer still on its way, which the next caller could
/// take for its own: "no such case". A fresh number must come back; any other answer
/// closes the connection. It replaces the ping, at the same price of one round trip.
async fn in_step(connection: &mut PgConnection) -> sqlx::Result<bool> {
    static ASKED: AtomicI64 = AtomicI64::new(0);
    let asked = ASKED.fetch_add(1, Ordering::Relaxed);
    let answer: i64 =
        sqlx::query_scalar("select $1::bigint").bind(asked).fetch_one(connection).await?;
    Ok(answer == asked)
}

/// Begins on a connection that answers in order.
///
/// A task dropped in the middle of a COPY gives its connection back out of step, and the
/// next `begin` on it is refused; giving it back once more brings it into step. Nothing
/// had been asked of that transaction, so nothing is done twice.
async fn begin_sound(pool: &PgPool) -> sqlx::Result<sqlx::Transaction<'static, sqlx::Postgres>> {
    for _ in 0..pool.options().get_max_connections() {
        match pool.begin().await {
            Err(sqlx::Error::BeginFailed) => {}
            begun => return begun,
        }
    }
    pool.begin().await
}

/// Whether an idle connection is outside any transaction.
///
/// When the disk is full, SQLite gives the transaction up by itself; the driver still
/// counts it, and would refuse every later one. Such a connection is replaced.
#[expect(clippy::unused_async, reason = "the pool asks for a future")]
async fn at_rest(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    Ok(!connection.is_in_transaction())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bulk, BulkColumn, BulkKind};

    #[tokio::test]
    async fn refuses_an_unknown_scheme() {
        for url in ["mysql://x", "sqlit:/tmp/x", "/tmp/x.db", ""] {
            let refused = Db::open(url, OpenOptions::default()).await;
            assert!(matches!(refused, Err(DbError::UnknownScheme { .. })), "{url}");
        }
    }

    crate::each_engine! {
        async fn a_transaction_that_the_engine_gave_up_spoils_no_later_one(t: TestDb) {
            for round in 0..3 {
                let mut tx = t.db.write().await.unwrap();
                crate::exec!(&mut tx, sqlx::query("rollback")).unwrap();
                drop(tx);
                let mut tx = t.db.write().await.unwrap();
                let one: i32 = crate::fetch_scalar!(&mut tx, sqlx::query_scalar("select 1")).unwrap();
                assert_eq!(one, 1, "round {round}");
                tx.commit().await.unwrap();
            }
        }

        async fn a_caller_that_goes_away_leaves_no_answer_to_the_next(t: TestDb) {
            const COLUMNS: &[BulkColumn] = &[
                BulkColumn { name: "n", kind: BulkKind::Int },
                BulkColumn { name: "content", kind: BulkKind::Bytes },
            ];
            let create = match t.db.engine() {
                Engine::Sqlite => "create table probe (n integer not null, content blob not null)",
                Engine::Postgres => "create table probe (n bigint not null, content bytea not null)",
            };
            let mut tx = t.db.write().await.unwrap();
            crate::exec!(&mut tx, sqlx::query(create)).unwrap();
            tx.commit().await.unwrap();
            for round in 0..80_i32 {
                let mut tx = t.db.write().await.unwrap();
                let mut bulk = Bulk::new(t.db.engine(), "probe", COLUMNS);
                for n in 0..400 {
                    bulk.row().int(n).bytes(vec![7; 900]);
                }
                let patience = Duration::from_micros(u64::try_from(round).unwrap() * 40);
                let _ = tokio::time::timeout(patience, bulk.send(&mut tx)).await;
                drop(tx);
                let mut tx = t.db.read().await.unwrap();
                let asked: i32 =
                    crate::fetch_scalar!(&mut tx, sqlx::query_scalar("select $1").bind(round)).unwrap();
                assert_eq!(asked, round);
            }
        }
    }
}
