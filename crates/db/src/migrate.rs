//! Migrations: two folders with the same file names, carried by the binary.
//!
//! A migration is a file `YYYYMMDDHHMMSS_<room>_<what>.sql`, applied once, in its
//! own transaction, never edited after release: its digest is kept and compared.
//! SQLite applies at start; on PostgreSQL `concerne migrate` is explicit and
//! `serve` refuses to start on a mismatch.

use sqlx::AssertSqlSafe;

use crate::{Db, DbError, Engine, Result, Tx, exec, fetch_all};

mod files {
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

/// Which schema a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Everything but the keys.
    Main,
    /// The wrapped data keys, in a store of their own.
    Keys,
}

/// How a database stands against this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MigrationState {
    /// Every migration is applied, and no other.
    Current,
    /// These migrations are still to be applied.
    Behind(Vec<String>),
    /// The database was migrated by a newer program, or a file was edited.
    Foreign(Vec<String>),
}

/// The migrations this program carries: name and text, in order.
pub fn expected(set: Set, engine: Engine) -> &'static [(&'static str, &'static str)] {
    match (set, engine) {
        (Set::Main, Engine::Sqlite) => files::MAIN_SQLITE,
        (Set::Main, Engine::Postgres) => files::MAIN_POSTGRES,
        (Set::Keys, Engine::Sqlite) => files::KEYS_SQLITE,
        (Set::Keys, Engine::Postgres) => files::KEYS_POSTGRES,
    }
}

/// Compares the database with the migrations of this program.
///
/// # Errors
/// A database that does not answer.
pub async fn state(db: &Db, set: Set) -> Result<MigrationState> {
    let mut tx = db.write().await?;
    create_table(&mut tx).await?;
    let done = applied(&mut tx).await?;
    tx.commit().await?;
    Ok(compare(expected(set, db.engine()), &done))
}

fn compare(files: &[(&str, &str)], done: &[(String, String)]) -> MigrationState {
    let foreign: Vec<String> = done
        .iter()
        .filter(|(name, digest)| {
            !files.iter().any(|(file, text)| file == name && digest_of(text) == *digest)
        })
        .map(|(name, _)| name.clone())
        .collect();
    if !foreign.is_empty() {
        return MigrationState::Foreign(foreign);
    }
    let missing: Vec<String> = files
        .iter()
        .filter(|(file, _)| !done.iter().any(|(name, _)| name == file))
        .map(|(file, _)| (*file).to_owned())
        .collect();
    if missing.is_empty() { MigrationState::Current } else { MigrationState::Behind(missing) }
}

/// Applies what is missing; gives the names applied.
///
/// # Errors
/// [`DbError::Schema`] when the database knows migrations that this program does
/// not; the engine's refusal of a statement, in which case that migration left no trace.
pub async fn apply(db: &Db, set: Set) -> Result<Vec<String>> {
    match state(db, set).await? {
        MigrationState::Current => Ok(Vec::new()),
        MigrationState::Foreign(names) => Err(DbError::Schema(format!(
            "it holds migrations that this program does not know or that were edited: {}",
            names.join(", ")
        ))),
        MigrationState::Behind(_) => {
            let mut applied_now = Vec::new();
            for (name, text) in expected(set, db.engine()) {
                let mut tx = db.write().await?;
                lock(&mut tx).await?;
                if applied(&mut tx).await?.iter().any(|(done, _)| done == name) {
                    continue;
                }
                crate::on!(&mut tx, conn => sqlx::raw_sql(AssertSqlSafe(*text)).execute(conn).await.map(|_| ()))?;
                record(&mut tx, name, text).await?;
                tx.commit().await?;
                applied_now.push((*name).to_owned());
            }
            Ok(applied_now)
        }
    }
}

async fn create_table(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "create table if not exists schema_migration (\
        name text not null primary key, digest text not null)";
    lock(tx).await?;
    exec!(tx, sqlx::query(SQL)).map(|_| ())
}

/// Two processes may migrate one PostgreSQL at once; SQLite's write lock is enough there.
async fn lock(tx: &mut Tx) -> Result<()> {
    if let Tx::Postgres(inner) = tx {
        sqlx::query("select pg_advisory_xact_lock(4815162342)").execute(&mut **inner).await?;
    }
    Ok(())
}

async fn applied(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    const SQL: &str = "select name, digest from schema_migration order by name";
    fetch_all!(tx, sqlx::query_as(SQL))
}

async fn record(tx: &mut Tx, name: &str, text: &str) -> Result<()> {
    const SQL: &str = "insert into schema_migration (name, digest) values ($1, $2)";
    exec!(tx, sqlx::query(SQL).bind(name).bind(digest_of(text))).map(|_| ())
}

/// FNV-1a, 128 bits: finds an edit made by mistake; nobody gains by forging it.
fn digest_of(text: &str) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in text.bytes() {
        hash ^= u128::from(byte);
        hash = hash.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_have_the_same_history() {
        for set in [Set::Main, Set::Keys] {
            let names = |engine| expected(set, engine).iter().map(|(n, _)| *n).collect::<Vec<_>>();
            assert_eq!(names(Engine::Sqlite), names(Engine::Postgres), "{set:?}");
        }
    }

    #[test]
    fn an_edited_file_is_foreign() {
        let files = [("1_a", "create table a (x integer)")];
        let done = vec![("1_a".to_owned(), digest_of("create table a (y integer)"))];
        assert_eq!(compare(&files, &done), MigrationState::Foreign(vec!["1_a".to_owned()]));
        assert_eq!(compare(&files, &[]), MigrationState::Behind(vec!["1_a".to_owned()]));
    }
}
