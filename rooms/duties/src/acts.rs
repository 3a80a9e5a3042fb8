//! The verbs that change: facts, decisions, submissions, switches.

use std::collections::BTreeMap;

use accounts::{Target, Verb, authorise};
use audit::{Chain, Event, record};
use chrono::NaiveDate;
use kernel::{Actor, CaseLabId, DutyId, Id as _, SubmissionId, Text};
use sha2::{Digest as _, Sha256};
use vault::Owner;

use crate::assess::{Due, State, due_of};
use crate::error::DutyError;
use crate::facts::{AuthorityZone, Facts};
use crate::model::{NewSubmission, Stage, Switch, Verdict};
use crate::service::{Duties, Loaded, Result, delay_of, reason_of, sender_of, step_place};
use crate::store::{self, DecisionRow, Duty, SubmissionRow};

impl Duties {
    /// Writes the facts of a lab down. Awareness and submissions are left out: they
    /// have their own ledgers; so is `as_of`, which is the present day while nobody is
    /// aware.
    ///
    /// # Errors
    /// [`DutyError::Conflict`] when `version` is not the present one;
    /// [`DutyError::Facts`] for a local time that happens twice or never.
    pub async fn set_facts(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        version: i64,
        facts: Facts,
    ) -> Result<()> {
        let scope = self.incidents.scope(actor, Verb::AssessDuty, lab).await?;
        let (incident, _) = self.incidents.of_scope(&scope).await?;
        let mut facts = facts;
        crate::presumed::unfollow(&incident, &mut facts);
        let mut tx = self.db.read().await?;
        let zone = AuthorityZone::from(accounts::zone_of(&mut tx, scope.organisation()).await?);
        drop(tx);
        let zoned = facts.zone.or(Some(zone));
        let submissions = BTreeMap::new();
        let kept = Facts { as_of: None, awareness: None, submissions, zone: zoned, ..facts };
        let mut settled = Facts::parse(&written(&kept)?)?;
        // The zone of the laboratory is not kept twice: it may change.
        settled.zone = settled.zone.filter(|own| *own != zone);
        let settled = written(&settled)?;
        Ok(self.incidents.set_duty_facts(actor, lab, version, &settled).await?)
    }

    /// Decides whether a duty is owed. `version` is that of the view, 0 for a duty
    /// that nobody touched.
    ///
    /// # Errors
    /// [`DutyError::NotInForce`] for a dormant rule, [`DutyError::WrongState`] once
    /// something was sent, [`DutyError::Conflict`] for another version.
    pub async fn assess(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        rule: &str,
        version: i64,
        verdict: Verdict,
    ) -> Result<()> {
        let loaded = self.load(actor, Verb::AssessDuty, lab).await?;
        let duty = self.present(&loaded, rule, version)?;
        let to = duty.stage.decided(verdict.owed()).ok_or(DutyError::WrongState)?;
        let step = self.step(actor, &loaded, &duty, to, verdict.reason()).await?;
        let event = Event::new("duties.assessed");
        self.commit(actor, &loaded, &duty, step, None, event, verdict.reason()).await
    }

