//! Statements on quarantined rows.

use db::{Bulk, BulkColumn, BulkKind, Result, Tx, exec, fetch_all, fetch_scalar};
use kernel::{CaseLabId, Id as _, ImportId};
use sqlx::QueryBuilder;

use crate::delivery::quarantine::SealedEntry;

const QUARANTINE: &[BulkColumn] = &[
    BulkColumn { name: "import_id", kind: BulkKind::Uuid },
    BulkColumn { name: "source_row", kind: BulkKind::Int },
    BulkColumn { name: "codes", kind: BulkKind::Text },
    BulkColumn { name: "flags", kind: BulkKind::Int },
    BulkColumn { name: "state", kind: BulkKind::Text },
    BulkColumn { name: "sealed", kind: BulkKind::Bytes },
];

/// Rows from which a bulk load is worth its own dialogue: PostgreSQL's `COPY` ends with a
/// small packet that waits some 40 ms for an acknowledgement.
const BULK_FROM: usize = 300;

pub(crate) async fn insert_quarantine(
    tx: &mut Tx,
    id: ImportId,
    entries: Vec<SealedEntry>,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    if entries.len() < BULK_FROM {
        return db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "insert into quarantine (import_id, source_row, codes, flags, state, sealed) ",
            );
            query.push_values(entries, |mut row, entry| {
                row.push_bind(id.uuid())
                    .push_bind(entry.row)
                    .push_bind(entry.codes)
                    .push_bind(entry.flags)
                    .push_bind("open")
                    .push_bind(entry.sealed);
            });
            query.build().persistent(false).execute(conn).await.map(|_| ())
        });
    }
    let mut bulk = Bulk::new(tx.engine(), "quarantine", QUARANTINE);
    for entry in entries {
        bulk.row()
            .uuid(id.uuid())
            .int(entry.row)
            .text(&entry.codes)
            .int(entry.flags)
            .text("open")
            .bytes(entry.sealed);
    }
    bulk.send(tx).await.map(|_| ())
}

#[derive(sqlx::FromRow)]
pub(crate) struct QuarantineRow {
    pub(crate) source_row: i64,
    pub(crate) codes: String,
    pub(crate) sealed: Vec<u8>,
}

pub(crate) async fn quarantine_after(
    tx: &mut Tx,
    id: ImportId,
    row: i64,
    limit: i64,
) -> Result<Vec<QuarantineRow>> {
    const SQL: &str = "select source_row, codes, sealed from quarantine \
        where import_id = $1 and source_row > $2 and state = 'open' order by source_row limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(id.uuid()).bind(row).bind(limit))
}

pub(crate) async fn drop_quarantine(tx: &mut Tx, id: ImportId, row: i64) -> Result<u64> {
    const SQL: &str = "update quarantine set state = 'dropped' \
        where import_id = $1 and source_row = $2 and state = 'open'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(row))
}

pub(crate) async fn drop_all_quarantine(tx: &mut Tx, id: ImportId) -> Result<u64> {
    const SQL: &str =
        "update quarantine set state = 'dropped' where import_id = $1 and state = 'open'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()))
}

pub(crate) async fn delete_quarantine(tx: &mut Tx, id: ImportId) -> Result<u64> {
    const SQL: &str = "delete from quarantine where import_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()))
}

/// Open rows of one delivery.
pub(crate) async fn waiting(tx: &mut Tx, id: ImportId) -> Result<i64> {
    const SQL: &str = "select count(*) from quarantine where import_id = $1 and state = 'open'";
    fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(id.uuid()))
}

/// Open rows of all active deliveries of a lab.
pub(crate) async fn open_quarantine(tx: &mut Tx, lab: CaseLabId) -> Result<i64> {
    const SQL: &str = "select count(*) from quarantine q join import i on i.import_id = q.import_id \
        where i.case_lab_id = $1 and q.state = 'open' and i.state not in ('cancelled', 'refused')";
    fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(lab.uuid()))
}
