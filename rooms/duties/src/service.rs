//! The verbs that read: lists, one duty, the nearest deadline.

use std::sync::{Arc, PoisonError, RwLock};

use accounts::Verb;
use chrono::TimeZone as _;
use db::Db;
use incidents::{Decision, Incident, Incidents, Scope};
use kernel::{Actor, CaseLabId, Env, Id as _, SubmissionId};
use vault::{DataKey, Owner, Row, Vault};

use crate::error::DutyError;
use crate::facts::{Facts, Moment};
use crate::model::{DutyDetail, DutyView, NearestDeadline, PastDeadline, Step, Submission, Switch};
use crate::presumed::{follow, presumed};
use crate::rules::Packs;
use crate::store::{self, DecisionRow, Sent, SubmissionRow};
use crate::view::Known;

pub(crate) type Result<T> = std::result::Result<T, DutyError>;

/// The room. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Duties {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) incidents: Incidents,
    base: Arc<Packs>,
    /// The packs as switched last time somebody looked.
    switched: Arc<RwLock<(Vec<Switch>, Arc<Packs>)>>,
}

/// One lab's duties, for an actor who was admitted.
pub(crate) struct Loaded {
    pub(crate) scope: Scope,
    pub(crate) known: Known,
    /// Version of the lab's part of the case, for changes of facts.
    pub(crate) lab_version: i64,
}

impl Duties {
    /// The room over one database, with the rule packs of this release.
    ///
    /// # Errors
    /// Never for a released program: the tests load every pack.
    pub fn new(db: Db, vault: Vault, env: Env, incidents: Incidents) -> Result<Self> {
        let base = Arc::new(Packs::embedded()?);
        let switched = Arc::new(RwLock::new((Vec::new(), base.clone())));
        Ok(Self { db, vault, env, incidents, base, switched })
    }

    /// The rule packs of this release, before any switch.
    pub fn packs(&self) -> &Packs {
        &self.base
    }

    /// The duties of one lab that concern it, with their deadlines as they stand now.
    ///
    /// # Errors
    /// [`DutyError::NotFound`] for a case that the actor may not know of.
    pub async fn list(&self, actor: &Actor, lab: CaseLabId) -> Result<Vec<DutyView>> {
        Ok(self.load(actor, Verb::ViewDuties, lab).await?.known.views())
    }

    /// The facts from which the duties of a lab follow, with the version to give back
    /// with a change. Awareness comes from the ledger, submissions from this room.
    ///
    /// # Errors
    /// [`DutyError::NotFound`] for a case that the actor may not know of.
    pub async fn facts(&self, actor: &Actor, lab: CaseLabId) -> Result<(Facts, i64)> {
        let loaded = self.load(actor, Verb::ViewDuties, lab).await?;
        Ok((loaded.known.facts, loaded.lab_version))
    }

    /// The lab's own open duty whose target comes first, for the header of pages. A
    /// duty of its processor is in the list, not here.
    ///
    /// # Errors
    /// [`DutyError::NotFound`] for a case that the actor may not know of.
    pub async fn nearest_deadline(
        &self,
        actor: &Actor,
        lab: CaseLabId,
    ) -> Result<Option<NearestDeadline>> {
        let loaded = self.load(actor, Verb::ViewDuties, lab).await?;
        Ok(loaded.known.nearest(lab, self.env.now()))
    }

    /// One duty with its submissions, its steps, and the deadline under each
    /// awareness that was ever in force.
    ///
    /// # Errors
    /// [`DutyError::NotFound`] for a rule that is not there, or that is only a note.
    pub async fn duty(&self, actor: &Actor, lab: CaseLabId, rule: &str) -> Result<DutyDetail> {
        let loaded = self.load(actor, Verb::ViewDuties, lab).await?;
        let view = loaded.known.one(rule).ok_or(DutyError::NotFound)?;
        let deadlines = self.deadlines(actor, lab, &loaded.known, rule).await?;
        let mut detail = DutyDetail { view, submissions: Vec::new(), steps: Vec::new(), deadlines };
        let Some(duty) = loaded.known.stored(rule) else { return Ok(detail) };
        let mut tx = self.db.read().await?;
        let submissions = store::submissions(&mut tx, duty.id).await?;
        let decisions = store::decisions(&mut tx, duty.id).await?;
        drop(tx);
        let key = self.evidence(lab).await?;
        for row in submissions {
            detail.submissions.push(submission(row, key.as_deref())?);
        }
        for row in decisions {
            let place = step_place(duty.id.uuid(), row.n);
            detail.steps.push(step(row, key.as_deref(), &place)?);
        }
        Ok(detail)
    }

    /// The deadline as it followed from each decision on awareness, oldest decision first.
    async fn deadlines(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        known: &Known,
        rule: &str,
    ) -> Result<Vec<PastDeadline>> {
        let mut ledger = self.incidents.ledger(actor, lab).await?;
        ledger.retain(|row| matches!(row.decision, Decision::Aware | Decision::Replaced));
        ledger.sort_by_key(|row| (row.decision == Decision::Aware, row.recorded_at, row.id));
        let mut facts = known.facts.clone();
        Ok(ledger
            .into_iter()
            .map(|row| {
                facts.awareness = Some(Moment::at(row.at));
                PastDeadline {
                    aware_at: row.at,
                    decided_at: row.recorded_at,
                    in_force: row.decision == Decision::Aware,
                    due: crate::assess::due_of(&known.packs, &facts, rule),
                }
            })
            .collect())
    }

