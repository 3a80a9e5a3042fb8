//! Loading a wave: rows in, resolved persons out, in chunks that survive a crash.
//!
//! A [`Loader`] holds what resolution needs in memory (tokens only), seals each new
//! person, and gives [`Chunk`]s to be stored in one transaction with the import's
//! own checkpoint. After a crash, [`crate::People::loader`] reads the stored part
//! of the wave back and the work goes on as if nothing had happened. A wave is
//! invisible until it is activated.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use db::{Bulk, BulkColumn, BulkKind, Engine, Result, Tx};
use kernel::{CaseLabId, Env, Id as _, ImportId, PersonId, exposure::ClassSet};
use uuid::Uuid;
use vault::{DataKey, Row};

use crate::{
    Record,
    identity::{MatchTraits, StateSet},
    index::WaveIndex,
    reach::Reach,
    resolve::{Candidate, Resolved, Resolver},
    store::{self, PatchRow},
    tokens::Tokens,
};

/// Numbers from here on stand for persons of earlier waves.
const ALIAS: u32 = 1 << 31;

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

/// Where a row went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absorbed {
    /// A person seen for the first time.
    New(PersonId),
    /// A person of this or an earlier wave.
    Known(PersonId),
}

#[derive(Clone, Copy, Default)]
struct Patch {
    flags: i64,
    states: i64,
    rows: i64,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

impl Patch {
    fn row(&self, person: Uuid) -> PatchRow {
        PatchRow {
            person,
            flags: self.flags,
            states: self.states,
            rows: self.rows,
            first: self.first,
            last: self.last,
        }
    }
}

const PERSON: &[BulkColumn] = &[
    BulkColumn { name: "person_id", kind: BulkKind::Uuid },
    BulkColumn { name: "case_lab_id", kind: BulkKind::Uuid },
    BulkColumn { name: "import_id", kind: BulkKind::Uuid },
    BulkColumn { name: "flags", kind: BulkKind::Int },
    BulkColumn { name: "states", kind: BulkKind::Int },
    BulkColumn { name: "reach", kind: BulkKind::Int },
    BulkColumn { name: "row_count", kind: BulkKind::Int },
    BulkColumn { name: "first_visit_on", kind: BulkKind::Day },
    BulkColumn { name: "last_visit_on", kind: BulkKind::Day },
    BulkColumn { name: "sealed", kind: BulkKind::Bytes },
];

const EXTRA: &[BulkColumn] = &[
    BulkColumn { name: "person_id", kind: BulkKind::Uuid },
    BulkColumn { name: "import_id", kind: BulkKind::Uuid },
    BulkColumn { name: "source_row", kind: BulkKind::Int },
    BulkColumn { name: "sealed", kind: BulkKind::Bytes },
];

/// Rows resolved since the last chunk, ready to be stored.
pub struct Chunk {
    persons: Bulk,
    extras: Bulk,
    /// For persons of this wave.
    own: Vec<PatchRow>,
    /// For persons of earlier waves.
    patches: Vec<PatchRow>,
    aliases: Vec<(i64, Uuid)>,
    import: ImportId,
}

impl Chunk {
    /// Stores the chunk inside the caller's transaction.
    ///
    /// # Errors
    /// The database's; the transaction is then to be dropped.
    pub async fn store(self, tx: &mut Tx) -> Result<()> {
        self.persons.send(tx).await?;
        self.extras.send(tx).await?;
        store::add_to_persons(tx, &self.own).await?;
        store::upsert_patches(tx, self.import, &self.patches).await?;
        store::insert_aliases(tx, self.import, &self.aliases).await
    }
}

/// A wave being loaded.
pub struct Loader {
    env: Env,
    engine: Engine,
    key: Arc<DataKey>,
    case_lab: CaseLabId,
    import: ImportId,
    base: Uuid,
    resolver: Resolver,
    /// Persons of earlier waves: resolver number to id.
    earlier: Vec<Uuid>,
    /// The way back, while stored rows are taken in again.
    earlier_numbers: HashMap<Uuid, u32>,
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
        case_lab: CaseLabId,
        import: ImportId,
        base: Uuid,
    ) -> Self {
        Self {
            env,
            engine,
            key,
            case_lab,
            import,
            base,
            resolver: Resolver::default(),
            earlier: Vec::new(),
            earlier_numbers: HashMap::new(),
            aliases: HashMap::new(),
            index: WaveIndex::default(),
            tokens: Tokens::default(),
            buffer: Vec::with_capacity(512),
            persons: Bulk::new(engine, "person", PERSON),
            extras: Bulk::new(engine, "person_extra", EXTRA),
            patches: HashMap::new(),
            new_aliases: Vec::new(),
            count: 0,
        }
    }

