//! Bulk loading: binary `COPY` on PostgreSQL, many-row inserts on SQLite.
//!
//! A [`Bulk`] collects rows of one table in the form that the engine takes
//! fastest; rows may be encoded on another thread than the one that sends them.
//! This is the one place where the two engines have two bodies for one act.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Arguments as _, AssertSqlSafe, SqlSafeStr as _, sqlite::SqliteArguments};
use uuid::Uuid;

use crate::{DbError, Engine, Result, Tx};

/// SQLite takes at most this many bound values in one statement.
const SQLITE_MAX_VALUES: usize = 32_766;

/// The type of a bulk column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkKind {
    /// `uuid` / 16-byte blob.
    Uuid,
    /// `bytea` / blob.
    Bytes,
    /// `bigint` / integer.
    Int,
    /// `text`.
    Text,
    /// `boolean` / 0 or 1.
    Bool,
    /// `date` / ten characters.
    Day,
    /// `timestamptz` / text.
    Instant,
}

/// A column of a bulk load.
#[derive(Clone, Copy, Debug)]
pub struct BulkColumn {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: BulkKind,
}

/// Rows of one table, ready to be sent.
pub struct Bulk {
    table: &'static str,
    columns: &'static [BulkColumn],
    rows: usize,
    data: Data,
}

enum Data {
    Sqlite {
        full: Vec<SqliteArguments>,
        open: SqliteArguments,
        open_rows: usize,
        per_statement: usize,
    },
    Postgres(Vec<u8>),
}

impl Bulk {
    /// An empty load for `table`.
    pub fn new(engine: Engine, table: &'static str, columns: &'static [BulkColumn]) -> Self {
        let data = match engine {
            Engine::Sqlite => Data::Sqlite {
                full: Vec::new(),
                open: SqliteArguments::default(),
                open_rows: 0,
                per_statement: (SQLITE_MAX_VALUES / columns.len().max(1)).clamp(1, 500),
            },
            Engine::Postgres => {
                // Signature, flags, header extension: the fixed head of the binary format.
                let mut head = Vec::with_capacity(1 << 16);
                head.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
                head.extend_from_slice(&[0; 8]);
                Data::Postgres(head)
            }
        };
        Self { table, columns, rows: 0, data }
    }

    /// How many rows are best sent at once: enough that what a load costs by itself (on
    /// PostgreSQL a wait for the network at the end of each `COPY`) is little, few enough
    /// that memory stays flat and SQLite's other writers wait milliseconds.
    pub const fn best_rows(engine: Engine) -> usize {
        match engine {
            Engine::Sqlite => 8_192,
            Engine::Postgres => 16_384,
        }
    }

    /// How many rows are waiting.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether no row is waiting.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Begins a row; the writer takes one value for each column, in order.
    pub fn row(&mut self) -> RowWriter<'_> {
        self.rows += 1;
        match &mut self.data {
            Data::Postgres(buffer) => {
                let count = i16::try_from(self.columns.len()).unwrap_or(i16::MAX);
                buffer.extend_from_slice(&count.to_be_bytes());
            }
            Data::Sqlite { full, open, open_rows, per_statement } => {
                if *open_rows == *per_statement {
                    full.push(std::mem::take(open));
                    *open_rows = 0;
                }
                *open_rows += 1;
            }
        }
        RowWriter { bulk: self }
    }

    /// Sends all rows.
    ///
    /// # Errors
    /// The engine's refusal; the transaction is then to be dropped.
    pub async fn send(self, tx: &mut Tx) -> Result<u64> {
        if self.rows == 0 {
            return Ok(0);
        }
        let names = self.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
        match (self.data, tx) {
            (Data::Postgres(mut buffer), Tx::Postgres(inner)) => {
                buffer.extend_from_slice(&(-1_i16).to_be_bytes());
                let sql = format!("copy {} ({names}) from stdin with (format binary)", self.table);
                let mut copy = inner.copy_in_raw(&sql).await?;
                copy.send(buffer).await?;
                Ok(copy.finish().await?)
            }
            (Data::Sqlite { mut full, open, open_rows, per_statement }, Tx::Sqlite(inner)) => {
                let width = self.columns.len();
                let text = |rows: usize| {
                    let mut sql = format!("insert into {} ({names}) values ", self.table);
                    for row in 0..rows {
                        sql.push_str(if row == 0 { "(" } else { ",(" });
                        for column in 0..width {
                            sql.push_str(if column == 0 { "?" } else { ",?" });
                        }
                        sql.push(')');
                    }
                    sql
                };
                let mut sent = 0;
                let whole = AssertSqlSafe(text(per_statement)).into_sql_str();
                for arguments in full.drain(..) {
                    let done =
                        sqlx::query_with(whole.clone(), arguments).execute(&mut **inner).await?;
                    sent += done.rows_affected();
                }
                let rest = sqlx::query_with(AssertSqlSafe(text(open_rows)), open);
                sent += rest.persistent(false).execute(&mut **inner).await?.rows_affected();
                Ok(sent)
            }
            _ => Err(DbError::Inconsistent { table: self.table, column: "engine" }),
        }
    }
}