    /// Admits the actor and reads what is known of a lab's duties.
    pub(crate) async fn load(&self, actor: &Actor, verb: Verb, lab: CaseLabId) -> Result<Loaded> {
        let (scope, incident, case_lab) = self.incidents.enter(actor, verb, lab).await?;
        let mut tx = self.db.read().await?;
        let duties = store::duties(&mut tx, lab).await?;
        let sent = store::sent(&mut tx, lab).await?;
        let switches = store::switches(&mut tx).await?;
        let zone = accounts::zone_of(&mut tx, scope.organisation()).await?;
        drop(tx);
        let mut facts = stored_facts(&incident, &case_lab.duty_facts)?;
        facts.awareness = case_lab.aware_at.map(Moment::at);
        facts.zone = facts.zone.or(Some(zone.into()));
        if facts.as_of.is_none() {
            let zone = facts.zone.unwrap_or_default().tz();
            facts.as_of = Some(Moment::at(self.env.now()).day(zone));
        }
        facts.submissions = sent.iter().map(Sent::moment).collect();
        let packs = self.switched(switches);
        let known = Known { packs, facts, duties, sent };
        Ok(Loaded { scope, known, lab_version: case_lab.version })
    }

    /// The packs under these switches; made again only when the switches changed.
    fn switched(&self, switches: Vec<Switch>) -> Arc<Packs> {
        {
            let last = self.switched.read().unwrap_or_else(PoisonError::into_inner);
            if last.0 == switches {
                return last.1.clone();
            }
        }
        let mut packs = Packs::clone(&self.base);
        for switch in &switches {
            // A later release may carry as law what was switched on by hand.
            if packs.in_force_from(&switch.name, switch.from).is_err() {
                tracing::warn!(rule = %switch.name, "a switch names no dormant rule: it has no effect");
            }
        }
        let packs = Arc::new(packs);
        let mut last = self.switched.write().unwrap_or_else(PoisonError::into_inner);
        *last = (switches, packs.clone());
        packs
    }

    /// The key of the evidence, which outlives the persons; none once destroyed.
    async fn evidence(&self, lab: CaseLabId) -> Result<Option<Arc<DataKey>>> {
        Ok(self.vault.key_unless_destroyed(Owner::Evidence(lab)).await?)
    }
}

/// The facts as written down, or the presumption while there are none.
fn stored_facts(incident: &Incident, json: &str) -> Result<Facts> {
    if json.trim() == "{}" {
        return Ok(presumed(incident));
    }
    let mut facts = Facts::parse(json)?;
    follow(incident, &mut facts);
    Ok(facts)
}

impl Sent {
    fn moment(&self) -> (String, Moment) {
        (self.rule.clone(), Moment::at(self.first_at))
    }
}

/// The place of a sealed reason: duty and step.
pub(crate) fn step_place(duty: uuid::Uuid, n: i64) -> Vec<u8> {
    [duty.as_bytes().as_slice(), &n.to_be_bytes()].concat()
}

pub(crate) fn reason_of(place: &[u8]) -> Row<'_> {
    Row { table: "duty_decision.reason", id: place }
}

pub(crate) fn sender_of(place: &[u8]) -> Row<'_> {
    Row { table: "submission.sender", id: place }
}

pub(crate) fn delay_of(place: &[u8]) -> Row<'_> {
    Row { table: "submission.delay_reason", id: place }
}

fn open(key: Option<&DataKey>, row: Row<'_>, sealed: &[u8]) -> Result<Option<String>> {
    let Some(key) = key else { return Ok(None) };
    Ok(Some(String::from_utf8_lossy(&key.open(row, sealed)?).into_owned()))
}

fn submission(row: SubmissionRow, key: Option<&DataKey>) -> Result<Submission> {
    let place = row.submission_id.into_bytes();
    let bad = db::DbError::Inconsistent { table: "submission", column: "offset_secs" };
    let offset =
        i32::try_from(row.offset_secs).ok().and_then(chrono::FixedOffset::east_opt).ok_or(bad)?;
    Ok(Submission {
        id: SubmissionId::from_uuid(row.submission_id),
        n: row.n,
        at: offset.from_utc_datetime(&row.submitted_at.naive_utc()),
        number: row.number,
        sender: open(key, sender_of(&place), &row.sender)?,
        receipt: row.receipt,
        delay_reason: match row.delay_reason {
            Some(sealed) => open(key, delay_of(&place), &sealed)?,
            None => None,
        },
        target_at: row.target_at,
        limit_at: row.limit_at,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at,
    })
}

fn step(row: DecisionRow, key: Option<&DataKey>, place: &[u8]) -> Result<Step> {
    Ok(Step {
        n: row.n,
        stage: row.stage()?,
        reason: match &row.reason {
            Some(sealed) => open(key, reason_of(place), sealed)?,
            None => None,
        },
        pack_version: row.pack_version,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
    })
}
