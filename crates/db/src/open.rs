//! Opening a database from its URL.

use std::{path::PathBuf, str::FromStr};

use sqlx::{
    AssertSqlSafe, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    DbError, Engine, OpenOptions, Result, Tx,
    connection::{at_rest, begin_sound, in_step},
};

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
