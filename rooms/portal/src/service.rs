//! The verbs of the room.

use std::{net::IpAddr, sync::Arc, time::Duration};

use accounts::Accounts;
use campaigns::Marks;
use chrono::NaiveDate;
use db::Db;
use imports::Imports;
use incidents::Incidents;
use kernel::{Actor, CaseLabId, Env, IncidentId, PersonId, exposure::ClassSet};
use people::{ClaimCode, FoundClaim, People, PeopleError, Person};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use vault::{DataKey, Owner, Vault, VaultError};

use crate::{
    Board, Exposure, LabWords, Limits, PortalError, PublicCase, Visit,
    board::Held,
    journal::Openings,
    limits::{Failures, Kind as Counted, Pending, SKEW},
    store,
};

pub(crate) type Result<T> = std::result::Result<T, PortalError>;

/// How often counts and openings are written.
const FLUSH: Duration = Duration::from_millis(250);

/// The portal reads labs as the product itself: a patient holds no role.
pub(crate) const SYSTEM: Actor = Actor::System("portal");

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
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) accounts: Accounts,
    pub(crate) incidents: Incidents,
    pub(crate) people: People,
    pub(crate) imports: Imports,
    pub(crate) marks: Marks,
    pub(crate) limits: Limits,
    pub(crate) pending: Arc<Pending>,
    openings: Arc<Openings>,
    board: Arc<Held>,
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Portal")
    }
}

impl Portal {
    /// The room over one database.
    #[expect(clippy::too_many_arguments, reason = "the rooms that it reads, each once")]
    pub fn new(
        db: Db,
        vault: Vault,
        env: Env,
        accounts: Accounts,
        incidents: Incidents,
        people: People,
        imports: Imports,
        marks: Marks,
        limits: Limits,
    ) -> Self {
        Self {
            db,
            vault,
            env,
            accounts,
            incidents,
            people,
            imports,
            marks,
            limits,
            pending: Arc::default(),
            openings: Arc::default(),
            board: Arc::default(),
        }
    }

    /// How long somebody waits after [`Answer::Wait`], at most.
    pub fn wait(&self) -> chrono::Duration {
        self.limits.window
    }

    /// The cases that have a public page, with the words of their labs, not older than
    /// ten seconds. One caller reads the database every two seconds, the others go on
    /// with what is known.
    ///
    /// # Errors
    /// The database's.
    pub async fn board(&self) -> Result<Arc<Board>> {
        let now = self.env.now();
        let _renewal = match self.board.ask(now) {
            Ok(board) => return Ok(board),
            Err(renewal) => renewal,
        };
        let cases = self.incidents.public_cases().await?;
        let all = self.accounts.organisations(&SYSTEM).await?;
        let words =
            |id| all.iter().find(|lab| lab.id == id).map_or_else(LabWords::default, LabWords::of);
        let mut board = Vec::with_capacity(cases.len());
        for case in cases {
            let labs = case.labs.iter().map(|lab| words(lab.organisation)).collect();
            let mut unknown = Vec::with_capacity(case.labs.len());
            for lab in &case.labs {
                unknown.push(self.unknown(lab.id).await?);
            }
            board.push(PublicCase { case, labs, unknown });
        }
        Ok(self.board.put(board, now))
    }

    /// The board as it was last read, however long ago: for the telephone on a page that
    /// says that nothing can be said.
    pub fn last_board(&self) -> Option<Arc<Board>> {
        self.board.last()
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
        let came = Instant::now();
        let key = self.vault.key(Owner::Incident(incident)).await?;
        let now = self.env.now();
        let tries = key.derive_index("portal-try");
        let code_key = tries.token("code", squeeze(code).as_bytes());
        let prefix_key = tries.token("prefix", &prefix(from));
        // What memory knows is read before what the database knows: a failure that moves
        // from one to the other in between counts twice rather than not at all.
        let attempt = self.pending.hold(code_key);
        let from_here = self.pending.of(&prefix_key);
        let mut tx = self.db.read().await?;
        let [of_code, of_prefix] = store::counts(&mut tx, [&code_key, &prefix_key]).await?;
        drop(tx);
        let live = |count: Option<crate::limits::Count>, kind| {
            count.map_or(0, |count| count.live(now, self.limits.span(kind)))
        };
        if live(of_prefix, Counted::Prefix) + from_here >= self.limits.per_prefix {
            return Ok(Answer::Wait);
        }
        // The try itself is in the count.
        let locked = live(of_code, Counted::Code) + attempt.count > self.limits.per_code;
        let found = match ClaimCode::parse(code) {
            Ok(code) => self.people.find_claim(incident, &code).await?,
            Err(_) => None,
        };
        let person = self.open_or_pretend(&key, found).await?;
        let fits = person.as_ref().is_some_and(|person| born_on(person, birth));
        match (found, person) {
            (Some(claim), Some(person)) if fits && !locked => {
                let exposure = Box::new(self.exposure_of(claim.case_lab, &person).await?);
                self.openings.add(claim.case_lab, claim.person);
                let visit = Visit::new(now, claim.case_lab, claim.person);
                Ok(Answer::Concerned { exposure, cookie: visit.seal(&self.env, &key, incident) })
            }
            _ => {
                attempt.fail(prefix_key);
                sleep_until(self.limits.leaves(came, Instant::now())).await;
                Ok(Answer::Neutral)
            }
        }
    }

