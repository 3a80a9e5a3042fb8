//! Every statement of the room.

mod claims;
mod extras;
mod patch;
mod settled;

use chrono::{DateTime, NaiveDate, Utc};
use db::{Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{CaseLabId, Id as _, ImportId, PersonId};
use sqlx::QueryBuilder;
use uuid::Uuid;

pub(crate) use claims::{claim, claims_of, known_claims, revoke_claims, revoke_issue};
pub(crate) use extras::{extras_of_persons, extras_of_wave};
pub(crate) use patch::{PatchRow, add_to_persons, apply_patches, patched_visits, upsert_patches};
pub(crate) use settled::{delete_of_wave, doubts, of_wave_by_id, replace_doubts, take_extras};

/// Rows in one statement: both engines take it whole.
const STEP: usize = 500;

#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct WaveRow {
    pub(crate) import_id: Uuid,
    pub(crate) base: Uuid,
    pub(crate) state: String,
    pub(crate) index_bits: i64,
    pub(crate) persons: i64,
}

pub(crate) async fn insert_wave(
    tx: &mut Tx,
    lab: CaseLabId,
    import: ImportId,
    base: Uuid,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "insert into wave (import_id, case_lab_id, base, state, persons, index_bits, \
        created_at) values ($1, $2, $3, 'staged', 0, 0, $4) on conflict (import_id) do nothing";
    exec!(tx, sqlx::query(SQL).bind(import.uuid()).bind(lab.uuid()).bind(base).bind(at))
}

pub(crate) async fn wave(tx: &mut Tx, lab: CaseLabId, import: ImportId) -> Result<Option<WaveRow>> {
    const SQL: &str = "select import_id, base, state, index_bits, persons from wave \
        where case_lab_id = $1 and import_id = $2";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(lab.uuid()).bind(import.uuid()))
}

/// Active waves of a lab, oldest first.
pub(crate) async fn active_waves(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<WaveRow>> {
    const SQL: &str = "select import_id, base, state, index_bits, persons from wave \
        where case_lab_id = $1 and state = 'active' order by created_at, import_id";
    fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))
}

/// Moves a wave on; 0 rows when it is not in the state it should come from.
pub(crate) async fn move_wave(
    tx: &mut Tx,
    import: ImportId,
    from: &str,
    to: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update wave set state = $3, moved_at = $4, changes = changes + 1 \
        where import_id = $1 and state = $2";
    exec!(tx, sqlx::query(SQL).bind(import.uuid()).bind(from).bind(to).bind(at))
}

pub(crate) async fn finish_wave(
    tx: &mut Tx,
    import: ImportId,
    persons: i64,
    bits: i64,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update wave set state = 'ready', persons = $2, index_bits = $3, \
        moved_at = $4 where import_id = $1 and state = 'staged'";
    exec!(tx, sqlx::query(SQL).bind(import.uuid()).bind(persons).bind(bits).bind(at))
}

pub(crate) async fn delete_index(tx: &mut Tx, import: ImportId) -> Result<u64> {
    const SQL: &str = "delete from person_index where import_id = $1";
    exec!(tx, sqlx::query(SQL).bind(import.uuid()))
}

pub(crate) async fn bucket(
    tx: &mut Tx,
    import: Uuid,
    kind: i64,
    bucket: i64,
) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "select sealed from person_index \
        where import_id = $1 and kind = $2 and bucket = $3";
    let row: Option<(Vec<u8>,)> =
        fetch_optional!(tx, sqlx::query_as(SQL).bind(import).bind(kind).bind(bucket))?;
    Ok(row.map(|(sealed,)| sealed))
}

