//! The verbs of the room.

use accounts::{Target, Verb, authorise, organisations_with};
use audit::{Chain, Event, record};
use chrono::{DateTime, Utc};
use db::Db;
use kernel::{
    Actor, AwarenessId, CaseLabId, Env, Id as _, IncidentId, OrganisationId, Text, TimelineId,
};
use vault::{Owner, Row, Vault};

use crate::{
    AwarenessEntry, CaseLab, CaseSummary, Cause, CauseStatus, Decision, EntryKind, Incident,
    NewCase, NewEntry, NewSignal, PublicFacts, Scope, Source, TimelineEntry,
    error::CaseError,
    store::{self, AwarenessRow, TimelineRow},
};

type Result<T> = std::result::Result<T, CaseError>;

/// The room. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Incidents {
    db: Db,
    vault: Vault,
    env: Env,
}

impl Incidents {
    /// The room over one database.
    pub fn new(db: Db, vault: Vault, env: Env) -> Self {
        Self { db, vault, env }
    }

    /// Authorises an actor for a verb in one lab's part of a case. The first line of
    /// every verb above this room.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] when there is no such part, and also when the actor
    /// holds no verb at all in that lab: they may not know that it exists.
    pub async fn scope(&self, actor: &Actor, verb: Verb, id: CaseLabId) -> Result<Scope> {
        let mut tx = self.db.read().await?;
        let lab = store::case_lab(&mut tx, id).await?.ok_or(CaseError::NotFound)?;
        drop(tx);
        admit(actor, verb, &lab)
    }

    /// Opens a case with its labs.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when the reference is taken.
    pub async fn open(&self, actor: &Actor, new: NewCase) -> Result<IncidentId> {
        for lab in &new.labs {
            authorise(actor, Verb::OpenCase, Target::Organisation(*lab))?;
        }
        new.check()?;
        let incident = Incident {
            id: self.env.new_id(),
            reference: new.reference.as_str().to_owned(),
            kind: new.kind,
            title: new.title.as_str().to_owned(),
            vendor: new.vendor,
            product: new.product.as_ref().map(|p| p.as_str().to_owned()),
            started_on: new.started_on,
            ended_on: new.ended_on,
            cause: Cause::Unknown,
            cause_status: CauseStatus::Suspected,
            created_at: self.env.now(),
            version: 1,
        };
        let mut tx = self.db.write().await?;
        if store::incident_by_reference(&mut tx, &incident.reference).await?.is_some() {
            return Err(CaseError::Conflict);
        }
        store::insert_incident(&mut tx, &incident).await?;
        for organisation in new.labs {
            self.insert_lab(&mut tx, incident.id, organisation).await?;
        }
        let event = Event::new("incidents.opened")
            .id("incident", incident.id)
            .word("kind", incident.kind.as_str());
        record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(incident.id)
    }

    async fn insert_lab(
        &self,
        tx: &mut db::Tx,
        incident: IncidentId,
        organisation: OrganisationId,
    ) -> Result<CaseLabId> {
        let lab = CaseLab {
            id: self.env.new_id(),
            incident,
            organisation,
            facts: PublicFacts::default(),
            duty_facts: "{}".to_owned(),
            aware_at: None,
            public_since: None,
            version: 1,
        };
        store::insert_case_lab(tx, &lab, self.env.now()).await?;
        Ok(lab.id)
    }

