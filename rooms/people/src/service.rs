//! The verbs on persons.

use accounts::Verb;
use audit::{Event, record};
use chrono::NaiveDate;
use db::Db;
use incidents::{Incidents, Scope};
use kernel::{Actor, CaseLabId, Env, Id as _, PersonId, Text, exposure::ClassSet};
use uuid::Uuid;
use vault::{Owner, Vault};

use crate::{
    PeopleError, Reach, Record,
    identity::{State, StateSet, name::normalise_name, phonetic::phonetic},
    index,
    load::{extra_place, numbered},
    store::{self, PersonRow},
    tokens::{Kind, token},
    waves::open,
};

type Result<T> = std::result::Result<T, PeopleError>;

/// A search shows at most this many persons.
pub const SEARCH_LIMIT: usize = 200;
const ALIAS: u32 = 1 << 31;

/// The room. Cheap to clone.
#[derive(Clone, Debug)]
pub struct People {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) incidents: Incidents,
}

/// A data subject, opened.
#[derive(Clone)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// Identity and contact points, from the first row.
    pub record: Record,
    /// Further records that add a contact point, newest first.
    pub extras: Vec<Record>,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Channels that have something to work with.
    pub reach: Reach,
    /// How many rows of the files are about this person.
    pub rows: i64,
    /// First and last day of a visit or sample.
    pub visits: Option<(NaiveDate, NaiveDate)>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

/// What is known of a person without opening the sealed record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonHead {
    /// The id.
    pub id: PersonId,
    /// Classes of data exposed.
    pub classes: ClassSet,
    /// States that decide on channels.
    pub states: StateSet,
    /// Channels that have something to work with.
    pub reach: Reach,
}

/// Criteria of a search; all that are given must fit.
#[derive(Clone, Default)]
pub struct Criteria {
    /// Surname, at birth or used, in any spelling.
    pub surname: Option<String>,
    /// Whether a surname that sounds alike fits too.
    pub sounds_like: bool,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Post code.
    pub postcode: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// Counts of a lab's visible persons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Persons.
    pub persons: i64,
    /// Rows of the files.
    pub rows: i64,
    /// Persons by (states, reach, classes).
    pub groups: Vec<(StateSet, Reach, ClassSet, i64)>,
}

impl Totals {
    /// Persons for whom `fits` holds.
    pub fn count(&self, fits: impl Fn(StateSet, Reach, ClassSet) -> bool) -> i64 {
        self.groups.iter().filter(|(s, r, c, _)| fits(*s, *r, *c)).map(|(.., n)| n).sum()
    }
}

impl People {
    /// The room over one database.
    pub fn new(db: Db, vault: Vault, env: Env, incidents: Incidents) -> Self {
        Self { db, vault, env, incidents }
    }

