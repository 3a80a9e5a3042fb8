//! Every statement of the room.

use chrono::{DateTime, NaiveDate, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{AwarenessId, CaseLabId, Id as _, IncidentId, OrganisationId, TimelineId};
use uuid::Uuid;

use crate::{CaseLab, Cause, CauseStatus, Decision, End, Incident, Kind, PublicFacts};

fn unreadable(table: &'static str, column: &'static str) -> DbError {
    DbError::Inconsistent { table, column }
}

#[derive(sqlx::FromRow)]
struct IncidentRow {
    incident_id: Uuid,
    reference: String,
    kind: String,
    title: String,
    vendor_id: Option<Uuid>,
    product: Option<String>,
    started_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    going_on: bool,
    cause: String,
    cause_status: String,
    created_at: DateTime<Utc>,
    version: i64,
}

impl TryFrom<IncidentRow> for Incident {
    type Error = DbError;
    fn try_from(row: IncidentRow) -> Result<Self> {
        Ok(Self {
            id: IncidentId::from_uuid(row.incident_id),
            reference: row.reference,
            kind: Kind::parse(&row.kind).ok_or_else(|| unreadable("incident", "kind"))?,
            title: row.title,
            vendor: row.vendor_id.map(OrganisationId::from_uuid),
            product: row.product,
            started_on: row.started_on,
            end: if row.going_on { End::GoingOn } else { row.ended_on.into() },
            cause: Cause::parse(&row.cause).ok_or_else(|| unreadable("incident", "cause"))?,
            cause_status: CauseStatus::parse(&row.cause_status)
                .ok_or_else(|| unreadable("incident", "cause_status"))?,
            created_at: row.created_at,
            version: row.version,
        })
    }
}

pub(crate) async fn insert_incident(tx: &mut Tx, incident: &Incident) -> Result<()> {
    const SQL: &str = "insert into incident (incident_id, reference, kind, title, vendor_id, \
        product, started_on, ended_on, going_on, cause, cause_status, created_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(incident.id.uuid())
            .bind(&incident.reference)
            .bind(incident.kind.as_str())
            .bind(&incident.title)
            .bind(incident.vendor.map(OrganisationId::uuid))
            .bind(&incident.product)
            .bind(incident.started_on)
            .bind(incident.end.day())
            .bind(incident.end.is_going_on())
            .bind(incident.cause.as_str())
            .bind(incident.cause_status.as_str())
            .bind(incident.created_at)
            .bind(incident.version)
    )
    .map(|_| ())
}

/// Changes what may change of an incident; 0 rows when `version` is not the present one.
pub(crate) async fn update_incident(tx: &mut Tx, incident: &Incident) -> Result<u64> {
    const SQL: &str = "update incident set kind = $3, title = $4, vendor_id = $5, product = $6, \
        started_on = $7, ended_on = $8, going_on = $9, cause = $10, cause_status = $11, \
        version = version + 1 where incident_id = $1 and version = $2";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(incident.id.uuid())
            .bind(incident.version)
            .bind(incident.kind.as_str())
            .bind(&incident.title)
            .bind(incident.vendor.map(OrganisationId::uuid))
            .bind(&incident.product)
            .bind(incident.started_on)
            .bind(incident.end.day())
            .bind(incident.end.is_going_on())
            .bind(incident.cause.as_str())
            .bind(incident.cause_status.as_str())
    )
}

pub(crate) async fn incident(tx: &mut Tx, id: IncidentId) -> Result<Option<Incident>> {
    const SQL: &str = "select incident_id, reference, kind, title, vendor_id, product, \
        started_on, ended_on, going_on, cause, cause_status, created_at, version \
        from incident where incident_id = $1";
    let row: Option<IncidentRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(Incident::try_from).transpose()
}

pub(crate) async fn incident_by_reference(tx: &mut Tx, name: &str) -> Result<Option<Incident>> {
    const SQL: &str = "select incident_id, reference, kind, title, vendor_id, product, \
        started_on, ended_on, going_on, cause, cause_status, created_at, version \
        from incident where reference = $1";
    let row: Option<IncidentRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(name))?;
    row.map(Incident::try_from).transpose()
}

