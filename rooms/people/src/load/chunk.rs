//! What goes to the database in one transaction, and what rows add to a person.

use chrono::NaiveDate;
use db::{Bulk, BulkColumn, BulkKind, Engine, Result, Tx};
use kernel::ImportId;
use uuid::Uuid;

use crate::{
    reach::Reach,
    store::{self, PatchRow},
};

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

/// Rows of the table of persons, as they gather.
pub(crate) fn persons(engine: Engine) -> Bulk {
    Bulk::new(engine, "person", PERSON)
}

/// Rows of the table of further records, as they gather.
pub(crate) fn extras(engine: Engine) -> Bulk {
    Bulk::new(engine, "person_extra", EXTRA)
}

/// What rows add to a person.
#[derive(Clone, Copy, Default)]
pub(crate) struct Patch {
    pub(crate) flags: i64,
    pub(crate) states: i64,
    pub(crate) rows: i64,
    pub(crate) first: Option<NaiveDate>,
    pub(crate) last: Option<NaiveDate>,
    reach: i64,
    reach_lost: i64,
}

impl Patch {
    /// The channels of one more record; the newest address says whether it is abroad.
    pub(crate) fn reached(&mut self, reach: Reach, newest: bool) {
        let says_where = newest && reach.has(Reach::POSTAL);
        let lost = if says_where { Reach::ABROAD.bits() } else { 0 };
        let gained = reach.bits() & if says_where { i64::MAX } else { !Reach::ABROAD.bits() };
        self.reach = (self.reach & !lost) | gained;
        self.reach_lost |= lost;
    }

    /// Days of further visits.
    pub(crate) fn visited(&mut self, first: Option<NaiveDate>, last: Option<NaiveDate>) {
        self.first = match (self.first, first) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        };
        self.last = self.last.max(last);
    }

    pub(crate) fn row(&self, person: Uuid) -> PatchRow {
        PatchRow {
            person,
            flags: self.flags,
            states: self.states,
            rows: self.rows,
            first: self.first,
            last: self.last,
            reach: self.reach,
            reach_lost: self.reach_lost,
        }
    }
}

/// Rows taken in since the last chunk, ready to be stored.
pub struct Chunk {
    pub(super) persons: Bulk,
    pub(super) extras: Bulk,
    /// For persons of this wave.
    pub(super) own: Vec<PatchRow>,
    /// For persons of earlier waves.
    pub(super) patches: Vec<PatchRow>,
    pub(super) aliases: Vec<(i64, Uuid)>,
    pub(super) import: ImportId,
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
