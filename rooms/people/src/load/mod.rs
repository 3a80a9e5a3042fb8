//! Loading a wave: rows in, persons out, in chunks that survive a crash.
//!
//! A [`Loader`] keeps what the rule compares in memory ([`crate::resolve`]), seals each row
//! that begins a unit, and gives [`Chunk`]s to be stored in one transaction with the import's
//! own checkpoint. A unit is what is one person whatever follows; units that turn out to be
//! one person are put together when the last row is stored (`settle`). After a crash,
//! [`crate::People::loader`] reads the stored part of the wave back and the work goes on as
//! if nothing had happened. A wave is invisible until it is activated.

mod chunk;
mod earlier;
mod ids;

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use db::{Bulk, Engine};
use kernel::{CaseLabId, Env, Id as _, ImportId, PersonId, exposure::ClassSet};
use uuid::Uuid;
use vault::DataKey;

pub use chunk::Chunk;
pub(crate) use chunk::{Patch, extras};
pub(crate) use earlier::Earlier;
use earlier::Newest;
pub(crate) use ids::{extra_place, number_in, numbered, person_place};

use crate::{
    Record,
    identity::{MatchTraits, StateSet},
    index::{Moved, WaveIndex},
    reach::Reach,
    record::Source,
    resolve::{Decision, Facts, Resolver},
    store::PatchRow,
    tokens::Tokens,
};

/// Numbers from here on stand for persons of earlier waves.
pub(crate) const ALIAS: u32 = 1 << 31;

/// What one row adds to a person besides the record itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exposure {
    /// Number of the row in its file, as a spreadsheet shows it.
    pub row: u64,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Day of the visit or sample.
    pub visit_on: Option<NaiveDate>,
}

/// Where a row went for the time being: the end of the wave may put persons together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absorbed {
    /// A person seen for the first time.
    New(PersonId),
    /// A person of this or an earlier wave, whatever follows.
    Known(PersonId),
}

/// A wave being loaded.
pub struct Loader {
    env: Env,
    pub(crate) key: Arc<DataKey>,
    case_lab: CaseLabId,
    pub(crate) import: ImportId,
    base: Uuid,
    engine: Engine,
    earlier: Earlier,
    newest: Vec<Newest>,
    aliases: HashMap<u32, u32>,
    index: WaveIndex,
    tokens: Tokens,
    buffer: Vec<u8>,
    persons: Bulk,
    extras: Bulk,
    patches: HashMap<u32, Patch>,
    new_aliases: Vec<(i64, Uuid)>,
    count: u32,
}

impl Loader {
    pub(crate) fn new(
        env: Env,
        engine: Engine,
        key: Arc<DataKey>,
        (case_lab, import, base): (CaseLabId, ImportId, Uuid),
        mut earlier: Earlier,
    ) -> Self {
        Self {
            env,
            engine,
            key,
            case_lab,
            import,
            base,
            newest: std::mem::take(&mut earlier.newest),
            earlier,
            aliases: HashMap::new(),
            index: WaveIndex::default(),
            tokens: Tokens::default(),
            buffer: Vec::with_capacity(512),
            persons: chunk::persons(engine),
            extras: chunk::extras(engine),
            patches: HashMap::new(),
            new_aliases: Vec::new(),
            count: 0,
        }
    }

    /// How many persons of this wave were seen; those that turn out to be one person are
    /// still counted as several.
    pub fn persons(&self) -> u64 {
        u64::from(self.count)
    }

    /// Takes a unit of this wave, stored before a crash, back in.
    pub(crate) fn replay_person(&mut self, record: &Record, last_visit: Option<NaiveDate>) {
        let traits = MatchTraits::of(&record.traits);
        let (_, contacts) = self.earlier.resolver.replay_person(&Facts::of(record, &traits));
        self.newest.push(Newest::new(contacts, last_visit));
        self.index_record(record, &traits, self.count);
        self.count += 1;
    }

    /// Takes a further record back in; `id` is of this or an earlier wave.
    pub(crate) fn replay_record(&mut self, id: Uuid, record: &Record, source: Source) {
        let Some(unit) = self.unit_of(id) else { return };
        let traits = MatchTraits::of(&record.traits);
        let contacts = self.earlier.resolver.replay_record(unit, &Facts::of(record, &traits));
        if let Some(newest) = self.newest.get_mut(unit as usize).filter(|_| !source.stale) {
            newest.replaced(contacts);
        }
        let local = self.local(unit);
        self.index_record(record, &traits, local);
    }

    /// Takes an alias back in that was stored before a crash.
    pub(crate) fn replay_alias(&mut self, number: i64, id: Uuid) {
        if let (Some(unit), Ok(alias)) = (self.earlier.unit(id), u32::try_from(number)) {
            self.aliases.insert(unit, alias);
        }
    }

    /// Takes back in when a person of an earlier wave was last seen in this one.
    pub(crate) fn replay_visit(&mut self, id: Uuid, last: Option<NaiveDate>) {
        if let Some(unit) = self.earlier.unit(id)
            && let Some(newest) = self.newest.get_mut(unit as usize)
        {
            newest.visited(last);
        }
    }

    fn first_own(&self) -> u32 {
        self.earlier.units()
    }

    fn unit_of(&self, id: Uuid) -> Option<u32> {
        match number_in(self.base, id) {
            Some(number) => Some(self.first_own() + number),
            None => self.earlier.unit(id),
        }
    }

