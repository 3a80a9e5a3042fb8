//! Statements on claim codes.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{CaseLabId, Id as _, PersonId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::STEP;

/// One claim code's row: found by the keyed hash of the code, which is not stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ClaimRow {
    pub(crate) case_lab_id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) issue: i64,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
}

pub(crate) async fn claim(tx: &mut Tx, lookup: &[u8]) -> Result<Option<ClaimRow>> {
    const SQL: &str = "select case_lab_id, person_id, issue, expires_at, revoked_at \
        from claim where lookup = $1";
    fetch_optional!(tx, sqlx::query_as(SQL).bind(lookup))
}

pub(crate) async fn claims_of(tx: &mut Tx, person: PersonId) -> Result<Vec<ClaimRow>> {
    const SQL: &str = "select case_lab_id, person_id, issue, expires_at, revoked_at \
        from claim where person_id = $1 order by issue desc";
    fetch_all!(tx, sqlx::query_as(SQL).bind(person.uuid()))
}

pub(crate) async fn revoke_claims(tx: &mut Tx, person: PersonId, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str =
        "update claim set revoked_at = $2 where person_id = $1 and revoked_at is null";
    exec!(tx, sqlx::query(SQL).bind(person.uuid()).bind(at))
}

/// Revokes the code of one issue; none when it is revoked already or never was.
pub(crate) async fn revoke_issue(
    tx: &mut Tx,
    lab: CaseLabId,
    person: PersonId,
    issue: i64,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update claim set revoked_at = $4 where person_id = $1 and issue = $2 \
        and case_lab_id = $3 and revoked_at is null";
    exec!(tx, sqlx::query(SQL).bind(person.uuid()).bind(issue).bind(lab.uuid()).bind(at))
}

/// Those of the persons that have a code of this issue already.
pub(crate) async fn known_claims(
    tx: &mut Tx,
    lab: CaseLabId,
    part: &[([u8; 16], PersonId)],
    issue: i64,
) -> Result<std::collections::HashSet<PersonId>> {
    let mut known = std::collections::HashSet::new();
    for step in part.chunks(STEP) {
        let rows: Vec<(Uuid,)> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new("select person_id from claim where case_lab_id = ");
            query.push_bind(lab.uuid()).push(" and issue = ").push_bind(issue);
            query.push(" and lookup in (");
            let mut list = query.separated(", ");
            for (lookup, _) in step {
                list.push_bind(lookup.to_vec());
            }
            query.push(")");
            query.build_query_as().fetch_all(conn).await
        })?;
        known.extend(rows.into_iter().map(|(id,)| PersonId::from_uuid(id)));
    }
    Ok(known)
}