pub(crate) async fn incidents(tx: &mut Tx) -> Result<Vec<Incident>> {
    const SQL: &str = "select incident_id, reference, kind, title, vendor_id, product, \
        started_on, ended_on, going_on, cause, cause_status, created_at, version \
        from incident order by created_at desc, incident_id desc limit 1000";
    let rows: Vec<IncidentRow> = fetch_all!(tx, sqlx::query_as(SQL))?;
    rows.into_iter().map(Incident::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct CaseLabRow {
    case_lab_id: Uuid,
    incident_id: Uuid,
    organisation_id: Uuid,
    facts: String,
    duty_facts: String,
    aware_at: Option<DateTime<Utc>>,
    public_since: Option<DateTime<Utc>>,
    version: i64,
}

impl TryFrom<CaseLabRow> for CaseLab {
    type Error = DbError;
    fn try_from(row: CaseLabRow) -> Result<Self> {
        let facts: PublicFacts =
            serde_json::from_str(&row.facts).map_err(|_| unreadable("case_lab", "facts"))?;
        Ok(Self {
            id: CaseLabId::from_uuid(row.case_lab_id),
            incident: IncidentId::from_uuid(row.incident_id),
            organisation: OrganisationId::from_uuid(row.organisation_id),
            facts,
            duty_facts: row.duty_facts,
            aware_at: row.aware_at,
            public_since: row.public_since,
            version: row.version,
        })
    }
}

pub(crate) async fn insert_case_lab(tx: &mut Tx, lab: &CaseLab, at: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "insert into case_lab (case_lab_id, incident_id, organisation_id, facts, \
        duty_facts, version, created_at) values ($1, $2, $3, $4, $5, 1, $6)";
    let facts = serde_json::to_string(&lab.facts).unwrap_or_else(|_| "{}".to_owned());
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(lab.id.uuid())
            .bind(lab.incident.uuid())
            .bind(lab.organisation.uuid())
            .bind(facts)
            .bind(&lab.duty_facts)
            .bind(at)
    )
    .map(|_| ())
}

pub(crate) async fn case_lab(tx: &mut Tx, id: CaseLabId) -> Result<Option<CaseLab>> {
    const SQL: &str = "select case_lab_id, incident_id, organisation_id, facts, duty_facts, \
        aware_at, public_since, version from case_lab where case_lab_id = $1";
    let row: Option<CaseLabRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(CaseLab::try_from).transpose()
}

pub(crate) async fn case_labs(tx: &mut Tx, incident: IncidentId) -> Result<Vec<CaseLab>> {
    const SQL: &str = "select case_lab_id, incident_id, organisation_id, facts, duty_facts, \
        aware_at, public_since, version from case_lab where incident_id = $1 order by case_lab_id";
    let rows: Vec<CaseLabRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(incident.uuid()))?;
    rows.into_iter().map(CaseLab::try_from).collect()
}

pub(crate) async fn all_case_labs(tx: &mut Tx) -> Result<Vec<CaseLab>> {
    const SQL: &str = "select case_lab_id, incident_id, organisation_id, facts, duty_facts, \
        aware_at, public_since, version from case_lab order by case_lab_id";
    let rows: Vec<CaseLabRow> = fetch_all!(tx, sqlx::query_as(SQL))?;
    rows.into_iter().map(CaseLab::try_from).collect()
}

/// Sets the words; 0 rows when `version` is not the present one.
pub(crate) async fn set_facts(
    tx: &mut Tx,
    id: CaseLabId,
    version: i64,
    facts: &str,
) -> Result<u64> {
    const SQL: &str = "update case_lab set facts = $3, version = version + 1 \
        where case_lab_id = $1 and version = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(version).bind(facts))
}

/// Sets the facts for the duty rules; 0 rows when `version` is not the present one.
pub(crate) async fn set_duty_facts(
    tx: &mut Tx,
    id: CaseLabId,
    version: i64,
    facts: &str,
) -> Result<u64> {
    const SQL: &str = "update case_lab set duty_facts = $3, version = version + 1 \
        where case_lab_id = $1 and version = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(version).bind(facts))
}

