//! The verbs of the room.

use std::{net::IpAddr, sync::Arc, time::Duration};

use accounts::Accounts;
use chrono::NaiveDate;
use db::Db;
use incidents::{CaseSummary, Incidents};
use kernel::{Actor, Env, IncidentId, PersonId};
use people::{ClaimCode, FoundClaim, People, Person};
use tokio_util::sync::CancellationToken;
use vault::{DataKey, Owner, Vault};

use crate::{
    Exposure, LabWords, Limits, PortalError, Visit, journal::Openings, limits::Pending, store,
};

type Result<T> = std::result::Result<T, PortalError>;

/// How often counts and openings are written.
const FLUSH: Duration = Duration::from_millis(250);

/// The answer to a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The code and the birth date fit: the exposure, and the cookie of the visit.
    Concerned {
        /// What to show.
        exposure: Box<Exposure>,
        /// The cookie's value.
        cookie: String,
    },
    /// Anything else about the code. Says nothing about anybody.
    Neutral,
    /// Too many tries from this address; the code was not looked at.
    Wait,
}

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    db: Db,
    vault: Vault,
    env: Env,
    accounts: Accounts,
    incidents: Incidents,
    people: People,
    limits: Limits,
    pending: Arc<Pending>,
    openings: Arc<Openings>,
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Portal")
    }
}

impl Portal {
    /// The room over one database.
    pub fn new(
        db: Db,
        vault: Vault,
        env: Env,
        accounts: Accounts,
        incidents: Incidents,
        people: People,
        limits: Limits,
    ) -> Self {
        Self {
            db,
            vault,
            env,
            accounts,
            incidents,
            people,
            limits,
            pending: Arc::default(),
            openings: Arc::default(),
        }
    }

    /// The cases that have a public page.
    ///
    /// # Errors
    /// The database's.
    pub async fn cases(&self) -> Result<Vec<CaseSummary>> {
        Ok(self.incidents.public_cases().await?)
    }

    /// One case that has a public page, with the words of its labs.
    ///
    /// # Errors
    /// [`PortalError::NotFound`].
    pub async fn case(&self, reference: &str) -> Result<(CaseSummary, Vec<LabWords>)> {
        let case = self.incidents.public_case(reference).await?;
        let mut labs = Vec::with_capacity(case.labs.len());
        for lab in &case.labs {
            labs.push(self.lab_words(lab.organisation).await?);
        }
        Ok((case, labs))
    }

    async fn lab_words(&self, id: kernel::OrganisationId) -> Result<LabWords> {
        let lab = self.accounts.organisation(&Actor::System("portal"), id).await?;
        Ok(LabWords {
            name: lab.name,
            city: lab.city,
            phone: lab.phone,
            hours: lab.hours,
            dpo: (lab.dpo_name, lab.dpo_email, lab.dpo_address),
        })
    }

    /// One try: a code as typed, a birth date, and where the request comes from.
    ///
    /// # Errors
    /// A dependency that does not answer: the page must then say that it cannot say.
    pub async fn answer(
        &self,
        incident: IncidentId,
        code: &str,
        birth: Option<NaiveDate>,
        from: IpAddr,
    ) -> Result<Answer> {
        let key = self.vault.key(Owner::Incident(incident)).await?;
        let now = self.env.now();
        let tries = key.derive_index("portal-try");
        let code_key = tries.token("code", squeeze(code).as_bytes());
        let prefix_key = tries.token("prefix", &prefix(from));
        let mut tx = self.db.read().await?;
        let [code_count, prefix_count] = store::counts(&mut tx, [&code_key, &prefix_key]).await?;
        drop(tx);
        let live = |count: Option<crate::limits::Count>, window, key: &[u8; 16]| {
            count.map_or(0, |count| count.live(now, window)) + self.pending.of(key)
        };
        if live(prefix_count, self.limits.window, &prefix_key) >= self.limits.per_prefix {
            return Ok(Answer::Wait);
        }
        let locked = live(code_count, self.limits.lock, &code_key) >= self.limits.per_code;
        let found = match ClaimCode::parse(code) {
            Ok(code) => self.people.find_claim(incident, &code).await?,
            Err(_) => None,
        };
        let person = self.open_or_pretend(&key, found).await?;
        let fits = person.as_ref().is_some_and(|person| {
            birth.is_some()
                && person.record.traits.birth_date.and_then(people::identity::BirthDate::exact)
                    == birth
        });
        match (found, person) {
            (Some(claim), Some(person)) if fits && !locked => {
                self.openings.add(claim.case_lab, claim.person);
                let visit = Visit::new(now, claim.case_lab, claim.person);
                let exposure = Box::new(self.exposure_of(claim.case_lab, &person).await?);
                Ok(Answer::Concerned { exposure, cookie: visit.seal(&self.env, &key, incident) })
            }
            _ => {
                self.pending.add(code_key);
                self.pending.add(prefix_key);
                Ok(Answer::Neutral)
            }
        }
    }