pub(crate) async fn alias(tx: &mut Tx, import: Uuid, number: i64) -> Result<Option<Uuid>> {
    const SQL: &str = "select person_id from person_alias where import_id = $1 and number = $2";
    let row: Option<(Uuid,)> = fetch_optional!(tx, sqlx::query_as(SQL).bind(import).bind(number))?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn aliases(tx: &mut Tx, import: ImportId) -> Result<Vec<(i64, Uuid)>> {
    const SQL: &str =
        "select number, person_id from person_alias where import_id = $1 order by number";
    fetch_all!(tx, sqlx::query_as(SQL).bind(import.uuid()))
}

pub(crate) async fn insert_aliases(
    tx: &mut Tx,
    import: ImportId,
    aliases: &[(i64, Uuid)],
) -> Result<()> {
    for part in aliases.chunks(STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new("insert into person_alias (import_id, number, person_id) ");
            query.push_values(part, |mut row, (number, person)| {
                row.push_bind(import.uuid()).push_bind(*number).push_bind(*person);
            });
            query.push(" on conflict (import_id, number) do nothing");
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// A person as the tables show them, sealed.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct PersonRow {
    pub(crate) person_id: Uuid,
    pub(crate) import_id: Uuid,
    pub(crate) flags: i64,
    pub(crate) states: i64,
    pub(crate) reach: i64,
    pub(crate) row_count: i64,
    pub(crate) first_visit_on: Option<NaiveDate>,
    pub(crate) last_visit_on: Option<NaiveDate>,
    pub(crate) sealed: Vec<u8>,
}

/// Persons of one wave after an id, visible or not.
pub(crate) async fn of_wave(
    tx: &mut Tx,
    import: ImportId,
    base: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<PersonRow>> {
    // The ids of a wave share their first twelve bytes: a range of the primary key.
    const SQL: &str = "select person_id, import_id, flags, states, reach, row_count, first_visit_on, \
        last_visit_on, sealed from person \
        where person_id >= $1 and person_id <= $2 and person_id > $3 and import_id = $4 \
        order by person_id limit $5";
    let first = crate::load::numbered(base, 0);
    let last = crate::load::numbered(base, u32::MAX);
    fetch_all!(
        tx,
        sqlx::query_as(SQL)
            .bind(first)
            .bind(last)
            .bind(after.unwrap_or_else(Uuid::nil))
            .bind(import.uuid())
            .bind(limit)
    )
}

#[derive(sqlx::FromRow)]
pub(crate) struct ExtraRow {
    pub(crate) person_id: Uuid,
    pub(crate) import_id: Uuid,
    pub(crate) source_row: i64,
    pub(crate) sealed: Vec<u8>,
}

/// One visible person of a lab.
pub(crate) async fn person(
    tx: &mut Tx,
    lab: CaseLabId,
    person: PersonId,
) -> Result<Option<PersonRow>> {
    const SQL: &str = "select p.person_id, p.import_id, p.flags, p.states, p.reach, p.row_count, \
        p.first_visit_on, p.last_visit_on, p.sealed from person p \
        join wave w on w.import_id = p.import_id and w.state = 'active' \
        where p.person_id = $1 and p.case_lab_id = $2";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(person.uuid()).bind(lab.uuid()))
}

/// These visible persons of a lab, as many as there are.
pub(crate) async fn these_persons(
    tx: &mut Tx,
    lab: CaseLabId,
    persons: &[Uuid],
) -> Result<Vec<PersonRow>> {
    let mut found = Vec::with_capacity(persons.len());
    for part in persons.chunks(STEP) {
        let rows: Vec<PersonRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "select p.person_id, p.import_id, p.flags, p.states, p.reach, p.row_count, \
                 p.first_visit_on, p.last_visit_on, p.sealed from person p \
                 join wave w on w.import_id = p.import_id and w.state = 'active' \
                 where p.case_lab_id = ",
            );
            query.push_bind(lab.uuid()).push(" and p.person_id in (");
            let mut list = query.separated(", ");
            for person in part {
                list.push_bind(*person);
            }
            query.push(")");
            query.build_query_as().fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

pub(crate) async fn set_states(
    tx: &mut Tx,
    lab: CaseLabId,
    person: PersonId,
    from: i64,
    to: i64,
) -> Result<u64> {
    const SQL: &str = "update person set states = $4 \
        where person_id = $1 and case_lab_id = $2 and states = $3";
    const CHANGED: &str = "update wave set changes = changes + 1 \
        where import_id = (select import_id from person where person_id = $1)";
    exec!(tx, sqlx::query(CHANGED).bind(person.uuid()))?;
    exec!(tx, sqlx::query(SQL).bind(person.uuid()).bind(lab.uuid()).bind(from).bind(to))
}

/// A number that grows with each change of what a lab's visible persons add up to.
pub(crate) async fn changes(tx: &mut Tx, lab: CaseLabId) -> Result<i64> {
    const SQL: &str = "select coalesce(cast(sum(changes) as bigint), 0) from wave \
        where case_lab_id = $1";
    db::fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(lab.uuid()))
}

/// Counts of a lab's visible persons by states and reach.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct GroupRow {
    pub(crate) states: i64,
    pub(crate) reach: i64,
    pub(crate) flags: i64,
    pub(crate) persons: i64,
    pub(crate) row_count: i64,
}

pub(crate) async fn groups(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<GroupRow>> {
    const SQL: &str = "select p.states as states, p.reach as reach, p.flags as flags, \
        count(*) as persons, cast(sum(p.row_count) as bigint) as row_count from person p \
        join wave w on w.import_id = p.import_id and w.state = 'active' \
        where p.case_lab_id = $1 group by p.states, p.reach, p.flags \
        order by p.states, p.reach, p.flags";
    fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))
}

pub(crate) async fn delete_wave_step(tx: &mut Tx, import: ImportId, base: Uuid) -> Result<u64> {
    const SQL: &str = "delete from person where person_id in \
        (select person_id from person where person_id >= $1 and person_id <= $2 \
         and import_id = $3 order by person_id limit 5000)";
    let first = crate::load::numbered(base, 0);
    let last = crate::load::numbered(base, u32::MAX);
    exec!(tx, sqlx::query(SQL).bind(first).bind(last).bind(import.uuid()))
}

pub(crate) async fn delete_wave_rest(tx: &mut Tx, import: ImportId) -> Result<()> {
    const SQL: [&str; 5] = [
        "delete from person_doubt where import_id = $1",
        "delete from person_extra where import_id = $1",
        "delete from person_patch where import_id = $1",
        "delete from person_alias where import_id = $1",
        "delete from person_index where import_id = $1",
    ];
    for sql in SQL {
        exec!(tx, sqlx::query(sql).bind(import.uuid()))?;
    }
    Ok(())
}

/// These visible persons of a lab, in any order.
pub(crate) async fn persons(
    tx: &mut Tx,
    lab: CaseLabId,
    ids: &[PersonId],
) -> Result<Vec<PersonRow>> {
    db::on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "select p.person_id, p.import_id, p.flags, p.states, p.reach, p.row_count, p.first_visit_on, \
             p.last_visit_on, p.sealed from person p \
             join wave w on w.import_id = p.import_id and w.state = 'active' \
             where p.case_lab_id = ",
        );
        query.push_bind(lab.uuid()).push(" and p.person_id in (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.uuid());
        }
        query.push(")");
        query.build_query_as().fetch_all(conn).await
    })
}
