//! Statements of the end of a wave: units put together, persons in doubt marked.

use db::{Result, Tx, exec, fetch_scalar};
use kernel::{Id as _, ImportId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{ExtraRow, PersonRow, STEP};

/// A list of ids; the import beside it is no way to find them.
macro_rules! listed {
    ($query:ident, $part:expr) => {{
        $query.push(" and person_id in (");
        let mut list = $query.separated(", ");
        for id in $part {
            list.push_bind(*id);
        }
        $query.push(")");
    }};
}

/// Those of the ids that are persons of the wave, visible or not.
pub(crate) async fn of_wave_by_id(
    tx: &mut Tx,
    import: ImportId,
    ids: &[Uuid],
) -> Result<Vec<PersonRow>> {
    let mut all = Vec::with_capacity(ids.len());
    for part in ids.chunks(STEP) {
        let rows: Vec<PersonRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "select person_id, import_id, flags, states, reach, row_count, first_visit_on, \
                 last_visit_on, sealed from person where import_id = ",
            );
            query.push_bind(import.uuid());
            listed!(query, part);
            query.build_query_as().persistent(false).fetch_all(conn).await
        })?;
        all.extend(rows);
    }
    Ok(all)
}

/// Takes the further records of these persons of the wave out of the table.
pub(crate) async fn take_extras(
    tx: &mut Tx,
    import: ImportId,
    ids: &[Uuid],
) -> Result<Vec<ExtraRow>> {
    let mut all = Vec::new();
    for part in ids.chunks(STEP) {
        let rows: Vec<ExtraRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "delete from person_extra where coalesce(import_id, import_id) = ",
            );
            query.push_bind(import.uuid());
            listed!(query, part);
            query.push(" returning person_id, import_id, source_row, sealed");
            query.build_query_as().persistent(false).fetch_all(conn).await
        })?;
        all.extend(rows);
    }
    Ok(all)
}

/// Deletes persons of the wave.
pub(crate) async fn delete_of_wave(tx: &mut Tx, import: ImportId, ids: &[Uuid]) -> Result<()> {
    for part in ids.chunks(STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new("delete from person where import_id = ");
            query.push_bind(import.uuid());
            listed!(query, part);
            query.build().persistent(false).execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Marks the persons whom the wave leaves in doubt, and no others.
pub(crate) async fn replace_doubts(tx: &mut Tx, import: ImportId, ids: &[Uuid]) -> Result<()> {
    const DELETE: &str = "delete from person_doubt where import_id = $1";
    exec!(tx, sqlx::query(DELETE).bind(import.uuid()))?;
    for part in ids.chunks(STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new("insert into person_doubt (import_id, person_id) ");
            query.push_values(part, |mut row, person| {
                row.push_bind(import.uuid()).push_bind(*person);
            });
            query.build().persistent(false).execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// How many persons the wave left in doubt.
pub(crate) async fn doubts(tx: &mut Tx, import: ImportId) -> Result<i64> {
    const SQL: &str = "select count(*) from person_doubt where import_id = $1";
    fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(import.uuid()))
}