    /// Records something sent to the recipient of a duty: the initial submission,
    /// then complementary ones.
    ///
    /// # Errors
    /// [`DutyError::DelayReasonRequired`] when it is the first one, after a target
    /// that the law sets, without the reasons for the delay (GDPR 33(1), second
    /// sentence); [`DutyError::Invalid`] for an instant in the future.
    pub async fn submit(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        rule: &str,
        version: i64,
        new: NewSubmission,
    ) -> Result<SubmissionId> {
        let loaded = self.load(actor, Verb::SubmitDuty, lab).await?;
        let duty = self.present(&loaded, rule, version)?;
        let to = duty.stage.submitted().ok_or(DutyError::WrongState)?;
        if new.at > self.env.now() {
            return Err(DutyError::field("at", "future"));
        }
        let due = match due_of(&loaded.known.packs, &loaded.known.facts, rule) {
            Due::At(at) => Some(at),
            _ => None,
        };
        if to == Stage::SubmittedInitial
            && new.delay_reason.is_none()
            && let Some(at) = due
            && let (Some(target), Some(_)) = (at.target, at.legal_limit)
            && at.is_late(new.at.to_utc())
        {
            return Err(DutyError::DelayReasonRequired { target });
        }
        let sent = loaded.known.sent.iter().find(|sent| sent.rule == rule);
        let key = self.vault.key(Owner::Evidence(lab)).await?;
        let id: SubmissionId = self.env.new_id();
        let place = id.uuid().into_bytes();
        let row = SubmissionRow {
            submission_id: id.uuid(),
            n: sent.map_or(0, |sent| sent.sent) + 1,
            submitted_at: chrono::SubsecRound::trunc_subsecs(new.at.to_utc(), 6),
            offset_secs: i64::from(new.at.offset().local_minus_utc()),
            number: new.number.map(|number| number.as_str().to_owned()),
            sender: key.seal(&self.env, sender_of(&place), new.sender.as_str().as_bytes()),
            receipt: new.receipt.map(|digest| digest.to_vec()),
            delay_reason: new
                .delay_reason
                .as_ref()
                .map(|why| key.seal(&self.env, delay_of(&place), why.as_str().as_bytes())),
            target_at: due.and_then(|at| at.target).map(|target| target.to_utc()),
            limit_at: due.and_then(|at| at.legal_limit).map(|limit| limit.to_utc()),
            recorded_by: actor.journal_name(),
            recorded_at: self.env.now(),
        };
        let step = self.step(actor, &loaded, &duty, to, None).await?;
        let mut event = Event::new("duties.submitted").id("submission", id).count("n", row.n);
        if let Some(receipt) = &row.receipt {
            event = event.digest("receipt", receipt);
        }
        let why = new.delay_reason.as_ref().map(Text::as_str);
        self.commit(actor, &loaded, &duty, step, Some(row), event, why).await?;
        Ok(id)
    }

    /// Closes a duty: nothing more will be sent.
    ///
    /// # Errors
    /// [`DutyError::Invalid`] when nothing was sent and no reason is given.
    pub async fn close(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        rule: &str,
        version: i64,
        reason: Option<Text<2000>>,
    ) -> Result<()> {
        let loaded = self.load(actor, Verb::SubmitDuty, lab).await?;
        let duty = self.present(&loaded, rule, version)?;
        let to = duty.stage.closed().ok_or(DutyError::WrongState)?;
        if duty.stage == Stage::Triggered && reason.is_none() {
            return Err(DutyError::field("reason", "required"));
        }
        let reason = reason.as_ref().map(Text::as_str);
        let step = self.step(actor, &loaded, &duty, to, reason).await?;
        let event = Event::new("duties.closed");
        self.commit(actor, &loaded, &duty, step, None, event, reason).await
    }

    /// The dormant rules and packs that were switched in force.
    ///
    /// # Errors
    /// [`DutyError::Denied`] for anybody but the administrator of the platform.
    pub async fn switches(&self, actor: &Actor) -> Result<Vec<Switch>> {
        authorise(actor, Verb::ManageSettings, Target::Platform)?;
        let mut tx = self.db.read().await?;
        Ok(store::switches(&mut tx).await?)
    }

