//! The awareness ledger: signals, decisions, the second signature.

use accounts::Verb;
use audit::{Event, record};
use chrono::Utc;
use kernel::{Actor, AwarenessId, CaseLabId, Id as _, Text};
use vault::{DataKey, Owner, Row};

use super::{Incidents, Result};
use crate::{
    AwarenessEntry, Decision, NewSignal, Source,
    error::CaseError,
    store::{self, AwarenessRow},
};

impl Incidents {
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
        self.scope(actor, Verb::RecordAwareness, id).await?;
        self.check_signal(&new)?;
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let mut tx = self.db.write().await?;
        let row = self.write_signal(&mut tx, actor, (id, &key), &new).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Refuses what nobody can have heard yet.
    pub(super) fn check_signal(&self, new: &NewSignal) -> Result<()> {
        if new.at > self.env.now() {
            return Err(CaseError::field("at", "future"));
        }
        Ok(())
    }

    /// Writes a checked signal into the ledger of one lab, with its event. The key comes from
    /// the caller: one that is made now needs a transaction of its own.
    pub(super) async fn write_signal(
        &self,
        tx: &mut db::Tx,
        actor: &Actor,
        (id, key): (CaseLabId, &DataKey),
        new: &NewSignal,
    ) -> Result<AwarenessId> {
        let row_id: AwarenessId = self.env.new_id();
        let place = row_id.uuid().into_bytes();
        let decision = if new.inquiry { Decision::UnderInquiry } else { Decision::Signal };
        let row = AwarenessRow {
            awareness_id: row_id.uuid(),
            candidate_at: new.at.with_timezone(&Utc),
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
        store::insert_awareness(tx, id, &row).await?;
        let event = Event::new("incidents.signal_recorded")
            .id("awareness", row_id)
            .word("source", new.source.as_str())
            .digest_of("note", new.note.as_str().as_bytes());
        record(tx, &self.env, actor, audit::Chain::CaseLab(id), &event).await?;
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
        // A second click on the same signal is no second decision.
        let is_of_chosen = |row: &&AwarenessRow| {
            row.candidate_at == chosen.candidate_at
                && row.source == chosen.source
                && matches!(row.decision.as_str(), "aware" | "proposed")
        };
        if rows.iter().any(|row| is_of_chosen(&row)) {
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
        let key = self.vault.key_unless_destroyed(Owner::CaseLab(id)).await?;
        let mut tx = self.db.read().await?;
        let rows = store::awareness_rows(&mut tx, id).await?;
        let bad = |column| db::DbError::Inconsistent { table: "awareness", column };
        rows.into_iter()
            .map(|row| {
                let place = row.awareness_id.into_bytes();
                let open = |part: Row<'_>, sealed: &[u8]| -> Result<Option<String>> {
                    let plain = key.as_ref().map(|key| key.open(part, sealed)).transpose()?;
                    Ok(plain.map(|plain| String::from_utf8_lossy(&plain).into_owned()))
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
                        .transpose()?
                        .flatten(),
                    decided_by: row.decided_by,
                    approved_by: row.approved_by,
                    recorded_at: row.recorded_at,
                })
            })
            .collect()
    }
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

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
