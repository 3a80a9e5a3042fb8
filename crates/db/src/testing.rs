//! Test databases: one body, both engines.
//!
//! [`each_engine!`](crate::each_engine) turns one async body into two tests.
//! SQLite runs on a copy of a migrated file. PostgreSQL runs on the server that
//! `TEST_POSTGRES_URL` names, where databases may be created (`./dev test` always
//! sets it); each test gets a copy of a migrated template.
//!
//! Without a server the twin fails: a test that did not run never counts as passed.
//! Who has none leaves the twins out by name, as `./dev check` does, and they are
//! counted as skipped. Every test that needs PostgreSQL has `postgres` in its name.

use std::{env, path::PathBuf};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;

use crate::{Db, Engine, OpenOptions, Set, apply, expected};

/// A database of one test, with its store of keys; gone when dropped.
pub struct TestDb {
    /// The main database, migrated.
    pub db: Db,
    /// The keys' database, migrated.
    pub keys: Db,
    /// URL of the main database.
    pub url: String,
    /// URL of the keys' database.
    pub keys_url: String,
    /// A folder for files of the test.
    pub dir: TempDir,
}

impl TestDb {
    /// A fresh pair of databases on SQLite.
    pub async fn sqlite() -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let mut urls = Vec::new();
        for (name, set) in [("main", Set::Main), ("keys", Set::Keys)] {
            let path = dir.path().join(format!("{name}.sqlite"));
            std::fs::copy(sqlite_template(set).await?, &path)?;
            urls.push(format!("sqlite:{}", path.display()));
        }
        Self::open(urls, dir).await
    }

    /// A fresh pair of databases on PostgreSQL.
    pub async fn postgres() -> anyhow::Result<Self> {
        let server = postgres_server()?;
        let options: PgConnectOptions = server.parse()?;
        let mut admin = options.connect().await?;
        let mut urls = Vec::new();
        for set in [Set::Main, Set::Keys] {
            let template = postgres_template(&mut admin, &server, set).await?;
            let name = format!("t_{}", random_name());
            let sql = format!("create database {name} template {template}");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await?;
            urls.push(with_database(&server, &name));
        }
        admin.close().await?;
        Self::open(urls, tempfile::tempdir()?).await
    }

    async fn open(urls: Vec<String>, dir: TempDir) -> anyhow::Result<Self> {
        let [url, keys_url]: [String; 2] =
            urls.try_into().map_err(|_| anyhow::anyhow!("two databases"))?;
        let options = OpenOptions { connections: 4, ..OpenOptions::default() };
        let db = Db::open(&url, options).await?;
        let keys = Db::open(&keys_url, options.in_place()).await?;
        Ok(Self { db, keys, url, keys_url, dir })
    }
}

/// The server on which tests make databases.
///
/// # Errors
/// What to do when none is named.
pub fn postgres_server() -> anyhow::Result<String> {
    env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()).ok_or_else(|| {
        anyhow::anyhow!(
            "this test needs PostgreSQL: name a server in TEST_POSTGRES_URL, or leave such \
             tests out, with nextest's -E 'not test(postgres)'"
        )
    })
}

fn digest(set: Set, engine: Engine) -> String {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = std::hash::DefaultHasher::new();
    expected(set, engine).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn random_name() -> String {
    use std::hash::{BuildHasher as _, Hasher as _};
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    format!("{:016x}", hasher.finish())
}

async fn sqlite_template(set: Set) -> anyhow::Result<PathBuf> {
    let name = format!("concerne-template-{set:?}-{}.sqlite", digest(set, Engine::Sqlite));
    let path = env::temp_dir().join(name);
    if !path.exists() {
        // Built aside and renamed, since several test processes may come here at once.
        let draft = env::temp_dir().join(format!("concerne-draft-{}.sqlite", random_name()));
        let db = Db::open(&format!("sqlite:{}", draft.display()), OpenOptions::default()).await?;
        apply(&db, set).await?;
        db.close().await;
        std::fs::rename(&draft, &path)?;
    }
    Ok(path)
}

async fn postgres_template(
    admin: &mut PgConnection,
    server: &str,
    set: Set,
) -> anyhow::Result<String> {
    let name =
        format!("tpl_{}_{}", format!("{set:?}").to_lowercase(), digest(set, Engine::Postgres));
    sqlx::query("select pg_advisory_lock(77001)").execute(&mut *admin).await?;
    let known: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(&name)
        .fetch_optional(&mut *admin)
        .await?;
    if known.is_none() {
        let draft = format!("d_{}", random_name());
        let create = format!(
            "create database {draft} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"
        );
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut *admin).await?;
        let db = Db::open(&with_database(server, &draft), OpenOptions::default()).await?;
        apply(&db, set).await?;
        db.close().await;
        let rename = format!("alter database {draft} rename to {name}");
        sqlx::raw_sql(AssertSqlSafe(rename)).execute(&mut *admin).await?;
    }
    sqlx::query("select pg_advisory_unlock(77001)").execute(&mut *admin).await?;
    Ok(name)
}

/// The same server's URL with another database name.
fn with_database(server: &str, name: &str) -> String {
    let (head, query) = server.split_once('?').map_or((server, None), |(h, q)| (h, Some(q)));
    let base = match head
        .find("://")
        .and_then(|start| head[start + 3..].find('/').map(|at| start + 3 + at))
    {
        Some(slash) => &head[..slash],
        None => head,
    };
    match query {
        Some(query) => format!("{base}/{name}?{query}"),
        None => format!("{base}/{name}"),
    }
}

/// Turns one async body, which takes a [`TestDb`], into a test on each engine.
///
/// ```text
/// db::each_engine! {
///     async fn stores_a_row(t: TestDb) { … }
/// }
/// ```
#[macro_export]
macro_rules! each_engine {
    ($(async fn $name:ident($t:ident : TestDb) $body:block)*) => {$(
        // The body stands beside its module, so that it sees all that its own file does.
        async fn $name($t: $crate::testing::TestDb) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let t = $crate::testing::TestDb::sqlite().await.expect("a test database");
                super::$name(t).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let t = $crate::testing::TestDb::postgres().await.expect("a test database");
                super::$name(t).await;
            }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn a_server_url_takes_another_database() {
        assert_eq!(with_database("postgres://u@h:1/postgres", "x"), "postgres://u@h:1/x");
        assert_eq!(with_database("postgres://u@h:1", "x"), "postgres://u@h:1/x");
        assert_eq!(
            with_database("postgres://u@h/postgres?host=/tmp", "x"),
            "postgres://u@h/x?host=/tmp"
        );
    }
}
