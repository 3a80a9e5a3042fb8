//! Every statement of the room.

use chrono::{DateTime, NaiveDate, Utc};
use db::{DbError, Result, Tx, exec, fetch_all};
use kernel::{CaseLabId, DutyId, Id as _};
use uuid::Uuid;

use crate::model::{Stage, Switch};

/// A duty that has a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Duty {
    pub(crate) id: DutyId,
    pub(crate) rule: String,
    pub(crate) stage: Stage,
    pub(crate) version: i64,
}

#[derive(sqlx::FromRow)]
struct DutyRow {
    duty_id: Uuid,
    rule: String,
    state: String,
    version: i64,
}

fn stage(word: &str, table: &'static str) -> Result<Stage> {
    Stage::parse(word).ok_or(DbError::Inconsistent { table, column: "state" })
}

impl TryFrom<DutyRow> for Duty {
    type Error = DbError;
    fn try_from(row: DutyRow) -> Result<Self> {
        Ok(Self {
            id: DutyId::from_uuid(row.duty_id),
            stage: stage(&row.state, "duty")?,
            rule: row.rule,
            version: row.version,
        })
    }
}

pub(crate) async fn duties(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<Duty>> {
    const SQL: &str =
        "select duty_id, rule, state, version from duty where case_lab_id = $1 order by rule";
    let rows: Vec<DutyRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))?;
    rows.into_iter().map(Duty::try_from).collect()
}

/// Adds a duty at version 1; 0 rows when it has a row already.
pub(crate) async fn insert_duty(tx: &mut Tx, lab: CaseLabId, duty: &Duty) -> Result<u64> {
    const SQL: &str = "insert into duty (duty_id, case_lab_id, rule, state, version) \
        values ($1, $2, $3, $4, 1) on conflict (case_lab_id, rule) do nothing";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(duty.id.uuid())
            .bind(lab.uuid())
            .bind(&duty.rule)
            .bind(duty.stage.as_str())
    )
}

/// Moves a duty on; 0 rows when `duty.version` is not the present one.
pub(crate) async fn move_duty(tx: &mut Tx, duty: &Duty, to: Stage) -> Result<u64> {
    const SQL: &str = "update duty set state = $3, version = version + 1 \
        where duty_id = $1 and version = $2";
    exec!(tx, sqlx::query(SQL).bind(duty.id.uuid()).bind(duty.version).bind(to.as_str()))
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct DecisionRow {
    pub(crate) n: i64,
    pub(crate) state: String,
    pub(crate) pack_version: String,
    pub(crate) facts_digest: Vec<u8>,
    pub(crate) reason: Option<Vec<u8>>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: DateTime<Utc>,
}

impl DecisionRow {
    pub(crate) fn stage(&self) -> Result<Stage> {
        stage(&self.state, "duty_decision")
    }
}

pub(crate) async fn insert_decision(tx: &mut Tx, duty: DutyId, row: &DecisionRow) -> Result<()> {
    const SQL: &str = "insert into duty_decision (duty_id, n, state, pack_version, facts_digest, \
        reason, decided_by, decided_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(duty.uuid())
            .bind(row.n)
            .bind(&row.state)
            .bind(&row.pack_version)
            .bind(&row.facts_digest)
            .bind(&row.reason)
            .bind(&row.decided_by)
            .bind(row.decided_at)
    )
    .map(|_| ())
}

pub(crate) async fn decisions(tx: &mut Tx, duty: DutyId) -> Result<Vec<DecisionRow>> {
    const SQL: &str = "select n, state, pack_version, facts_digest, reason, decided_by, decided_at \
        from duty_decision where duty_id = $1 order by n";
    fetch_all!(tx, sqlx::query_as(SQL).bind(duty.uuid()))
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct SubmissionRow {
    pub(crate) submission_id: Uuid,
    pub(crate) n: i64,
    pub(crate) submitted_at: DateTime<Utc>,
    pub(crate) offset_secs: i64,
    pub(crate) number: Option<String>,
    pub(crate) sender: Vec<u8>,
    pub(crate) receipt: Option<Vec<u8>>,
    pub(crate) delay_reason: Option<Vec<u8>>,
    pub(crate) target_at: Option<DateTime<Utc>>,
    pub(crate) limit_at: Option<DateTime<Utc>>,
    pub(crate) recorded_by: String,
    pub(crate) recorded_at: DateTime<Utc>,
}

pub(crate) async fn insert_submission(
    tx: &mut Tx,
    duty: DutyId,
    row: &SubmissionRow,
) -> Result<()> {
    const SQL: &str = "insert into submission (submission_id, duty_id, n, submitted_at, \
        offset_secs, number, sender, receipt, delay_reason, target_at, limit_at, recorded_by, \
        recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(row.submission_id)
            .bind(duty.uuid())
            .bind(row.n)
            .bind(row.submitted_at)
            .bind(row.offset_secs)
            .bind(&row.number)
            .bind(&row.sender)
            .bind(&row.receipt)
            .bind(&row.delay_reason)
            .bind(row.target_at)
            .bind(row.limit_at)
            .bind(&row.recorded_by)
            .bind(row.recorded_at)
    )
    .map(|_| ())
}

pub(crate) async fn submissions(tx: &mut Tx, duty: DutyId) -> Result<Vec<SubmissionRow>> {
    const SQL: &str = "select submission_id, n, submitted_at, offset_secs, number, sender, \
        receipt, delay_reason, target_at, limit_at, recorded_by, recorded_at \
        from submission where duty_id = $1 order by n";
    fetch_all!(tx, sqlx::query_as(SQL).bind(duty.uuid()))
}

/// First submission and number of submissions, by rule.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Sent {
    pub(crate) rule: String,
    pub(crate) first_at: DateTime<Utc>,
    pub(crate) sent: i64,
}

pub(crate) async fn sent(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<Sent>> {
    const SQL: &str = "select d.rule as rule, s.submitted_at as first_at, \
        (select count(*) from submission o where o.duty_id = d.duty_id) as sent \
        from duty d join submission s on s.duty_id = d.duty_id and s.n = 1 \
        where d.case_lab_id = $1 order by d.rule";
    fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))
}

#[derive(sqlx::FromRow)]
struct SwitchRow {
    name: String,
    in_force_from: NaiveDate,
}

pub(crate) async fn switches(tx: &mut Tx) -> Result<Vec<Switch>> {
    const SQL: &str = "select name, in_force_from from law_switch order by name";
    let rows: Vec<SwitchRow> = fetch_all!(tx, sqlx::query_as(SQL))?;
    Ok(rows.into_iter().map(|row| Switch { name: row.name, from: row.in_force_from }).collect())
}

pub(crate) async fn put_switch(
    tx: &mut Tx,
    switch: &Switch,
    decided_by: &str,
    decided_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "insert into law_switch (name, in_force_from, decided_by, decided_at) \
        values ($1, $2, $3, $4) on conflict (name) do update set \
        in_force_from = excluded.in_force_from, decided_by = excluded.decided_by, \
        decided_at = excluded.decided_at";
    exec!(
        tx,
        sqlx::query(SQL).bind(&switch.name).bind(switch.from).bind(decided_by).bind(decided_at)
    )
    .map(|_| ())
}

pub(crate) async fn delete_switch(tx: &mut Tx, name: &str) -> Result<u64> {
    const SQL: &str = "delete from law_switch where name = $1";
    exec!(tx, sqlx::query(SQL).bind(name))
}
