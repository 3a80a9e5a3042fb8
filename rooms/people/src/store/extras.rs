//! Statements on further records.

use db::{Result, Tx, fetch_all};
use kernel::{Id as _, ImportId, PersonId};
use sqlx::QueryBuilder;

use super::{ExtraRow, STEP};

/// Further records of one wave, in the order of the file.
pub(crate) async fn extras_of_wave(
    tx: &mut Tx,
    import: ImportId,
    after_row: i64,
    limit: i64,
) -> Result<Vec<ExtraRow>> {
    const SQL: &str = "select person_id, import_id, source_row, sealed from person_extra \
        where import_id = $1 and source_row > $2 order by source_row limit $3";
    fetch_all!(tx, sqlx::query_as(SQL).bind(import.uuid()).bind(after_row).bind(limit))
}

/// Further records of persons in active waves, in the order in which they came: wave after
/// wave, row after row.
pub(crate) async fn extras_of_persons(tx: &mut Tx, persons: &[PersonId]) -> Result<Vec<ExtraRow>> {
    let mut all = Vec::new();
    for part in persons.chunks(STEP) {
        let rows: Vec<ExtraRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "select e.person_id, e.import_id, e.source_row, e.sealed from person_extra e \
                 join wave w on w.import_id = e.import_id and w.state = 'active' \
                 where e.person_id in (",
            );
            let mut list = query.separated(", ");
            for person in part {
                list.push_bind(person.uuid());
            }
            query.push(") order by w.created_at, w.import_id, e.source_row");
            query.build_query_as().persistent(part.len() == 1).fetch_all(conn).await
        })?;
        all.extend(rows);
    }
    Ok(all)
}