    /// Counts of the visible persons, for an admitted caller. No person is read.
    ///
    /// # Errors
    /// The database's.
    pub async fn totals(&self, scope: &Scope) -> Result<Totals> {
        let mut tx = self.db.read().await?;
        let rows = store::groups(&mut tx, scope.case_lab()).await?;
        let mut totals = Totals::default();
        for row in rows {
            totals.persons += row.persons;
            totals.rows += row.row_count;
            totals.groups.push((
                StateSet::from_bits(row.states),
                Reach::from_bits(row.reach),
                ClassSet::from_bits(row.flags),
                row.persons,
            ));
        }
        Ok(totals)
    }

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
            let import = kernel::ImportId::from_uuid(wave.import_id);
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
        rows.iter().map(|row| Ok(person_of(row, open(&key, row)?, Vec::new()))).collect()
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
            for id in part {
                let row = rows
                    .iter()
                    .find(|row| row.person_id == id.uuid())
                    .ok_or(PeopleError::NotFound)?;
                persons.push(person_of(row, open(&key, row)?, Vec::new()));
            }
        }
        Ok(persons)
    }

    /// Reads and decrypts as much as opening a person does, for nobody: the portal's
    /// answer to an unknown code must not come sooner than to a known one.
    ///
    /// # Errors
    /// The database's.
    pub async fn read_nobody(&self, key: &vault::DataKey, nobody: PersonId) -> Result<()> {
        let lab = CaseLabId::from_uuid(nobody.uuid());
        // The same three reads: the part of the case, the person, the sealed record.
        let _ = self.incidents.scope(&Actor::System("people"), Verb::ReadPerson, lab).await;
        let mut tx = self.db.read().await?;
        let rows = store::persons(&mut tx, lab, &[nobody]).await?;
        drop(tx);
        let id = nobody.uuid();
        let place = vault::Row { table: "person", id: id.as_bytes() };
        let sealed = key.seal(&self.env, place, &[0; 220]);
        let opened = key.open(place, &sealed)?;
        if rows.is_empty() && Record::decode(&opened).is_none() {
            return Ok(());
        }
        Err(PeopleError::NotFound)
    }

    /// The scope of a person found by claim code: the portal acts as the system.
    ///
    /// # Errors
    /// See [`Incidents::scope`].
    pub async fn system_scope(&self, case_lab: CaseLabId) -> Result<Scope> {
        Ok(self.incidents.scope(&Actor::System("people"), Verb::ReadPerson, case_lab).await?)
    }

    /// Reads one person. The act and its reason are recorded.
    ///
    /// # Errors
    /// [`PeopleError::NotFound`] also for a restricted person, unless the reader is
    /// the DPO.
    pub async fn read(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        id: PersonId,
        reason: &Text<300>,
    ) -> Result<Person> {
        let scope = self.incidents.scope(actor, Verb::ReadPerson, case_lab).await?;
        let key = self.vault.key(Owner::CaseLab(case_lab)).await?;
        let mut tx = self.db.write().await?;
        let row = store::person(&mut tx, case_lab, id).await?.ok_or(PeopleError::NotFound)?;
        if StateSet::from_bits(row.states).has(State::Restricted) && !is_dpo(actor, &scope) {
            return Err(PeopleError::NotFound);
        }
        let mut extras = Vec::new();
        for extra in store::extras_of_person(&mut tx, id).await? {
            let plain = key.open(extra_place(extra.person_id.as_bytes()), &extra.sealed)?;
            extras.extend(Record::decode(&plain));
        }
        let person = person_of(&row, open(&key, &row)?, extras);
        let event = Event::new("people.read")
            .id("person", id)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// Searches visible persons. The act, its reason and the number found are recorded;
    /// what was searched for is not.
    ///
    /// # Errors
    /// [`PeopleError::Required`] without a criterion, [`PeopleError::TooMany`] over
    /// [`SEARCH_LIMIT`].
    pub async fn search(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        criteria: &Criteria,
        reason: &Text<300>,
    ) -> Result<Vec<Person>> {
        let scope = self.incidents.scope(actor, Verb::SearchPersons, case_lab).await?;
        let key = self.vault.key(Owner::CaseLab(case_lab)).await?;
        let wanted = wanted(&key, criteria);
        if wanted.is_empty() {
            return Err(PeopleError::Required { field: "criteria" });
        }
        let mut tx = self.db.write().await?;
        let mut found: Vec<PersonRow> = Vec::new();
        let dpo = is_dpo(actor, &scope);
        for wave in store::active_waves(&mut tx, case_lab).await? {
            for id in in_wave(&mut tx, &key, &wave, &wanted).await? {
                if found.iter().any(|row| row.person_id == id) {
                    continue;
                }
                let row = store::person(&mut tx, case_lab, PersonId::from_uuid(id)).await?;
                let hidden = |row: &PersonRow| {
                    StateSet::from_bits(row.states).has(State::Restricted) && !dpo
                };
                found.extend(row.filter(|row| !hidden(row)));
                if found.len() > SEARCH_LIMIT {
                    return Err(PeopleError::TooMany { limit: SEARCH_LIMIT });
                }
            }
        }
        let mut persons = Vec::with_capacity(found.len());
        for row in &found {
            persons.push(person_of(row, open(&key, row)?, Vec::new()));
        }
        persons.sort_by_cached_key(|person| normalise_name(&person.record.traits.display_name()));
        let event = Event::new("people.searched")
            .count("found", i64::try_from(persons.len()).unwrap_or(i64::MAX))
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(persons)
    }

    /// Sets or lifts a state of a person (deceased, at risk, restricted, …).
    ///
    /// # Errors
    /// [`PeopleError::Conflict`] when somebody changed the person in the meantime.
    pub async fn set_states(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        id: PersonId,
        states: StateSet,
        reason: &Text<300>,
    ) -> Result<()> {
        let scope = self.incidents.scope(actor, Verb::ChangePerson, case_lab).await?;
        let mut tx = self.db.write().await?;
        let row = store::person(&mut tx, case_lab, id).await?.ok_or(PeopleError::NotFound)?;
        let moved = store::set_states(&mut tx, case_lab, id, row.states, states.bits()).await?;
        if moved == 0 {
            return Err(PeopleError::Conflict);
        }
        let event = Event::new("people.states_changed")
            .id("person", id)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Each criterion as alternatives, any of which fits.
fn wanted(key: &vault::DataKey, criteria: &Criteria) -> Vec<Vec<(Kind, u64)>> {
    use crate::identity::{BirthDate, Email, Phone, postcode::Postcode};
    let index = key.index();
    let one = |kind: Kind, value: &str| vec![(kind, token(index, kind, value.as_bytes()))];
    let mut wanted = Vec::new();
    if let Some(surname) = &criteria.surname {
        let folded = normalise_name(surname);
        let mut either = one(Kind::Surname, &folded);
        if criteria.sounds_like {
            either.extend(one(Kind::Phonetic, &phonetic(&folded)));
        }
        if !folded.is_empty() {
            wanted.push(either);
        }
    }
    if let Some(date) = criteria.birth_date {
        wanted.push(one(Kind::Birth, &BirthDate::Day(date).canonical()));
    }
    if let Some(code) = &criteria.postcode {
        wanted.push(one(Kind::Postcode, Postcode::parse(code).as_str()));
    }
    if let Some(email) = criteria.email.as_deref().and_then(|raw| Email::parse(raw).ok()) {
        wanted.push(one(Kind::Email, &email.key()));
    }
    if let Some((phone, _)) = criteria.phone.as_deref().and_then(|raw| Phone::parse(raw).ok()) {
        wanted.push(one(Kind::Phone, phone.as_str()));
    }
    wanted
}

/// Ids of one wave that fit every criterion.
async fn in_wave(
    tx: &mut db::Tx,
    key: &vault::DataKey,
    wave: &store::WaveRow,
    wanted: &[Vec<(Kind, u64)>],
) -> Result<Vec<Uuid>> {
    let bits = u32::try_from(wave.index_bits).unwrap_or(0);
    let place = wave.import_id.into_bytes();
    let mut fitting: Option<Vec<u32>> = None;
    for either in wanted {
        let mut numbers = Vec::new();
        for (kind, token) in either {
            let bucket = index::bucket_of(*token, bits);
            let Some(sealed) = store::bucket(tx, wave.import_id, kind.code(), bucket).await? else {
                continue;
            };
            let entries = index::open(key, &place, *kind, bucket, &sealed)?;
            numbers.extend(entries.iter().filter(|(t, _)| t == token).map(|(_, n)| *n));
        }
        numbers.sort_unstable();
        numbers.dedup();
        fitting = Some(match fitting {
            None => numbers,
            Some(before) => {
                before.into_iter().filter(|n| numbers.binary_search(n).is_ok()).collect()
            }
        });
    }
    let mut ids = Vec::new();
    for number in fitting.unwrap_or_default() {
        if number < ALIAS {
            ids.push(numbered(wave.base, number));
        } else {
            ids.extend(store::alias(tx, wave.import_id, i64::from(number)).await?);
        }
        if ids.len() > 2 * SEARCH_LIMIT {
            return Err(PeopleError::TooMany { limit: SEARCH_LIMIT });
        }
    }
    Ok(ids)
}

fn is_dpo(actor: &Actor, scope: &Scope) -> bool {
    actor.roles_in(scope.organisation()).any(|role| role == kernel::Role::Dpo)
}

fn head(row: &PersonRow) -> PersonHead {
    PersonHead {
        id: PersonId::from_uuid(row.person_id),
        classes: ClassSet::from_bits(row.flags),
        states: StateSet::from_bits(row.states),
        reach: Reach::from_bits(row.reach),
    }
}

fn person_of(row: &PersonRow, record: Record, extras: Vec<Record>) -> Person {
    let PersonHead { id, classes, states, reach } = head(row);
    let visits = row.first_visit_on.zip(row.last_visit_on);
    Person { id, record, extras, classes, states, reach, rows: row.row_count, visits }
}