    /// Adds a lab to a case.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when it is in the case already.
    pub async fn add_lab(
        &self,
        actor: &Actor,
        incident: IncidentId,
        organisation: OrganisationId,
    ) -> Result<CaseLabId> {
        authorise(actor, Verb::OpenCase, Target::Organisation(organisation))?;
        let mut tx = self.db.write().await?;
        store::incident(&mut tx, incident).await?.ok_or(CaseError::NotFound)?;
        let labs = store::case_labs(&mut tx, incident).await?;
        if labs.iter().any(|lab| lab.organisation == organisation) {
            return Err(CaseError::Conflict);
        }
        let id = self.insert_lab(&mut tx, incident, organisation).await?;
        let event = Event::new("incidents.lab_added").id("incident", incident).id("case_lab", id);
        record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The cases whose labs the actor may see, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn cases(&self, actor: &Actor) -> Result<Vec<CaseSummary>> {
        let visible = organisations_with(actor, Verb::ViewCase);
        let mut tx = self.db.read().await?;
        let incidents = store::incidents(&mut tx).await?;
        let labs = store::all_case_labs(&mut tx).await?;
        let shown = |lab: &&CaseLab| {
            visible.as_ref().is_none_or(|organisations| organisations.contains(&lab.organisation))
        };
        let mut labs: Vec<CaseLab> = labs.iter().filter(shown).cloned().collect();
        Ok(incidents
            .into_iter()
            .filter_map(|incident| {
                let (mine, rest) = labs.drain(..).partition(|lab| lab.incident == incident.id);
                labs = rest;
                let mine: Vec<CaseLab> = mine;
                (!mine.is_empty()).then_some(CaseSummary { incident, labs: mine })
            })
            .collect())
    }

    /// One case, by its public name, with the labs that the actor may see.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] also when the actor may see none of its labs.
    pub async fn by_reference(&self, actor: &Actor, reference: &str) -> Result<CaseSummary> {
        self.cases(actor)
            .await?
            .into_iter()
            .find(|case| case.incident.reference == reference)
            .ok_or(CaseError::NotFound)
    }

    /// One lab's part of a case, with the case.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub async fn case_lab(&self, actor: &Actor, id: CaseLabId) -> Result<(Incident, CaseLab)> {
        self.scope(actor, Verb::ViewCase, id).await?;
        self.load(id).await
    }

