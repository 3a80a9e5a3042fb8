//! Searching visible persons.

use accounts::Verb;
use audit::{Event, record};
use chrono::NaiveDate;
use kernel::{Actor, CaseLabId, Text};
use uuid::Uuid;
use vault::{DataKey, Owner};

use super::{
    person::Person,
    room::{People, Result, is_dpo},
    walk::opened,
};
use crate::{
    PeopleError,
    identity::{
        BirthDate, Email, Phone, State, StateSet, name::normalise_name, phonetic::phonetic,
        postcode::Postcode,
    },
    index,
    load::{ALIAS, numbered},
    store::{self, PersonRow},
    tokens::{Kind, token},
};

/// A search shows at most this many persons.
pub const SEARCH_LIMIT: usize = 200;

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

impl People {
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
            let mut ids = in_wave(&mut tx, &key, &wave, &wanted).await?;
            ids.sort_unstable();
            ids.dedup();
            ids.retain(|id| found.iter().all(|row| row.person_id != *id));
            let hidden =
                |row: &PersonRow| StateSet::from_bits(row.states).has(State::Restricted) && !dpo;
            let rows = store::these_persons(&mut tx, case_lab, &ids).await?;
            found.extend(rows.into_iter().filter(|row| !hidden(row)));
            if found.len() > SEARCH_LIMIT {
                return Err(PeopleError::TooMany { limit: SEARCH_LIMIT });
            }
        }
        let mut persons = opened(&mut tx, &key, &found).await?;
        persons.sort_by_cached_key(|person| normalise_name(&person.record.traits.display_name()));
        let event = Event::new("people.searched")
            .count("found", i64::try_from(persons.len()).unwrap_or(i64::MAX))
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(persons)
    }
}

/// Each criterion as alternatives, any of which fits.
fn wanted(key: &DataKey, criteria: &Criteria) -> Vec<Vec<(Kind, u64)>> {
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
    key: &DataKey,
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