pub(crate) async fn set_public(
    tx: &mut Tx,
    id: CaseLabId,
    since: Option<DateTime<Utc>>,
) -> Result<u64> {
    const SQL: &str =
        "update case_lab set public_since = $2, version = version + 1 where case_lab_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(since))
}

pub(crate) async fn set_aware_at(tx: &mut Tx, id: CaseLabId, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str =
        "update case_lab set aware_at = $2, version = version + 1 where case_lab_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(at))
}

#[derive(Clone, sqlx::FromRow)]
pub(crate) struct AwarenessRow {
    pub(crate) awareness_id: Uuid,
    pub(crate) candidate_at: DateTime<Utc>,
    pub(crate) offset_secs: i64,
    pub(crate) source: String,
    pub(crate) note: Vec<u8>,
    pub(crate) evidence: Option<Vec<u8>>,
    pub(crate) decision: String,
    pub(crate) reason: Option<Vec<u8>>,
    pub(crate) decided_by: String,
    pub(crate) approved_by: Option<String>,
    pub(crate) recorded_at: DateTime<Utc>,
}

pub(crate) async fn insert_awareness(
    tx: &mut Tx,
    lab: CaseLabId,
    row: &AwarenessRow,
) -> Result<()> {
    const SQL: &str = "insert into awareness (awareness_id, case_lab_id, candidate_at, \
        offset_secs, source, note, evidence, decision, reason, decided_by, approved_by, recorded_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(row.awareness_id)
            .bind(lab.uuid())
            .bind(row.candidate_at)
            .bind(row.offset_secs)
            .bind(&row.source)
            .bind(&row.note)
            .bind(&row.evidence)
            .bind(&row.decision)
            .bind(&row.reason)
            .bind(&row.decided_by)
            .bind(&row.approved_by)
            .bind(row.recorded_at)
    )
    .map(|_| ())
}

pub(crate) async fn awareness_rows(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<AwarenessRow>> {
    const SQL: &str = "select awareness_id, candidate_at, offset_secs, source, note, evidence, \
        decision, reason, decided_by, approved_by, recorded_at \
        from awareness where case_lab_id = $1 order by candidate_at, awareness_id";
    fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))
}

/// The only change a row of the ledger may see: its decision moves on.
pub(crate) async fn move_decision(
    tx: &mut Tx,
    id: AwarenessId,
    from: Decision,
    to: Decision,
    approved_by: Option<&str>,
) -> Result<u64> {
    const SQL: &str = "update awareness set decision = $3, \
        approved_by = coalesce($4, approved_by) where awareness_id = $1 and decision = $2";
    exec!(
        tx,
        sqlx::query(SQL).bind(id.uuid()).bind(from.as_str()).bind(to.as_str()).bind(approved_by)
    )
}

#[derive(sqlx::FromRow)]
pub(crate) struct TimelineRow {
    pub(crate) timeline_id: Uuid,
    pub(crate) happened_at: DateTime<Utc>,
    pub(crate) kind: String,
    pub(crate) body: Vec<u8>,
    pub(crate) written_by: String,
}

pub(crate) async fn insert_timeline(
    tx: &mut Tx,
    lab: CaseLabId,
    row: &TimelineRow,
    recorded_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "insert into timeline_entry (timeline_id, case_lab_id, happened_at, kind, \
        body, written_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(row.timeline_id)
            .bind(lab.uuid())
            .bind(row.happened_at)
            .bind(&row.kind)
            .bind(&row.body)
            .bind(&row.written_by)
            .bind(recorded_at)
    )
    .map(|_| ())
}

/// Entries before a place in time, newest first.
pub(crate) async fn timeline(
    tx: &mut Tx,
    lab: CaseLabId,
    before: (DateTime<Utc>, TimelineId),
    limit: i64,
) -> Result<Vec<TimelineRow>> {
    const SQL: &str = "select timeline_id, happened_at, kind, body, written_by \
        from timeline_entry where case_lab_id = $1 and (happened_at, timeline_id) < ($2, $3) \
        order by happened_at desc, timeline_id desc limit $4";
    fetch_all!(
        tx,
        sqlx::query_as(SQL).bind(lab.uuid()).bind(before.0).bind(before.1.uuid()).bind(limit)
    )
}