    /// How many persons of this wave were seen.
    pub fn persons(&self) -> u64 {
        u64::from(self.count)
    }

    /// Takes a person of an earlier, active wave into the comparison.
    pub(crate) fn know_earlier(&mut self, id: Uuid, record: &Record) {
        let traits = MatchTraits::of(&record.traits);
        let candidate = self.tokens.of(self.key.index(), record, &traits);
        self.resolver.insert(&candidate);
        self.earlier.push(id);
    }

    /// Takes a person of this wave, stored before a crash, back in.
    pub(crate) fn know_again(&mut self, record: &Record) {
        let traits = MatchTraits::of(&record.traits);
        let candidate = self.tokens.of(self.key.index(), record, &traits);
        self.resolver.insert(&candidate);
        self.index_tokens(self.count);
        self.count += 1;
    }

    /// Takes a further record of a person back in; `id` is of this or an earlier wave.
    pub(crate) fn know_extra(&mut self, id: Uuid, record: &Record) {
        let number = match number_in(self.base, id) {
            Some(number) => self.global(number),
            None => match self.earlier_number(id) {
                Some(number) => number,
                None => return,
            },
        };
        let traits = MatchTraits::of(&record.traits);
        let candidate = self.tokens.of(self.key.index(), record, &traits);
        self.resolver.learn(number, &candidate);
        let local = self.local(number);
        self.index_tokens(local);
    }

    /// Takes an alias back in that was stored before a crash.
    pub(crate) fn know_alias(&mut self, number: i64, id: Uuid) {
        if let (Some(global), Ok(alias)) = (self.earlier_number(id), u32::try_from(number)) {
            self.aliases.insert(global, alias);
        }
    }

    /// The number of a person of an earlier wave; all of those are known by now.
    fn earlier_number(&mut self, id: Uuid) -> Option<u32> {
        if self.earlier_numbers.len() != self.earlier.len() {
            self.earlier_numbers = self.earlier.iter().copied().zip(0..).collect();
        }
        self.earlier_numbers.get(&id).copied()
    }

    /// Everything that was stored is known: new rows may come.
    pub(crate) fn ready(mut self) -> Self {
        self.earlier_numbers = HashMap::new();
        self
    }

    fn global(&self, local: u32) -> u32 {
        local + u32::try_from(self.earlier.len()).unwrap_or(0)
    }

    /// The number under which a person stands in this wave's index.
    fn local(&mut self, global: u32) -> u32 {
        let earlier = u32::try_from(self.earlier.len()).unwrap_or(0);
        if global >= earlier {
            return global - earlier;
        }
        if let Some(alias) = self.aliases.get(&global) {
            return *alias;
        }
        let alias = ALIAS + u32::try_from(self.aliases.len()).unwrap_or(0);
        self.aliases.insert(global, alias);
        if let Some(id) = usize::try_from(global).ok().and_then(|at| self.earlier.get(at)) {
            self.new_aliases.push((i64::from(alias), *id));
        }
        alias
    }

    fn index_tokens(&mut self, local: u32) {
        for (kind, token) in &self.tokens.found {
            self.index.add(*kind, *token, local);
        }
    }