    /// Opens the person of a claim; for an unknown code it reads and decrypts as much, so
    /// that the two take the same time.
    async fn open_or_pretend(
        &self,
        key: &DataKey,
        found: Option<FoundClaim>,
    ) -> Result<Option<Person>> {
        if let Some(claim) = found {
            let scope = self.people.system_scope(claim.case_lab).await?;
            return Ok(self.people.open_all(&scope, &[claim.person]).await?.pop());
        }
        let nobody: PersonId = self.env.new_id();
        self.people.read_nobody(key, nobody).await?;
        Ok(None)
    }

    async fn exposure_of(&self, lab: kernel::CaseLabId, person: &Person) -> Result<Exposure> {
        let scope = self.people.system_scope(lab).await?;
        let (incident, part) = self.incidents.of_scope(&scope).await?;
        Ok(Exposure {
            lab: self.lab_words(part.organisation).await?,
            facts: part.facts,
            period: (incident.started_on, incident.ended_on),
            classes: person.classes.public(),
            visits: person.visits,
            at: self.env.now(),
        })
    }

    /// The exposure of a visit, from its cookie; none when the visit is over.
    ///
    /// # Errors
    /// A dependency that does not answer.
    pub async fn visit(&self, incident: IncidentId, cookie: &str) -> Result<Option<Exposure>> {
        let key = self.vault.key(Owner::Incident(incident)).await?;
        let Some(visit) = Visit::open(cookie, &key, incident, self.env.now()) else {
            return Ok(None);
        };
        let scope = self.people.system_scope(visit.case_lab).await?;
        let person = self.people.open_all(&scope, &[visit.person]).await?.pop();
        match person {
            Some(person) => Ok(Some(self.exposure_of(visit.case_lab, &person).await?)),
            None => Ok(None),
        }
    }

    /// Writes counts and openings.
    ///
    /// # Errors
    /// The database's; counts are kept for the next time.
    pub async fn flush(&self) -> Result<()> {
        let counts = self.pending.take();
        if !counts.is_empty() {
            let now = self.env.now();
            let stale = now - self.limits.lock.max(self.limits.window);
            let written = async {
                let mut tx = self.db.write().await?;
                store::add(&mut tx, &counts, now, stale).await?;
                tx.commit().await
            };
            if let Err(error) = written.await {
                self.pending.put_back(counts);
                return Err(error.into());
            }
        }
        Ok(self.openings.flush(&self.db, &self.env).await?)
    }

    /// Forgets counts that are over. To be called now and then.
    ///
    /// # Errors
    /// The database's.
    pub async fn purge(&self) -> Result<u64> {
        let before = self.env.now() - self.limits.lock.max(self.limits.window);
        let mut tx = self.db.write().await?;
        let gone = store::purge(&mut tx, before).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// Writes counts and openings four times a second, until the process stops.
    pub async fn keep_writing(self, stop: CancellationToken) {
        loop {
            let over = tokio::select! {
                () = stop.cancelled() => true,
                () = tokio::time::sleep(FLUSH) => false,
            };
            if let Err(error) = self.flush().await {
                tracing::warn!(error = %error, "portal counts could not be written yet");
            }
            if over {
                return;
            }
        }
    }
}

/// A code as typed, without what does not matter, so that dressing it otherwise does not
/// start a new count.
fn squeeze(code: &str) -> String {
    code.chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .take(32)
        .collect()
}

/// The prefix of an address: 24 bits of IPv4, 56 of IPv6.
fn prefix(address: IpAddr) -> [u8; 8] {
    let mut prefix = [0; 8];
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            prefix[..4].copy_from_slice(&[4, a, b, c]);
        }
        IpAddr::V6(v6) => {
            let octets = v6.octets();
            prefix[0] = 6;
            prefix[1..].copy_from_slice(&octets[..7]);
        }
    }
    prefix
}
