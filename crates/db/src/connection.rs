//! Connections given back by others: whether one may be used again.

use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::{Connection as _, PgConnection, PgPool, SqliteConnection};

/// Whether an idle connection answers the question that it is asked.
///
/// A caller that goes away in the middle of a query (a browser that closes, a time-out)
/// gives its connection back with an answer still on its way, which the next caller could
/// take for its own: "no such case". A fresh number must come back; any other answer
/// closes the connection. It replaces the ping, at the same price of one round trip.
pub(crate) async fn in_step(connection: &mut PgConnection) -> sqlx::Result<bool> {
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
pub(crate) async fn begin_sound(
    pool: &PgPool,
) -> sqlx::Result<sqlx::Transaction<'static, sqlx::Postgres>> {
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
pub(crate) async fn at_rest(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    Ok(!connection.is_in_transaction())
}
