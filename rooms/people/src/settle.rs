//! The end of a wave: units that turned out to be one person are put together.
//!
//! All of it happens in the transaction that makes the wave ready: a crash leaves either the
//! units or the persons. Nobody has seen a unit: the wave is invisible until then.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use db::{Bulk, Tx};
use kernel::{Env, ImportId};
use uuid::Uuid;
use vault::DataKey;

use crate::{
    PeopleError,
    load::{Loader, Patch, extra_place, extras},
    reach::Reach,
    recall::open,
    record::Source,
    resolve::Decision,
    store::{self, ExtraRow, PatchRow, PersonRow},
};

/// Units put together in one step.
const STEP: usize = 500;

/// A person and the units that join them, by id.
type Group = (Uuid, Vec<Uuid>);

/// Puts the units together, and marks persons in doubt.
pub(crate) async fn settle(
    tx: &mut Tx,
    env: &Env,
    loader: &Loader,
    decision: &Decision,
) -> Result<(), PeopleError> {
    let mut groups: BTreeMap<u32, Vec<Uuid>> = BTreeMap::new();
    for (unit, stands) in &decision.joined {
        groups.entry(*stands).or_default().push(loader.id_of(*unit));
    }
    let mut step: Vec<Group> = Vec::new();
    let mut size = 0;
    for (stands, units) in groups {
        size += units.len();
        step.push((loader.id_of(stands), units));
        if size >= STEP {
            put_together(tx, env, loader, &std::mem::take(&mut step)).await?;
            size = 0;
        }
    }
    put_together(tx, env, loader, &step).await?;
    let doubts: Vec<Uuid> = decision.doubts.iter().map(|unit| loader.id_of(*unit)).collect();
    store::replace_doubts(tx, loader.import, &doubts).await?;
    Ok(())
}

async fn put_together(
    tx: &mut Tx,
    env: &Env,
    loader: &Loader,
    groups: &[Group],
) -> Result<(), PeopleError> {
    let (key, import) = (&*loader.key, loader.import);
    let units: Vec<Uuid> = groups.iter().flat_map(|(_, units)| units).copied().collect();
    let mut both: Vec<Uuid> = groups.iter().map(|(person, _)| *person).collect();
    both.extend(&units);
    let rows: HashMap<Uuid, PersonRow> = store::of_wave_by_id(tx, import, &both)
        .await?
        .into_iter()
        .map(|row| (row.person_id, row))
        .collect();
    let mut further: HashMap<Uuid, Vec<ExtraRow>> = HashMap::new();
    for row in store::take_extras(tx, import, &units).await? {
        further.entry(row.person_id).or_default().push(row);
    }
    let mut out = Out { key, env, import, extras: extras(tx.engine()), buffer: Vec::new() };
    let (mut own, mut earlier) = (Vec::new(), Vec::new());
    for (person, units) in groups {
        let stands = rows.get(person);
        let mut latest = stands.and_then(|row| row.last_visit_on);
        let mut reachable = stands.is_none_or(|row| row.reach != 0);
        let mut patch = Patch::default();
        for unit in units {
            let row = rows.get(unit).ok_or(PeopleError::Broken)?;
            let newer = row.reach != 0 && (row.last_visit_on >= latest || !reachable);
            add(&mut patch, row, newer);
            latest = latest.max(row.last_visit_on);
            reachable |= row.reach != 0;
            out.first_record(row, *person, newer)?;
            for extra in further.remove(unit).unwrap_or_default() {
                out.extra(&extra, *person)?;
            }
        }
        // A person of an earlier wave has no row in this one.
        let to = if stands.is_some() { &mut own } else { &mut earlier };
        to.push(patch.row(*person));
    }
    store::delete_of_wave(tx, import, &units).await?;
    out.extras.send(tx).await?;
    patched(tx, import, &own, &earlier).await
}

async fn patched(
    tx: &mut Tx,
    import: ImportId,
    own: &[PatchRow],
    earlier: &[PatchRow],
) -> Result<(), PeopleError> {
    store::add_to_persons(tx, own).await?;
    store::upsert_patches(tx, import, earlier).await?;
    Ok(())
}

fn add(patch: &mut Patch, row: &PersonRow, newer: bool) {
    patch.flags |= row.flags;
    patch.states |= row.states;
    patch.rows += row.row_count;
    patch.visited(row.first_visit_on, row.last_visit_on);
    patch.reached(Reach::from_bits(row.reach), newer);
}

/// Records on their way to another person.
struct Out<'a> {
    key: &'a DataKey,
    env: &'a Env,
    import: ImportId,
    extras: Bulk,
    buffer: Vec<u8>,
}

impl Out<'_> {
    /// The first record of a unit becomes a further one of the person.
    fn first_record(
        &mut self,
        row: &PersonRow,
        person: Uuid,
        newer: bool,
    ) -> Result<(), PeopleError> {
        let (record, source) = open(self.key, row)?;
        // All rows of the unit so far gave these contact points, or older ones.
        let seen_on: Option<NaiveDate> = row.last_visit_on;
        let place = match i64::try_from(source.row).unwrap_or(i64::MAX) {
            // An earlier version did not keep the row: any number that no row has.
            0 => -1 - row_number(row.person_id),
            place => place,
        };
        self.buffer.clear();
        record.encode(Source { seen_on, stale: !newer, ..source }, &mut self.buffer);
        self.write(person, place);
        Ok(())
    }

    /// A further record of a unit is sealed anew: the seal holds the person's id.
    fn extra(&mut self, extra: &ExtraRow, person: Uuid) -> Result<(), PeopleError> {
        self.buffer =
            self.key.open(extra_place(extra.person_id.as_bytes()), &extra.sealed)?.to_vec();
        self.write(person, extra.source_row);
        Ok(())
    }

    fn write(&mut self, person: Uuid, source_row: i64) {
        let sealed = self.key.seal(self.env, extra_place(person.as_bytes()), &self.buffer);
        self.extras
            .row()
            .uuid(person)
            .uuid(kernel::Id::uuid(self.import))
            .int(source_row)
            .bytes(sealed);
    }
}

fn row_number(id: Uuid) -> i64 {
    let mut last = [0; 4];
    last.copy_from_slice(&id.into_bytes()[12..]);
    i64::from(u32::from_be_bytes(last))
}