    /// The number under which a unit stands in this wave's index.
    fn local(&mut self, unit: u32) -> u32 {
        let first = self.first_own();
        if unit >= first {
            return unit - first;
        }
        if let Some(alias) = self.aliases.get(&unit) {
            return *alias;
        }
        let alias = ALIAS + u32::try_from(self.aliases.len()).unwrap_or(0);
        self.aliases.insert(unit, alias);
        self.new_aliases.push((i64::from(alias), self.id_of(unit)));
        alias
    }

    fn index_record(&mut self, record: &Record, traits: &MatchTraits, local: u32) {
        self.tokens.of(self.key.index(), record, traits);
        for (kind, token) in &self.tokens.found {
            self.index.add(*kind, *token, local);
        }
    }

    pub(crate) fn id_of(&self, unit: u32) -> Uuid {
        let first = self.first_own();
        if unit >= first {
            return numbered(self.base, unit - first);
        }
        self.earlier.ids.get(unit as usize).copied().unwrap_or_default()
    }

    /// Takes one accepted row in and keeps it for the next chunk.
    pub fn absorb(
        &mut self,
        record: &Record,
        traits: &MatchTraits,
        exposure: Exposure,
    ) -> Absorbed {
        let pushed = self.earlier.resolver.push(&Facts::of(record, traits));
        let id = self.id_of(pushed.unit);
        if pushed.new {
            self.newest.push(Newest::new(pushed.contacts, exposure.visit_on));
            self.index_record(record, traits, self.count);
            self.count += 1;
            self.write_person(id, record, exposure);
            return Absorbed::New(PersonId::from_uuid(id));
        }
        let newer = self
            .newest
            .get_mut(pushed.unit as usize)
            .is_some_and(|newest| newest.learn(pushed.contacts, exposure.visit_on));
        let patch = self.patches.entry(pushed.unit).or_default();
        patch.flags |= exposure.classes.bits();
        patch.states |= exposure.states.bits();
        patch.rows += 1;
        patch.visited(exposure.visit_on, exposure.visit_on);
        if pushed.adds || newer {
            patch.reached(Reach::of(record), newer);
            let local = self.local(pushed.unit);
            self.index_record(record, traits, local);
            self.write_extra(id, record, exposure, !newer);
        }
        Absorbed::Known(PersonId::from_uuid(id))
    }

    fn write_person(&mut self, id: Uuid, record: &Record, exposure: Exposure) {
        self.buffer.clear();
        let source = Source { row: exposure.row, seen_on: exposure.visit_on, stale: false };
        record.encode(source, &mut self.buffer);
        let sealed = self.key.seal(&self.env, person_place(id.as_bytes()), &self.buffer);
        self.persons
            .row()
            .uuid(id)
            .uuid(self.case_lab.uuid())
            .uuid(self.import.uuid())
            .int(exposure.classes.bits())
            .int(exposure.states.bits())
            .int(Reach::of(record).bits())
            .int(1)
            .day_or_null(exposure.visit_on)
            .day_or_null(exposure.visit_on)
            .bytes(sealed);
    }

    fn write_extra(&mut self, id: Uuid, record: &Record, exposure: Exposure, stale: bool) {
        self.buffer.clear();
        let source = Source { row: exposure.row, seen_on: exposure.visit_on, stale };
        record.encode(source, &mut self.buffer);
        let sealed = self.key.seal(&self.env, extra_place(id.as_bytes()), &self.buffer);
        self.extras
            .row()
            .uuid(id)
            .uuid(self.import.uuid())
            .int(i64::try_from(exposure.row).unwrap_or(i64::MAX))
            .bytes(sealed);
    }

    /// What was taken in since the last call.
    pub fn take_chunk(&mut self) -> Chunk {
        let mut added: Vec<_> = std::mem::take(&mut self.patches).into_iter().collect();
        // In the order of the numbers, which is that of the rows of this wave on disk.
        added.sort_unstable_by_key(|(unit, _)| *unit);
        let first_own = added.partition_point(|(unit, _)| *unit < self.first_own());
        let rows = |part: &[(u32, Patch)]| -> Vec<PatchRow> {
            part.iter().map(|(unit, patch)| patch.row(self.id_of(*unit))).collect()
        };
        let (patches, own) = added.split_at(first_own);
        let (patches, own) = (rows(patches), rows(own));
        Chunk {
            own,
            persons: std::mem::replace(&mut self.persons, chunk::persons(self.engine)),
            extras: std::mem::replace(&mut self.extras, chunk::extras(self.engine)),
            patches,
            aliases: std::mem::take(&mut self.new_aliases),
            import: self.import,
        }
    }

    /// Takes the resolver out, when the last row is in.
    pub(crate) fn take_resolver(&mut self) -> Resolver {
        self.newest = Vec::new();
        std::mem::take(&mut self.earlier.resolver)
    }

    /// The numbers in the index that a decision moves, and aliases that this needs.
    pub(crate) fn moves(&mut self, decision: &Decision) -> (Moved, Vec<(i64, Uuid)>) {
        let mut moved = Moved::new();
        for (unit, stands) in &decision.joined {
            let (from, to) = (self.local(*unit), self.local(*stands));
            moved.insert(from, to);
        }
        (moved, std::mem::take(&mut self.new_aliases))
    }

    /// What remains for the index of the wave.
    pub(crate) fn into_index(self) -> (Env, Arc<DataKey>, ImportId, WaveIndex) {
        (self.env, self.key, self.import, self.index)
    }
}
