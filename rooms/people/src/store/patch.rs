//! What later rows of a file add to persons. Nobody sees the wave's own persons yet: they
//! are written at once. What concerns persons of earlier waves is gathered, and written
//! when the wave becomes visible.

use chrono::NaiveDate;
use db::{Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{Id as _, ImportId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::STEP;

/// What later rows of a file add to a person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PatchRow {
    pub(crate) person: Uuid,
    pub(crate) flags: i64,
    pub(crate) states: i64,
    pub(crate) rows: i64,
    pub(crate) first: Option<NaiveDate>,
    pub(crate) last: Option<NaiveDate>,
    /// Channels gained, and lost before that.
    pub(crate) reach: i64,
    pub(crate) reach_lost: i64,
}

/// A person with the patch `p` added.
macro_rules! added {
    () => {
        "flags = person.flags | p.flags, \
         states = person.states | p.states, \
         row_count = person.row_count + p.row_count, \
         reach = (person.reach & ~p.reach_lost) | p.reach, \
         first_visit_on = case when person.first_visit_on is null \
            or p.first_visit_on < person.first_visit_on \
            then p.first_visit_on else person.first_visit_on end, \
         last_visit_on = case when person.last_visit_on is null \
            or p.last_visit_on > person.last_visit_on \
            then p.last_visit_on else person.last_visit_on end"
    };
}

/// Adds to persons of the wave that is being loaded.
pub(crate) async fn add_to_persons(tx: &mut Tx, patches: &[PatchRow]) -> Result<()> {
    for part in patches.chunks(STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "with p (person_id, flags, states, row_count, first_visit_on, last_visit_on, \
                 reach, reach_lost) as (",
            );
            query.push_values(part, |mut row, patch| {
                row.push_bind(patch.person)
                    .push_bind(patch.flags)
                    .push_bind(patch.states)
                    .push_bind(patch.rows)
                    .push_bind(patch.first)
                    .push_bind(patch.last)
                    .push_bind(patch.reach)
                    .push_bind(patch.reach_lost);
            });
            query.push(concat!(") update person set ", added!(), " from p where "));
            query.push(db::keyed_by!("person.person_id", "p.person_id"));
            // A rest has a length of its own, hardly ever asked for again.
            let query = query.build().persistent(part.len() == STEP);
            query.execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Keeps what a wave adds to persons of earlier waves until it becomes visible.
pub(crate) async fn upsert_patches(
    tx: &mut Tx,
    import: ImportId,
    patches: &[PatchRow],
) -> Result<()> {
    for part in patches.chunks(STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "insert into person_patch (import_id, person_id, flags, states, row_count, \
                 first_visit_on, last_visit_on, reach, reach_lost) ",
            );
            query.push_values(part, |mut row, patch| {
                row.push_bind(import.uuid())
                    .push_bind(patch.person)
                    .push_bind(patch.flags)
                    .push_bind(patch.states)
                    .push_bind(patch.rows)
                    .push_bind(patch.first)
                    .push_bind(patch.last)
                    .push_bind(patch.reach)
                    .push_bind(patch.reach_lost);
            });
            query.push(
                " on conflict (import_id, person_id) do update set \
                 flags = person_patch.flags | excluded.flags, \
                 states = person_patch.states | excluded.states, \
                 row_count = person_patch.row_count + excluded.row_count, \
                 reach = (person_patch.reach & ~excluded.reach_lost) | excluded.reach, \
                 reach_lost = person_patch.reach_lost | excluded.reach_lost, \
                 first_visit_on = case when person_patch.first_visit_on is null \
                    or excluded.first_visit_on < person_patch.first_visit_on \
                    then excluded.first_visit_on else person_patch.first_visit_on end, \
                 last_visit_on = case when person_patch.last_visit_on is null \
                    or excluded.last_visit_on > person_patch.last_visit_on \
                    then excluded.last_visit_on else person_patch.last_visit_on end",
            );
            // A rest has a length of its own, hardly ever asked for again.
            let query = query.build().persistent(part.len() == STEP);
            query.execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Persons of earlier waves whom a wave has met, and their last visit in it.
pub(crate) async fn patched_visits(
    tx: &mut Tx,
    import: ImportId,
) -> Result<Vec<(Uuid, Option<NaiveDate>)>> {
    const SQL: &str = "select person_id, last_visit_on from person_patch where import_id = $1";
    fetch_all!(tx, sqlx::query_as(SQL).bind(import.uuid()))
}

/// Patches applied in one statement: an engine gathers all that it will change in memory.
const PATCHES: i64 = 10_000;

/// Writes what a wave adds to persons of earlier waves into the persons themselves.
pub(crate) async fn apply_patches(tx: &mut Tx, import: ImportId) -> Result<u64> {
    const LAST: &str = "select person_id from (select person_id from person_patch \
        where import_id = $1 and person_id > $2 order by person_id limit $3) part \
        order by person_id desc limit 1";
    const SQL: &str = concat!(
        "update person set ",
        added!(),
        " from person_patch p where p.import_id = $1 and person.person_id = p.person_id ",
        "and p.person_id > $2 and p.person_id <= $3"
    );
    let (mut after, mut patched) = (Uuid::nil(), 0);
    loop {
        let last: Option<(Uuid,)> = fetch_optional!(
            tx,
            sqlx::query_as(LAST).bind(import.uuid()).bind(after).bind(PATCHES)
        )?;
        let Some((last,)) = last else { return Ok(patched) };
        patched += exec!(tx, sqlx::query(SQL).bind(import.uuid()).bind(after).bind(last))?;
        after = last;
    }
}
