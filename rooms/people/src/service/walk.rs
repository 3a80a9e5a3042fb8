//! Persons for the work of other rooms: a whole lab in id order, some of them, nobody.

use std::collections::HashMap;

use accounts::Verb;
use incidents::Scope;
use kernel::{Actor, CaseLabId, Id as _, ImportId, PersonId};
use uuid::Uuid;
use vault::{DataKey, Owner};

use super::{
    person::{Person, PersonHead, Sourced, head, person_of},
    room::{People, Result},
};
use crate::{
    PeopleError, Record,
    load::{numbered, person_place},
    recall::{open, open_extra},
    store::{self, PersonRow},
};

impl People {
    /// Visible persons after one, in id order, unopened: to walk a whole lab.
    ///
    /// # Errors
    /// The database's.
    pub async fn heads_after(
        &self,
        scope: &Scope,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Vec<PersonHead>> {
        let rows = self.visible_after(scope, after, limit).await?;
        Ok(rows.iter().map(head).collect())
    }

    /// The ids of a wave share their first bytes, so the waves in the order of their
    /// bases give all persons in id order, by ranges of the primary key.
    async fn visible_after(
        &self,
        scope: &Scope,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Vec<PersonRow>> {
        let mut tx = self.db.read().await?;
        let mut waves = store::active_waves(&mut tx, scope.case_lab()).await?;
        waves.sort_unstable_by_key(|wave| wave.base);
        let after = after.map(PersonId::uuid);
        let mut rows = Vec::new();
        for wave in waves {
            if after.is_some_and(|after| after >= numbered(wave.base, u32::MAX)) {
                continue;
            }
            let left = limit - i64::try_from(rows.len()).unwrap_or(limit);
            if left <= 0 {
                break;
            }
            let import = ImportId::from_uuid(wave.import_id);
            rows.extend(store::of_wave(&mut tx, import, wave.base, after, left).await?);
        }
        Ok(rows)
    }

    /// Visible persons after one, in id order, opened: for the work of a campaign,
    /// which writes its own event for each chunk.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn persons_after(
        &self,
        scope: &Scope,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Vec<Person>> {
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let rows = self.visible_after(scope, after, limit).await?;
        let mut tx = self.db.read().await?;
        opened(&mut tx, &key, &rows).await
    }

    /// These persons, opened, in the order asked: for the work of a campaign or the
    /// portal, which write their own events.
    ///
    /// # Errors
    /// [`PeopleError::NotFound`] when one of them is not visible in this lab.
    pub async fn open_all(&self, scope: &Scope, ids: &[PersonId]) -> Result<Vec<Person>> {
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let mut tx = self.db.read().await?;
        let mut persons = Vec::with_capacity(ids.len());
        for part in ids.chunks(500) {
            let rows = store::persons(&mut tx, scope.case_lab(), part).await?;
            // One person costs the same reads, with further records and without: the portal.
            let found = match <[PersonRow; 1]>::try_from(rows) {
                Ok([row]) => vec![opened_one(&mut tx, &key, row).await?],
                Err(rows) => opened(&mut tx, &key, &rows).await?,
            };
            let found: HashMap<PersonId, Person> =
                found.into_iter().map(|person| (person.id, person)).collect();
            for id in part {
                persons.push(found.get(id).cloned().ok_or(PeopleError::NotFound)?);
            }
        }
        Ok(persons)
    }

    /// Reads and decrypts as much as opening a person does, for nobody: the portal's
    /// answer to an unknown code must not come sooner than to a known one.
    ///
    /// # Errors
    /// The database's.
    pub async fn read_nobody(&self, key: &DataKey, nobody: PersonId) -> Result<()> {
        let lab = CaseLabId::from_uuid(nobody.uuid());
        // The same reads: the part of the case, the person, their further records.
        let _ = self.incidents.scope(&Actor::System("people"), Verb::ReadPerson, lab).await;
        let mut tx = self.db.read().await?;
        let rows = store::persons(&mut tx, lab, &[nobody]).await?;
        store::extras_of_persons(&mut tx, &[nobody]).await?;
        drop(tx);
        let id = nobody.uuid();
        let place = person_place(id.as_bytes());
        let sealed = key.seal(&self.env, place, &[0; 220]);
        let opened = key.open(place, &sealed)?;
        if rows.is_empty() && Record::decode(&opened).is_none() {
            return Ok(());
        }
        Err(PeopleError::NotFound)
    }
}

/// Opens persons with their further records, in the order given.
pub(super) async fn opened(
    tx: &mut db::Tx,
    key: &DataKey,
    rows: &[PersonRow],
) -> Result<Vec<Person>> {
    // A further record comes with a row of its own.
    let several = rows.iter().filter(|row| row.row_count > 1);
    let ids: Vec<PersonId> = several.map(|row| PersonId::from_uuid(row.person_id)).collect();
    let mut further = further(tx, key, &ids).await?;
    rows.iter()
        .map(|row| {
            let records = further.remove(&row.person_id).unwrap_or_default();
            Ok(person_of(row, open(key, row)?, records))
        })
        .collect()
}

/// Opens one person; looks for further records whether there can be any or not.
pub(super) async fn opened_one(tx: &mut db::Tx, key: &DataKey, row: PersonRow) -> Result<Person> {
    let mut further = further(tx, key, &[PersonId::from_uuid(row.person_id)]).await?;
    let records = further.remove(&row.person_id).unwrap_or_default();
    Ok(person_of(&row, open(key, &row)?, records))
}

async fn further(
    tx: &mut db::Tx,
    key: &DataKey,
    ids: &[PersonId],
) -> Result<HashMap<Uuid, Vec<Sourced>>> {
    let mut further: HashMap<Uuid, Vec<Sourced>> = HashMap::new();
    for row in store::extras_of_persons(tx, ids).await? {
        let (record, source) = open_extra(key, &row)?;
        let import = ImportId::from_uuid(row.import_id);
        further.entry(row.person_id).or_default().push(Sourced { import, record, source });
    }
    Ok(further)
}