    /// Opens the person of a claim; for an unknown code it reads and decrypts as much, so
    /// that the two take nearly the same time. [`Limits::beat`] hides the rest.
    async fn open_or_pretend(
        &self,
        key: &DataKey,
        found: Option<FoundClaim>,
    ) -> Result<Option<Person>> {
        if let Some(claim) = found {
            return self.open_person(claim.case_lab, claim.person).await;
        }
        let nobody: PersonId = self.env.new_id();
        self.people.read_nobody(key, nobody).await?;
        Ok(None)
    }

    /// The person; none when a correction took them from the list or their data were
    /// erased, which must not look different from a code that never was.
    pub(crate) async fn open_person(
        &self,
        lab: CaseLabId,
        person: PersonId,
    ) -> Result<Option<Person>> {
        let scope = match self.people.system_scope(lab).await {
            Ok(scope) => scope,
            Err(PeopleError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        match self.people.open_all(&scope, &[person]).await {
            Ok(mut persons) => Ok(persons.pop()),
            Err(PeopleError::NotFound | PeopleError::Vault(VaultError::Destroyed)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn unknown(&self, lab: CaseLabId) -> Result<ClassSet> {
        let scope = self.people.system_scope(lab).await?;
        Ok(self.imports.unknown_classes(&scope).await?)
    }

    /// The words of a lab that answers in this case; none for a lab of another case.
    pub(crate) async fn lab_of(
        &self,
        incident: IncidentId,
        lab: CaseLabId,
    ) -> Result<Option<LabWords>> {
        let scope = self.people.system_scope(lab).await?;
        if scope.incident() != incident {
            return Ok(None);
        }
        let organisation = self.accounts.organisation(&SYSTEM, scope.organisation()).await?;
        Ok(Some(LabWords::of(&organisation)))
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
        match self.open_person(visit.case_lab, visit.person).await? {
            Some(person) => Ok(Some(self.exposure_of(visit.case_lab, &person).await?)),
            None => Ok(None),
        }
    }

    /// Writes counts and openings.
    ///
    /// # Errors
    /// The database's; counts are kept for the next time.
    pub async fn flush(&self) -> Result<()> {
        let failures = self.pending.take();
        if !failures.is_empty() {
            if let Err(error) = self.write_failures(&failures).await {
                self.pending.put_back(&failures);
                return Err(error.into());
            }
            self.pending.done(&failures);
        }
        Ok(self.openings.flush(&self.db, &self.env).await?)
    }

    async fn write_failures(&self, failures: &Failures) -> db::Result<()> {
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        for kind in [Counted::Code, Counted::Prefix] {
            let counts: Vec<_> = failures
                .iter()
                .filter(|(_, of, _)| *of == kind)
                .map(|(key, _, count)| (*key, *count))
                .collect();
            store::add(&mut tx, &counts, now, now - self.limits.span(kind)).await?;
        }
        tx.commit().await
    }

    /// Forgets counts that are over. To be called now and then.
    ///
    /// # Errors
    /// The database's.
    pub async fn purge(&self) -> Result<u64> {
        let now = self.env.now();
        let before = now - self.limits.lock.max(self.limits.window);
        let mut tx = self.db.write().await?;
        let gone = store::purge(&mut tx, before, now + SKEW).await?;
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

/// Whether the whole birth date on file is the one that was typed.
pub(crate) fn born_on(person: &Person, typed: Option<NaiveDate>) -> bool {
    let born = person.record.traits.birth_date;
    typed.is_some() && born.and_then(people::identity::BirthDate::exact) == typed
}

/// A code as typed, without what does not matter, so that dressing it otherwise does not
/// start a new count.
fn squeeze(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .take(32)
        .collect()
}

/// The prefix of an address: 24 bits of IPv4, 56 of IPv6.
pub(crate) fn prefix(address: IpAddr) -> [u8; 8] {
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