    /// One lab's part of a case, for a caller that was admitted already.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub async fn of_scope(&self, scope: &Scope) -> Result<(Incident, CaseLab)> {
        self.load(scope.case_lab()).await
    }

    async fn load(&self, id: CaseLabId) -> Result<(Incident, CaseLab)> {
        let mut tx = self.db.read().await?;
        let lab = store::case_lab(&mut tx, id).await?.ok_or(CaseError::NotFound)?;
        let incident = store::incident(&mut tx, lab.incident).await?.ok_or(CaseError::NotFound)?;
        Ok((incident, lab))
    }

    /// What the public page of a case shows: the case and the labs that opened it.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] when no lab has opened its page.
    pub async fn public_case(&self, reference: &str) -> Result<CaseSummary> {
        let mut tx = self.db.read().await?;
        let incident =
            store::incident_by_reference(&mut tx, reference).await?.ok_or(CaseError::NotFound)?;
        let mut labs = store::case_labs(&mut tx, incident.id).await?;
        labs.retain(|lab| lab.public_since.is_some());
        if labs.is_empty() { Err(CaseError::NotFound) } else { Ok(CaseSummary { incident, labs }) }
    }

    /// The cases that have a public page, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn public_cases(&self) -> Result<Vec<CaseSummary>> {
        let mut tx = self.db.read().await?;
        let incidents = store::incidents(&mut tx).await?;
        let labs = store::all_case_labs(&mut tx).await?;
        Ok(incidents
            .into_iter()
            .filter_map(|incident| {
                let open: Vec<CaseLab> = labs
                    .iter()
                    .filter(|lab| lab.incident == incident.id && lab.public_since.is_some())
                    .cloned()
                    .collect();
                (!open.is_empty()).then_some(CaseSummary { incident, labs: open })
            })
            .collect())
    }

    /// Opens or closes the public page of a lab.
    ///
    /// # Errors
    /// [`CaseError::Invalid`] while the words that a notice needs are missing.
    pub async fn set_public(&self, actor: &Actor, id: CaseLabId, open: bool) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, id).await?;
        let (_, lab) = self.of_scope(&scope).await?;
        if open && let Some(field) = lab.facts.missing().first().copied() {
            return Err(CaseError::field(field, "required"));
        }
        let mut tx = self.db.write().await?;
        let since = open.then(|| self.env.now());
        store::set_public(&mut tx, id, since).await?;
        let name = if open { "incidents.page_opened" } else { "incidents.page_closed" };
        record(&mut tx, &self.env, actor, scope.chain(), &Event::new(name)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the facts of the breach as such. Needs the verb in one lab of the case.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `incident.version` is not the present one.
    pub async fn update_incident(
        &self,
        actor: &Actor,
        through: CaseLabId,
        incident: Incident,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, through).await?;
        if scope.incident() != incident.id {
            return Err(CaseError::NotFound);
        }
        if incident.title.trim().is_empty() {
            return Err(CaseError::field("title", "required"));
        }
        if let (Some(start), Some(end)) = (incident.started_on, incident.ended_on)
            && end < start
        {
            return Err(CaseError::field("ended_on", "before_start"));
        }
        let mut tx = self.db.write().await?;
        if store::update_incident(&mut tx, &incident).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let event = Event::new("incidents.changed")
            .id("incident", incident.id)
            .word("cause", incident.cause.as_str())
            .word("cause_status", incident.cause_status.as_str());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the words of one lab.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `version` is not the present one.
    pub async fn set_facts(
        &self,
        actor: &Actor,
        id: CaseLabId,
        version: i64,
        facts: &PublicFacts,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::EditCase, id).await?;
        facts.check()?;
        let json = serde_json::to_string(facts).unwrap_or_else(|_| "{}".to_owned());
        let mut tx = self.db.write().await?;
        if store::set_facts(&mut tx, id, version, &json).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let event = Event::new("incidents.facts_changed").digest_of("facts", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes the facts for the duty rules. The document is checked by the duties
    /// room, which calls this with the verb that fits.
    ///
    /// # Errors
    /// [`CaseError::Conflict`] when `version` is not the present one.
    pub async fn set_duty_facts(
        &self,
        actor: &Actor,
        id: CaseLabId,
        version: i64,
        json: &str,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::AssessDuty, id).await?;
        let mut tx = self.db.write().await?;
        if store::set_duty_facts(&mut tx, id, version, json).await? == 0 {
            return Err(CaseError::Conflict);
        }
        let event = Event::new("incidents.duty_facts_changed").digest_of("facts", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Adds a signal to the awareness ledger.
    ///
    /// # Errors
    /// [`CaseError::Invalid`] for an instant in the future.
    pub async fn record_signal(
        &self,
        actor: &Actor,
        id: CaseLabId,
        new: NewSignal,
    ) -> Result<AwarenessId> {
        let scope = self.scope(actor, Verb::RecordAwareness, id).await?;
        let at = new.at.with_timezone(&Utc);
        if at > self.env.now() {
            return Err(CaseError::field("at", "future"));
        }
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let row_id: AwarenessId = self.env.new_id();
        let place = row_id.uuid().into_bytes();
        let decision = if new.inquiry { Decision::UnderInquiry } else { Decision::Signal };
        let row = AwarenessRow {
            awareness_id: row_id.uuid(),
            candidate_at: at,
            offset_secs: i64::from(new.at.offset().local_minus_utc()),
            source: new.source.as_str().to_owned(),
            note: key.seal(&self.env, note_of(&place), new.note.as_str().as_bytes()),
            evidence: new.evidence.map(|digest| digest.to_vec()),
            decision: decision.as_str().to_owned(),
            reason: None,
            decided_by: actor.journal_name(),
            approved_by: None,
            recorded_at: self.env.now(),
        };
        let mut tx = self.db.write().await?;
        store::insert_awareness(&mut tx, id, &row).await?;
        let event = Event::new("incidents.signal_recorded")
            .id("awareness", row_id)
            .word("source", new.source.as_str())
            .digest_of("note", new.note.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(row_id)
    }

    /// Decides that the controller was aware from the instant of a ledger row. Where
    /// an earlier candidate exists, the decision is only proposed: it takes effect
    /// with the second signature ([`Incidents::approve_awareness`]).
    ///
    /// # Errors
    /// [`CaseError::NotFound`] for a row of another ledger, [`CaseError::Conflict`] for
    /// one that is decided already.
    pub async fn decide_awareness(
        &self,
        actor: &Actor,
        id: CaseLabId,
        from: AwarenessId,
        reason: Text<1000>,
    ) -> Result<Decision> {
        let scope = self.scope(actor, Verb::DecideAwareness, id).await?;
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let mut tx = self.db.write().await?;
        let rows = store::awareness_rows(&mut tx, id).await?;
        let chosen =
            rows.iter().find(|row| row.awareness_id == from.uuid()).ok_or(CaseError::NotFound)?;
        if !matches!(chosen.decision.as_str(), "signal" | "under_inquiry" | "replaced") {
            return Err(CaseError::Conflict);
        }
        let first = rows.iter().map(|row| row.candidate_at).min().unwrap_or(chosen.candidate_at);
        let later = chosen.candidate_at > first;
        let decision = if later { Decision::Proposed } else { Decision::Aware };
        if decision == Decision::Aware {
            replace_in_force(&mut tx, &rows).await?;
        }
        let row_id: AwarenessId = self.env.new_id();
        let place = row_id.uuid().into_bytes();
        let note = key.open(note_of(&chosen.awareness_id.into_bytes()), &chosen.note)?;
        let row = AwarenessRow {
            awareness_id: row_id.uuid(),
            note: key.seal(&self.env, note_of(&place), &note),
            reason: Some(key.seal(&self.env, reason_of(&place), reason.as_str().as_bytes())),
            decision: decision.as_str().to_owned(),
            decided_by: actor.journal_name(),
            approved_by: None,
            recorded_at: self.env.now(),
            ..chosen.clone()
        };
        store::insert_awareness(&mut tx, id, &row).await?;
        if decision == Decision::Aware {
            store::set_aware_at(&mut tx, id, row.candidate_at).await?;
        }
        let event = Event::new("incidents.awareness_decided")
            .id("awareness", row_id)
            .word("decision", decision.as_str())
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(decision)
    }

    /// Signs a proposed decision as the second person: it takes effect, and the one
    /// in force until now is kept as replaced.
    ///
    /// # Errors
    /// [`CaseError::SamePerson`] when the proposer signs.
    pub async fn approve_awareness(
        &self,
        actor: &Actor,
        id: CaseLabId,
        proposal: AwarenessId,
    ) -> Result<()> {
        let scope = self.scope(actor, Verb::ApproveAwareness, id).await?;
        let mut tx = self.db.write().await?;
        let rows = store::awareness_rows(&mut tx, id).await?;
        let row = rows
            .iter()
            .find(|row| row.awareness_id == proposal.uuid())
            .ok_or(CaseError::NotFound)?;
        let signer = actor.journal_name();
        if row.decided_by == signer {
            return Err(CaseError::SamePerson);
        }
        replace_in_force(&mut tx, &rows).await?;
        let moved = store::move_decision(
            &mut tx,
            proposal,
            Decision::Proposed,
            Decision::Aware,
            Some(&signer),
        )
        .await?;
        if moved == 0 {
            return Err(CaseError::Conflict);
        }
        store::set_aware_at(&mut tx, id, row.candidate_at).await?;
        let event = Event::new("incidents.awareness_approved").id("awareness", proposal);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The ledger, oldest candidate first.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn ledger(&self, actor: &Actor, id: CaseLabId) -> Result<Vec<AwarenessEntry>> {
        self.scope(actor, Verb::ViewCase, id).await?;
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let mut tx = self.db.read().await?;
        let rows = store::awareness_rows(&mut tx, id).await?;
        let bad = |column| db::DbError::Inconsistent { table: "awareness", column };
        rows.into_iter()
            .map(|row| {
                let place = row.awareness_id.into_bytes();
                let open = |part: Row<'_>, sealed: &[u8]| -> Result<String> {
                    Ok(String::from_utf8_lossy(&key.open(part, sealed)?).into_owned())
                };
                Ok(AwarenessEntry {
                    id: AwarenessId::from_uuid(row.awareness_id),
                    at: row.candidate_at,
                    offset_secs: i32::try_from(row.offset_secs).map_err(|_| bad("offset_secs"))?,
                    source: Source::parse(&row.source).ok_or_else(|| bad("source"))?,
                    note: open(note_of(&place), &row.note)?,
                    evidence: row.evidence.as_ref().map(|digest| hex(digest)),
                    decision: Decision::parse(&row.decision).ok_or_else(|| bad("decision"))?,
                    reason: row
                        .reason
                        .as_ref()
                        .map(|sealed| open(reason_of(&place), sealed))
                        .transpose()?,
                    decided_by: row.decided_by,
                    approved_by: row.approved_by,
                    recorded_at: row.recorded_at,
                })
            })
            .collect()
    }

    /// Adds an entry to the timeline.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn add_entry(
        &self,
        actor: &Actor,
        id: CaseLabId,
        new: NewEntry,
    ) -> Result<TimelineId> {
        let scope = self.scope(actor, Verb::EditCase, id).await?;
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let entry: TimelineId = self.env.new_id();
        let row = TimelineRow {
            timeline_id: entry.uuid(),
            happened_at: new.at,
            kind: new.kind.as_str().to_owned(),
            body: key.seal(
                &self.env,
                body_of(&entry.uuid().into_bytes()),
                new.text.as_str().as_bytes(),
            ),
            written_by: actor.journal_name(),
        };
        let mut tx = self.db.write().await?;
        store::insert_timeline(&mut tx, id, &row, self.env.now()).await?;
        let event = Event::new("incidents.entry_added")
            .id("entry", entry)
            .word("kind", new.kind.as_str())
            .digest_of("text", new.text.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(entry)
    }

    /// Entries of the timeline before a place in it, newest first, 200 at most.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn timeline(
        &self,
        actor: &Actor,
        id: CaseLabId,
        before: Option<(DateTime<Utc>, TimelineId)>,
        limit: i64,
    ) -> Result<Vec<TimelineEntry>> {
        self.scope(actor, Verb::ViewCase, id).await?;
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let last = TimelineId::from_uuid(uuid::Uuid::max());
        let end = DateTime::<Utc>::from_timestamp(253_402_300_799, 0).unwrap_or_default();
        let mut tx = self.db.read().await?;
        let rows = store::timeline(&mut tx, id, before.unwrap_or((end, last)), limit.clamp(1, 200))
            .await?;
        rows.into_iter()
            .map(|row| {
                let body = key.open(body_of(&row.timeline_id.into_bytes()), &row.body)?;
                Ok(TimelineEntry {
                    id: TimelineId::from_uuid(row.timeline_id),
                    at: row.happened_at,
                    kind: EntryKind::parse(&row.kind).ok_or(db::DbError::Inconsistent {
                        table: "timeline_entry",
                        column: "kind",
                    })?,
                    text: String::from_utf8_lossy(&body).into_owned(),
                    written_by: row.written_by,
                })
            })
            .collect()
    }
}

fn admit(actor: &Actor, verb: Verb, lab: &CaseLab) -> Result<Scope> {
    let target = Target::Organisation(lab.organisation);
    if let Err(denied) = authorise(actor, verb, target) {
        let knows_it = authorise(actor, Verb::ViewCase, target).is_ok();
        return Err(if knows_it { denied.into() } else { CaseError::NotFound });
    }
    Ok(Scope::new(lab.id, lab.incident, lab.organisation))
}

async fn replace_in_force(tx: &mut db::Tx, rows: &[AwarenessRow]) -> Result<()> {
    for row in rows.iter().filter(|row| row.decision == Decision::Aware.as_str()) {
        let id = AwarenessId::from_uuid(row.awareness_id);
        store::move_decision(tx, id, Decision::Aware, Decision::Replaced, None).await?;
    }
    Ok(())
}

fn note_of(id: &[u8]) -> Row<'_> {
    Row { table: "awareness.note", id }
}

fn reason_of(id: &[u8]) -> Row<'_> {
    Row { table: "awareness.reason", id }
}

fn body_of(id: &[u8]) -> Row<'_> {
    Row { table: "timeline_entry.body", id }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
