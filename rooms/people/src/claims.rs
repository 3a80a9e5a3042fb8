//! Claim codes: derived, found, revoked. Never stored.
//!
//! The code of a person's n-th issue is a truncated HMAC of both under the data key
//! of the lab and case, so that a letter can be printed again. It is found through
//! a hash under a key of the whole case: a patient does not know which lab's file
//! they are in. Whoever steals the database has neither key.

use chrono::{DateTime, Duration, Utc};
use db::{Bulk, BulkColumn, BulkKind, Engine};
use incidents::Scope;
use kernel::{Actor, CaseLabId, Id as _, IncidentId, PersonId};
use vault::{DataKey, IndexKey, Owner};

use crate::{ClaimCode, PeopleError, service::People, store};

/// A claim code is usable for twelve months unless it is revoked.
const VALID_DAYS: i64 = 365;

const CLAIM: &[BulkColumn] = &[
    BulkColumn { name: "lookup", kind: BulkKind::Bytes },
    BulkColumn { name: "case_lab_id", kind: BulkKind::Uuid },
    BulkColumn { name: "person_id", kind: BulkKind::Uuid },
    BulkColumn { name: "issue", kind: BulkKind::Int },
    BulkColumn { name: "issued_at", kind: BulkKind::Instant },
    BulkColumn { name: "expires_at", kind: BulkKind::Instant },
];

/// Derives the codes of one lab in one case. Cheap to use for a whole campaign.
pub struct ClaimKeys {
    derive: IndexKey,
    find: IndexKey,
}

impl ClaimKeys {
    pub(crate) fn new(lab: &DataKey, incident: &DataKey) -> Self {
        Self { derive: lab.derive_index("claim-code"), find: incident.derive_index("claim-lookup") }
    }

    /// The code of a person's n-th issue.
    pub fn code(&self, person: PersonId, issue: i64) -> ClaimCode {
        let mut message = [0; 24];
        message[..16].copy_from_slice(person.uuid().as_bytes());
        message[16..].copy_from_slice(&issue.to_be_bytes());
        let full = self.derive.full("code", &message);
        let mut bits = [0; 8];
        bits.copy_from_slice(full.get(..8).unwrap_or(&[0; 8]));
        ClaimCode::from_bits(bits)
    }

    fn lookup(&self, code: &ClaimCode) -> [u8; 16] {
        lookup(&self.find, code)
    }
}

fn lookup(find: &IndexKey, code: &ClaimCode) -> [u8; 16] {
    find.token("code", code.letters())
}

/// A code that was found and may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundClaim {
    /// The lab's part of the case.
    pub case_lab: CaseLabId,
    /// The person it was made for.
    pub person: PersonId,
    /// Which issue it was.
    pub issue: i64,
}

/// A code of a person, without the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuedClaim {
    /// Which issue it was.
    pub issue: i64,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl People {
    /// The keys that derive codes of one lab in one case.
    ///
    /// # Errors
    /// The vault's.
    pub async fn claim_keys(&self, scope: &Scope) -> Result<ClaimKeys, PeopleError> {
        let lab = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let incident = self.vault.key(Owner::Incident(scope.incident())).await?;
        Ok(ClaimKeys::new(&lab, &incident))
    }

    /// Makes the codes of these persons' n-th issue usable for twelve months, in the
    /// order of their look-up so that the index grows evenly. Calling it again for the
    /// same persons and issue changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn issue_claims(
        &self,
        scope: &Scope,
        persons: &[PersonId],
        issue: i64,
    ) -> Result<(), PeopleError> {
        let keys = self.claim_keys(scope).await?;
        let now = self.env.now();
        let mut rows: Vec<([u8; 16], PersonId)> = persons
            .iter()
            .map(|person| (keys.lookup(&keys.code(*person, issue)), *person))
            .collect();
        rows.sort_unstable_by_key(|(lookup, _)| *lookup);
        for part in rows.chunks(5_000) {
            let mut tx = self.db.write().await?;
            let known = store::known_claims(&mut tx, scope.case_lab(), part, issue).await?;
            let mut bulk = Bulk::new(engine_of(&tx), "claim", CLAIM);
            for (lookup, person) in part.iter().filter(|(_, person)| !known.contains(person)) {
                bulk.row()
                    .bytes(lookup.to_vec())
                    .uuid(scope.case_lab().uuid())
                    .uuid(person.uuid())
                    .int(issue)
                    .instant(now)
                    .instant(now + Duration::days(VALID_DAYS));
            }
            bulk.send(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Finds the person of a typed code in one case. `None` for a code that is unknown,
    /// expired or revoked: the caller must not tell these apart.
    ///
    /// # Errors
    /// A database or vault that does not answer: then the answer is "cannot say".
    pub async fn find_claim(
        &self,
        incident: IncidentId,
        code: &ClaimCode,
    ) -> Result<Option<FoundClaim>, PeopleError> {
        let key = self.vault.key(Owner::Incident(incident)).await?;
        let lookup = lookup(&key.derive_index("claim-lookup"), code);
        let mut tx = self.db.read().await?;
        let row = store::claim(&mut tx, &lookup).await?;
        let now = self.env.now();
        Ok(row.filter(|row| row.revoked_at.is_none() && row.expires_at > now).map(|row| {
            FoundClaim {
                case_lab: CaseLabId::from_uuid(row.case_lab_id),
                person: PersonId::from_uuid(row.person_id),
                issue: row.issue,
            }
        }))
    }

    /// The codes made for a person, newest first.
    ///
    /// # Errors
    /// The database's, and refusals of [`incidents::Incidents::scope`].
    pub async fn claims_of(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        person: PersonId,
    ) -> Result<Vec<IssuedClaim>, PeopleError> {
        self.incidents.scope(actor, accounts::Verb::ReadPerson, case_lab).await?;
        let mut tx = self.db.read().await?;
        let rows = store::claims_of(&mut tx, person).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.case_lab_id == case_lab.uuid())
            .map(|row| IssuedClaim {
                issue: row.issue,
                expires_at: row.expires_at,
                revoked_at: row.revoked_at,
            })
            .collect())
    }

    /// Revokes the code of one issue inside a transaction of a room above, whose event
    /// says why: the paper that it stands on is in other hands. Gives whether it was
    /// usable until now.
    ///
    /// # Errors
    /// The database's.
    pub async fn revoke_issue(
        &self,
        tx: &mut db::Tx,
        scope: &Scope,
        person: PersonId,
        issue: i64,
    ) -> Result<bool, PeopleError> {
        let now = self.env.now();
        Ok(store::revoke_issue(tx, scope.case_lab(), person, issue, now).await? > 0)
    }

    /// Revokes every code of a person, at once and for ever.
    ///
    /// # Errors
    /// [`PeopleError::NotFound`] when there is no such person or nothing to revoke.
    pub async fn revoke_claims(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        person: PersonId,
    ) -> Result<(), PeopleError> {
        let scope = self.incidents.scope(actor, accounts::Verb::ChangePerson, case_lab).await?;
        let mut tx = self.db.write().await?;
        store::person(&mut tx, case_lab, person).await?.ok_or(PeopleError::NotFound)?;
        if store::revoke_claims(&mut tx, person, self.env.now()).await? == 0 {
            return Err(PeopleError::NotFound);
        }
        let event = audit::Event::new("people.codes_revoked").id("person", person);
        audit::record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn engine_of(tx: &db::Tx) -> Engine {
    tx.engine()
}
