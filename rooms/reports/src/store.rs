//! The statements of the room.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_optional};
use kernel::{CaseLabId, Id as _};

/// The sealed answers of one lab's part of a case.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct AnswersRow {
    pub(crate) sealed: Vec<u8>,
    pub(crate) version: i64,
}

pub(crate) async fn answers(tx: &mut Tx, lab: CaseLabId) -> Result<Option<AnswersRow>> {
    const SQL: &str = "select sealed, version from report_answers where case_lab_id = $1";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(lab.uuid()))
}

/// The first answers of a lab; no row is written when somebody else came first.
pub(crate) async fn insert_answers(
    tx: &mut Tx,
    lab: CaseLabId,
    sealed: &[u8],
    by: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "insert into report_answers \
        (case_lab_id, sealed, version, changed_by, changed_at) values ($1, $2, 1, $3, $4) \
        on conflict (case_lab_id) do nothing";
    exec!(tx, sqlx::query(SQL).bind(lab.uuid()).bind(sealed).bind(by).bind(at))
}

pub(crate) async fn update_answers(
    tx: &mut Tx,
    lab: CaseLabId,
    row: &AnswersRow,
    by: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update report_answers \
        set sealed = $3, version = version + 1, changed_by = $4, changed_at = $5 \
        where case_lab_id = $1 and version = $2";
    exec!(
        tx,
        sqlx::query(SQL).bind(lab.uuid()).bind(row.version).bind(&row.sealed).bind(by).bind(at)
    )
}
