//! The two SQL engines behind one type.
//!
//! [`Db`] is SQLite or PostgreSQL, decided by the URL; [`Tx`] is a transaction on
//! either. Statements are written once, in SQL that both engines read, and run by
//! the macros [`exec!`], [`fetch_all!`], [`fetch_optional!`] and [`fetch_one!`]
//! over the native drivers. [`fork!`] is the visible exception, counted by a test.
//! This is the only crate that names an engine in its API.
//!
//! Invariants:
//! - every write transaction of SQLite begins with `BEGIN IMMEDIATE`: a
//!   transaction that reads first and writes later would fail at once when
//!   another writer came between, and no time-out helps;
//! - an unknown URL scheme refuses to open; no engine is guessed;
//! - SQLite syncs at every commit (`synchronous = FULL`): the delivery ledger
//!   must survive a power cut.

mod bulk;
mod connection;
mod engine;
mod error;
mod migrate;
mod open;
mod options;
mod seen;
pub mod testing;
mod tx;

pub use bulk::{Bulk, BulkColumn, BulkKind, RowWriter};
pub use engine::Engine;
pub use error::{DbError, Result};
pub use migrate::{MigrationState, Set, apply, expected, state};
pub use open::Db;
pub use options::OpenOptions;
pub use seen::{note, seen};
pub use tx::Tx;

/// Re-exported so that the macros and the rooms name one version of the driver.
pub use sqlx;
