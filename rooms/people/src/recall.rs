//! What is stored, taken back into memory: persons of earlier imports, and a wave that was
//! cut off.

use std::sync::Arc;

use incidents::Scope;
use kernel::{Id as _, ImportId};
use uuid::Uuid;
use vault::{DataKey, Owner};

use crate::{
    PeopleError, Record,
    load::{Earlier, Loader, extra_place, person_place},
    record::Source,
    resolve::Resolver,
    service::People,
    store::{self, ExtraRow, PersonRow},
};

const PAGE: i64 = 2_000;

impl People {
    /// A resolver that knows the persons of a lab's earlier, active imports: a dry run with
    /// it announces what the stored run will store.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn resolver(&self, scope: &Scope) -> Result<Resolver, PeopleError> {
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        Ok(self.earlier(scope, &key).await?.resolver)
    }

    pub(crate) async fn earlier(
        &self,
        scope: &Scope,
        key: &Arc<DataKey>,
    ) -> Result<Earlier, PeopleError> {
        let mut earlier = Earlier::default();
        let mut tx = self.db.read().await?;
        let waves = store::active_waves(&mut tx, scope.case_lab()).await?;
        for wave in &waves {
            earlier.wave(wave.base);
            let import = ImportId::from_uuid(wave.import_id);
            let mut after = None;
            loop {
                let page = store::of_wave(&mut tx, import, wave.base, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.person_id);
                for row in &page {
                    earlier.person(row.person_id, &open(key, row)?.0);
                }
            }
        }
        for wave in &waves {
            let import = ImportId::from_uuid(wave.import_id);
            let mut after = i64::MIN;
            loop {
                let page = store::extras_of_wave(&mut tx, import, after, PAGE).await?;
                let Some(last) = page.last() else { break };
                after = last.source_row;
                for row in &page {
                    let (record, source) = open_extra(key, row)?;
                    earlier.more(row.person_id, &record, source);
                }
            }
        }
        Ok(earlier)
    }

    /// Takes a wave that was cut off back into its loader.
    pub(crate) async fn replay_wave(
        &self,
        import: ImportId,
        base: Uuid,
        key: &Arc<DataKey>,
        loader: &mut Loader,
    ) -> Result<(), PeopleError> {
        let mut tx = self.db.read().await?;
        let mut after = None;
        loop {
            let page = store::of_wave(&mut tx, import, base, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.person_id);
            for row in &page {
                loader.replay_person(&open(key, row)?.0, row.last_visit_on);
            }
        }
        for (number, id) in store::aliases(&mut tx, import).await? {
            loader.replay_alias(number, id);
        }
        let mut after = i64::MIN;
        loop {
            let page = store::extras_of_wave(&mut tx, import, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.source_row;
            for row in &page {
                let (record, source) = open_extra(key, row)?;
                loader.replay_record(row.person_id, &record, source);
            }
        }
        for (id, last) in store::patched_visits(&mut tx, import).await? {
            loader.replay_visit(id, last);
        }
        Ok(())
    }
}

/// Opens the sealed record of a person.
pub(crate) fn open(key: &DataKey, row: &PersonRow) -> Result<(Record, Source), PeopleError> {
    let plain = key.open(person_place(row.person_id.as_bytes()), &row.sealed)?;
    Record::decode(&plain).ok_or(unreadable("person"))
}

/// Opens a further record.
pub(crate) fn open_extra(key: &DataKey, row: &ExtraRow) -> Result<(Record, Source), PeopleError> {
    let plain = key.open(extra_place(row.person_id.as_bytes()), &row.sealed)?;
    Record::decode(&plain).ok_or(unreadable("person_extra"))
}

fn unreadable(table: &'static str) -> PeopleError {
    db::DbError::Inconsistent { table, column: "sealed" }.into()
}