    /// Switches a dormant rule, or every dormant rule of a pack, in force from a day:
    /// a law was promulgated before the next release.
    ///
    /// # Errors
    /// [`DutyError::NotFound`] when no dormant rule or pack has that id.
    pub async fn switch_on(&self, actor: &Actor, name: &str, from: NaiveDate) -> Result<()> {
        authorise(actor, Verb::ManageSettings, Target::Platform)?;
        let mut packs = self.packs().clone();
        packs.in_force_from(name, from).map_err(|_| DutyError::NotFound)?;
        let mut tx = self.db.write().await?;
        let switch = Switch { name: name.to_owned(), from };
        store::put_switch(&mut tx, &switch, &actor.journal_name(), self.env.now()).await?;
        let event = Event::new("duties.law_switched_on").word("rule", name).id("from", from);
        record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a switch back: the rule is dormant again.
    ///
    /// # Errors
    /// [`DutyError::NotFound`] when it was not switched.
    pub async fn switch_off(&self, actor: &Actor, name: &str) -> Result<()> {
        authorise(actor, Verb::ManageSettings, Target::Platform)?;
        let mut tx = self.db.write().await?;
        if store::delete_switch(&mut tx, name).await? == 0 {
            return Err(DutyError::NotFound);
        }
        let event = Event::new("duties.law_switched_off").word("rule", name);
        record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The duty to change: stored, or new. Refuses notes, dormant rules and another
    /// version than the one that the actor saw.
    fn present(&self, loaded: &Loaded, rule: &str, version: i64) -> Result<Duty> {
        let view = loaded.known.one(rule).ok_or(DutyError::NotFound)?;
        if view.assessed == State::Dormant {
            return Err(DutyError::NotInForce);
        }
        if view.version != version {
            return Err(DutyError::Conflict);
        }
        Ok(loaded.known.stored(rule).cloned().unwrap_or_else(|| Duty {
            id: self.env.new_id::<DutyId>(),
            rule: rule.to_owned(),
            stage: Stage::NotAssessed,
            version: 0,
        }))
    }

    /// The row that keeps a step, its reason sealed.
    async fn step(
        &self,
        actor: &Actor,
        loaded: &Loaded,
        duty: &Duty,
        to: Stage,
        reason: Option<&str>,
    ) -> Result<DecisionRow> {
        let n = duty.version + 1;
        let place = step_place(duty.id.uuid(), n);
        let reason = match reason {
            Some(reason) => {
                let key = self.vault.key(Owner::Evidence(loaded.scope.case_lab())).await?;
                Some(key.seal(&self.env, reason_of(&place), reason.as_bytes()))
            }
            None => None,
        };
        let pack = loaded.known.packs.find(&duty.rule).map(|(pack, _)| pack);
        Ok(DecisionRow {
            n,
            state: to.as_str().to_owned(),
            pack_version: pack
                .map(|pack| format!("{} {}", pack.id, pack.version))
                .unwrap_or_default(),
            facts_digest: Sha256::digest(written(&loaded.known.facts)?.as_bytes()).to_vec(),
            reason,
            decided_by: actor.journal_name(),
            decided_at: self.env.now(),
        })
    }

    /// Stores a step, with its submission, and its audit event, in one transaction.
    #[expect(clippy::too_many_arguments, reason = "the parts of one change, named at the calls")]
    async fn commit(
        &self,
        actor: &Actor,
        loaded: &Loaded,
        duty: &Duty,
        step: DecisionRow,
        submission: Option<SubmissionRow>,
        event: Event,
        reason: Option<&str>,
    ) -> Result<()> {
        let to = step.stage()?;
        let mut tx = self.db.write().await?;
        let moved = if duty.version == 0 {
            let new = Duty { stage: to, ..duty.clone() };
            store::insert_duty(&mut tx, loaded.scope.case_lab(), &new).await?
        } else {
            store::move_duty(&mut tx, duty, to).await?
        };
        if moved == 0 {
            return Err(DutyError::Conflict);
        }
        store::insert_decision(&mut tx, duty.id, &step).await?;
        if let Some(submission) = submission {
            store::insert_submission(&mut tx, duty.id, &submission).await?;
        }
        let mut event = event
            .id("duty", duty.id)
            .word("rule", &duty.rule)
            .word("state", to.as_str())
            .word("pack", &step.pack_version)
            .digest("facts", &step.facts_digest);
        if let Some(reason) = reason {
            event = event.digest_of("reason", reason.as_bytes());
        }
        record(&mut tx, &self.env, actor, loaded.scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Facts as text, fields in the order of the form.
fn written(facts: &Facts) -> Result<String> {
    serde_json::to_string(facts).map_err(|error| DutyError::Facts(error.into()))
}