    fn id_of(&self, global: u32) -> Uuid {
        let earlier = u32::try_from(self.earlier.len()).unwrap_or(0);
        if global >= earlier {
            return numbered(self.base, global - earlier);
        }
        usize::try_from(global)
            .ok()
            .and_then(|at| self.earlier.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// Resolves one accepted row and keeps it for the next chunk.
    pub fn absorb(
        &mut self,
        record: &Record,
        traits: &MatchTraits,
        exposure: Exposure,
    ) -> Absorbed {
        let candidate: Candidate = self.tokens.of(self.key.index(), record, traits);
        match self.resolver.resolve(&candidate) {
            Resolved::New(global) => {
                let local = self.count;
                self.count += 1;
                self.index_tokens(local);
                let id = self.id_of(global);
                self.write_person(id, record, exposure);
                Absorbed::New(PersonId::from_uuid(id))
            }
            Resolved::Known { person, adds } => {
                let id = self.id_of(person);
                let patch = self.patches.entry(person).or_default();
                patch.flags |= exposure.classes.bits();
                patch.states |= exposure.states.bits();
                patch.rows += 1;
                patch.first = earliest(patch.first, exposure.visit_on);
                patch.last = patch.last.max(exposure.visit_on);
                if adds {
                    let local = self.local(person);
                    self.index_tokens(local);
                    self.write_extra(id, record, exposure.row);
                }
                Absorbed::Known(PersonId::from_uuid(id))
            }
        }
    }

    fn write_person(&mut self, id: Uuid, record: &Record, exposure: Exposure) {
        self.buffer.clear();
        record.encode(&mut self.buffer);
        let row = Row { table: "person", id: id.as_bytes() };
        let sealed = self.key.seal(&self.env, row, &self.buffer);
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

    fn write_extra(&mut self, id: Uuid, record: &Record, source_row: u64) {
        self.buffer.clear();
        record.encode(&mut self.buffer);
        let sealed = self.key.seal(&self.env, extra_place(id.as_bytes()), &self.buffer);
        self.extras
            .row()
            .uuid(id)
            .uuid(self.import.uuid())
            .int(i64::try_from(source_row).unwrap_or(i64::MAX))
            .bytes(sealed);
    }

    /// What was resolved since the last call.
    pub fn take_chunk(&mut self) -> Chunk {
        let mut added: Vec<_> = std::mem::take(&mut self.patches).into_iter().collect();
        // In the order of the numbers, which is that of the rows of this wave on disk.
        added.sort_unstable_by_key(|(global, _)| *global);
        let first_own = added.partition_point(|(global, _)| *global < self.global(0));
        let rows = |part: &[(u32, Patch)]| -> Vec<PatchRow> {
            part.iter().map(|(global, patch)| patch.row(self.id_of(*global))).collect()
        };
        let (patches, own) = added.split_at(first_own);
        let (patches, own) = (rows(patches), rows(own));
        Chunk {
            own,
            persons: std::mem::replace(&mut self.persons, Bulk::new(self.engine, "person", PERSON)),
            extras: std::mem::replace(
                &mut self.extras,
                Bulk::new(self.engine, "person_extra", EXTRA),
            ),
            patches,
            aliases: std::mem::take(&mut self.new_aliases),
            import: self.import,
        }
    }

    /// What remains when the last chunk is stored: the key and the index of the wave.
    pub(crate) fn into_index(self) -> (Env, Arc<DataKey>, ImportId, CaseLabId, WaveIndex, u32) {
        (self.env, self.key, self.import, self.case_lab, self.index, self.count)
    }
}

/// The place of a further record, for sealing.
pub(crate) fn extra_place(id: &[u8]) -> Row<'_> {
    Row { table: "person_extra", id }
}

fn earliest(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// The id of a wave's person: the wave's base with the number in its last four bytes.
pub(crate) fn numbered(base: Uuid, number: u32) -> Uuid {
    let mut bytes = base.into_bytes();
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    Uuid::from_bytes(bytes)
}

/// The number of an id in the wave of that base.
fn number_in(base: Uuid, id: Uuid) -> Option<u32> {
    let (ours, theirs) = (base.into_bytes(), id.into_bytes());
    if ours[..12] != theirs[..12] {
        return None;
    }
    let mut number = [0; 4];
    number.copy_from_slice(&theirs[12..]);
    Some(u32::from_be_bytes(number))
}