/// Takes the values of one row, in column order.
pub struct RowWriter<'a> {
    bulk: &'a mut Bulk,
}

/// PostgreSQL counts days and instants from 2000-01-01.
const POSTGRES_EPOCH_DAYS: i32 = 730_120;
const POSTGRES_EPOCH_SECS: i64 = 946_684_800;

/// A null field has length minus one and no bytes.
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

macro_rules! put {
    ($self:ident, $value:expr, $buffer:ident => $encode:block) => {{
        match &mut $self.bulk.data {
            Data::Sqlite { open, .. } => {
                // Adding fails for no value of these types.
                let _ = open.add($value);
            }
            Data::Postgres($buffer) => $encode,
        }
        $self
    }};
}

fn field(buffer: &mut Vec<u8>, bytes: &[u8]) {
    let len = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
    buffer.extend_from_slice(&len.to_be_bytes());
    buffer.extend_from_slice(bytes);
}

impl RowWriter<'_> {
    /// A UUID.
    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        put!(self, value, b => { field(b, value.as_bytes()); })
    }

    /// Bytes.
    pub fn bytes(&mut self, value: Vec<u8>) -> &mut Self {
        match &mut self.bulk.data {
            Data::Sqlite { open, .. } => {
                let _ = open.add(value);
            }
            Data::Postgres(buffer) => field(buffer, &value),
        }
        self
    }

    /// Bytes or null.
    pub fn bytes_or_null(&mut self, value: Option<Vec<u8>>) -> &mut Self {
        let Some(value) = value else {
            return put!(self, Option::<Vec<u8>>::None, b => { b.extend_from_slice(&NULL); });
        };
        self.bytes(value)
    }

    /// An integer.
    pub fn int(&mut self, value: i64) -> &mut Self {
        put!(self, value, b => { field(b, &value.to_be_bytes()); })
    }

    /// An integer or null.
    pub fn int_or_null(&mut self, value: Option<i64>) -> &mut Self {
        let Some(value) = value else {
            return put!(self, Option::<i64>::None, b => { b.extend_from_slice(&NULL); });
        };
        self.int(value)
    }

    /// A text without NUL.
    pub fn text(&mut self, value: &str) -> &mut Self {
        put!(self, value.to_owned(), b => { field(b, value.as_bytes()); })
    }

    /// Yes or no.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        put!(self, value, b => { field(b, &[u8::from(value)]); })
    }

    /// A day.
    pub fn day(&mut self, value: NaiveDate) -> &mut Self {
        use chrono::Datelike as _;
        put!(self, value, b => {
            field(b, &(value.num_days_from_ce() - POSTGRES_EPOCH_DAYS).to_be_bytes());
        })
    }

    /// A day or null.
    pub fn day_or_null(&mut self, value: Option<NaiveDate>) -> &mut Self {
        let Some(value) = value else {
            return put!(self, Option::<NaiveDate>::None, b => { b.extend_from_slice(&NULL); });
        };
        self.day(value)
    }

    /// An instant, in whole microseconds.
    pub fn instant(&mut self, value: DateTime<Utc>) -> &mut Self {
        put!(self, value, b => {
            let micros = value.timestamp_micros() - POSTGRES_EPOCH_SECS * 1_000_000;
            field(b, &micros.to_be_bytes());
        })
    }
}
