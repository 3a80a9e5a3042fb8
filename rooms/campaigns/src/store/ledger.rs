//! The ledger at work: claims, starts, outcomes, lost workers. Rows go in groups; each
//! statement repeats the condition under which it may act, so that a worker that lost a
//! row changes nothing.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all};
use kernel::{CampaignId, DeliveryId, Id as _, PersonId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::{DeliveryState, store::delivery::state};

/// A claimed e-mail.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) id: DeliveryId,
    pub(crate) person: PersonId,
    pub(crate) state: DeliveryState,
    pub(crate) counted: bool,
    pub(crate) attempts: i64,
    pub(crate) tries: i64,
    pub(crate) first_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    delivery_id: Uuid,
    person_id: Uuid,
    state: String,
    counted: bool,
    attempts: i64,
    tries: i64,
    first_at: Option<DateTime<Utc>>,
}

/// Claims due e-mails of a campaign for one worker.
///
/// A fork: PostgreSQL steps over rows that another worker is claiming, where the common
/// text would have two workers lock the same rows in turn, and at worst in a circle.
/// SQLite has one writer. Both repeat the condition on the row itself.
pub(crate) async fn claim(
    tx: &mut Tx,
    campaign: CampaignId,
    worker: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>> {
    const SQLITE: &str = "update delivery set claimed_by = $2, claimed_until = $4 \
        where delivery_id in (select delivery_id from delivery where campaign_id = $1 \
        and channel = 'email' and state in ('queued', 'deferred') and next_at <= $3 \
        and (claimed_until is null or claimed_until <= $3 or claimed_until > $6) \
        order by next_at, delivery_id limit $5) \
        and state in ('queued', 'deferred') \
        and (claimed_until is null or claimed_until <= $3 or claimed_until > $6) \
        returning delivery_id, person_id, state, counted, attempts, tries, first_at";
    const POSTGRES: &str = "update delivery set claimed_by = $2, claimed_until = $4 \
        where delivery_id in (select delivery_id from delivery where campaign_id = $1 \
        and channel = 'email' and state in ('queued', 'deferred') and next_at <= $3 \
        and (claimed_until is null or claimed_until <= $3 or claimed_until > $6) \
        order by next_at, delivery_id limit $5 for update skip locked) \
        and state in ('queued', 'deferred') \
        and (claimed_until is null or claimed_until <= $3 or claimed_until > $6) \
        returning delivery_id, person_id, state, counted, attempts, tries, first_at";
    // No lease of the present time lies that far ahead: it is from before the clock was set
    // back, and whoever held it would have renewed it.
    let beyond = until + (until - now);
    let sql: &'static str = db::fork!(tx, sqlite: SQLITE, postgres: POSTGRES);
    let mut rows: Vec<ClaimedRow> = fetch_all!(
        tx,
        sqlx::query_as(sql)
            .bind(campaign.uuid())
            .bind(worker)
            .bind(now)
            .bind(until)
            .bind(limit)
            .bind(beyond)
    )?;
    rows.sort_unstable_by_key(|row| row.delivery_id);
    rows.into_iter()
        .map(|row| {
            Ok(Claimed {
                id: DeliveryId::from_uuid(row.delivery_id),
                person: PersonId::from_uuid(row.person_id),
                state: state(&row.state)?,
                counted: row.counted,
                attempts: row.attempts,
                tries: row.tries,
                first_at: row.first_at,
            })
        })
        .collect()
}

/// Marks claimed e-mails as being sent, if the campaign still runs; gives those marked.
pub(crate) async fn start(
    tx: &mut Tx,
    campaign: CampaignId,
    worker: Uuid,
    ids: &[DeliveryId],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = db::on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "update delivery set state = 'sending', attempts = attempts + 1, claimed_until = ",
        );
        query.push_bind(until).push(" where delivery_id in (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.uuid());
        }
        query.push(") and state in ('queued', 'deferred') and claimed_by = ").push_bind(worker);
        query.push(" and claimed_until > ").push_bind(now);
        query.push(" and exists (select 1 from campaign c where c.state = 'running' \
            and c.campaign_id = ").push_bind(campaign.uuid());
        query.push(") returning delivery_id");
        query.build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// One try, as it is kept.
pub(crate) struct AttemptRow {
    pub(crate) delivery: DeliveryId,
    pub(crate) n: i64,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) outcome: Option<&'static str>,
    pub(crate) stage: Option<&'static str>,
    pub(crate) code: Option<i64>,
    pub(crate) enhanced: Option<String>,
    pub(crate) reply: Option<Vec<u8>>,
}

impl AttemptRow {
    /// A try that begins.
    pub(crate) fn begun(delivery: DeliveryId, n: i64, at: DateTime<Utc>) -> Self {
        Self {
            delivery,
            n,
            started_at: at,
            ended_at: None,
            outcome: None,
            stage: None,
            code: None,
            enhanced: None,
            reply: None,
        }
    }
}

/// Writes tries; one that was begun takes its end.
pub(crate) async fn save_attempts(tx: &mut Tx, worker: Uuid, rows: &[AttemptRow]) -> Result<()> {
    for part in rows.chunks(super::STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "insert into attempt (delivery_id, n, worker, started_at, ended_at, outcome, \
                 stage, code, enhanced, reply) ",
            );
            query.push_values(part, |mut row, a| {
                row.push_bind(a.delivery.uuid())
                    .push_bind(a.n)
                    .push_bind(worker)
                    .push_bind(a.started_at)
                    .push_bind(a.ended_at)
                    .push_bind(a.outcome)
                    .push_bind(a.stage)
                    .push_bind(a.code)
                    .push_bind(a.enhanced.clone())
                    .push_bind(a.reply.clone());
            });
            query.push(
                " on conflict (delivery_id, n) do update set ended_at = excluded.ended_at, \
                 outcome = excluded.outcome, stage = excluded.stage, code = excluded.code, \
                 enhanced = excluded.enhanced, reply = excluded.reply",
            );
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Where an e-mail goes after a try, or without one.
#[derive(Clone, Debug)]
pub(crate) struct EndRow {
    pub(crate) delivery: DeliveryId,
    pub(crate) to: DeliveryState,
    pub(crate) reason: &'static str,
    pub(crate) counted: bool,
    pub(crate) next_at: DateTime<Utc>,
    pub(crate) first_at: Option<DateTime<Utc>>,
    pub(crate) attempts: i64,
    pub(crate) tries: i64,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    /// Tries that the row must show now: an answer to an older try settles nothing.
    pub(crate) expected: i64,
}

/// Settles tries of this worker; gives the rows that were still its own. A row that was
/// taken for lost in the meantime is still this worker's to settle, until a person did.
pub(crate) async fn end(
    tx: &mut Tx,
    worker: Uuid,
    from: &[DeliveryState],
    rows: &[EndRow],
) -> Result<Vec<Uuid>> {
    let mut ended = Vec::with_capacity(rows.len());
    for part in rows.chunks(super::STEP) {
        let done: Vec<(Uuid,)> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "update delivery set state = v.column2, reason = v.column3, counted = v.column4, \
                 next_at = v.column5, first_at = v.column6, attempts = v.column7, \
                 tries = v.column8, ended_at = v.column9, claimed_by = null, \
                 claimed_until = null from (",
            );
            query.push_values(part, |mut row, end| {
                row.push_bind(end.delivery.uuid())
                    .push_bind(end.to.as_str())
                    .push_bind(end.reason)
                    .push_bind(end.counted)
                    .push_bind(end.next_at)
                    .push_bind(end.first_at)
                    .push_bind(end.attempts)
                    .push_bind(end.tries)
                    .push_bind(end.ended_at)
                    .push_bind(end.expected);
            });
            query.push(") as v where ").push(db::keyed_by!("delivery.delivery_id", "v.column1"));
            query.push(" and delivery.attempts = v.column10 and delivery.claimed_by = ");
            query.push_bind(worker).push(" and delivery.state in (");
            let mut list = query.separated(", ");
            for state in from {
                list.push_bind(state.as_str());
            }
            query.push(") returning delivery_id");
            query.build_query_as().fetch_all(conn).await
        })?;
        ended.extend(done.into_iter().map(|(id,)| id));
    }
    Ok(ended)
}

/// Gives claims back.
pub(crate) async fn release(tx: &mut Tx, worker: Uuid, ids: &[DeliveryId]) -> Result<()> {
    for part in ids.chunks(super::STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "update delivery set claimed_by = null, claimed_until = null where delivery_id in (",
            );
            let mut list = query.separated(", ");
            for id in part {
                list.push_bind(id.uuid());
            }
            query.push(") and state in ('queued', 'deferred') and claimed_by = ");
            query.push_bind(worker);
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Keeps the tries under way.
pub(crate) async fn renew(
    tx: &mut Tx,
    worker: Uuid,
    ids: &[DeliveryId],
    until: DateTime<Utc>,
) -> Result<()> {
    for part in ids.chunks(super::STEP) {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new("update delivery set claimed_until = ");
            query.push_bind(until).push(" where delivery_id in (");
            let mut list = query.separated(", ");
            for id in part {
                list.push_bind(id.uuid());
            }
            query.push(") and claimed_by = ").push_bind(worker);
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(crate) struct LostRow {
    pub(crate) delivery_id: Uuid,
    pub(crate) counted: bool,
    pub(crate) attempts: i64,
}

/// Campaigns with tries whose worker vanished: its lease ran out, or lies `beyond` what a
/// lease of the present time can, since the clock was set back.
pub(crate) async fn lost_campaigns(
    tx: &mut Tx,
    now: DateTime<Utc>,
    beyond: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    const SQL: &str = "select distinct campaign_id from delivery where state = 'sending' \
        and (claimed_until <= $1 or claimed_until > $2) order by campaign_id";
    let rows: Vec<(Uuid,)> = fetch_all!(tx, sqlx::query_as(SQL).bind(now).bind(beyond))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Tries of one campaign whose worker vanished are in doubt. The worker's name stays:
/// should it come back with an answer, the answer counts.
pub(crate) async fn doubt_lost(
    tx: &mut Tx,
    campaign: Uuid,
    now: DateTime<Utc>,
    beyond: DateTime<Utc>,
) -> Result<Vec<LostRow>> {
    const SQL: &str = "update delivery set state = 'in_doubt', reason = 'worker_lost' \
        where delivery_id in (select delivery_id from delivery where state = 'sending' \
        and (claimed_until <= $1 or claimed_until > $3) and campaign_id = $2 \
        order by delivery_id limit 1000) \
        and state = 'sending' and (claimed_until <= $1 or claimed_until > $3) \
        returning delivery_id, counted, attempts";
    fetch_all!(tx, sqlx::query_as(SQL).bind(now).bind(campaign).bind(beyond))
}

/// Ends the last try of a lost delivery.
pub(crate) async fn doubt_attempt(
    tx: &mut Tx,
    delivery: Uuid,
    n: i64,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update attempt set ended_at = $3, outcome = 'in_doubt' \
        where delivery_id = $1 and n = $2 and ended_at is null";
    exec!(tx, sqlx::query(SQL).bind(delivery).bind(n).bind(now))
}

/// A try, as it is read.
#[derive(sqlx::FromRow)]
pub(crate) struct AttemptRead {
    pub(crate) n: i64,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) outcome: Option<String>,
    pub(crate) stage: Option<String>,
    pub(crate) code: Option<i64>,
    pub(crate) enhanced: Option<String>,
    pub(crate) reply: Option<Vec<u8>>,
}

pub(crate) async fn attempts(tx: &mut Tx, delivery: DeliveryId) -> Result<Vec<AttemptRead>> {
    const SQL: &str = "select n, started_at, ended_at, outcome, stage, code, enhanced, reply \
        from attempt where delivery_id = $1 order by n";
    fetch_all!(tx, sqlx::query_as(SQL).bind(delivery.uuid()))
}

/// Makes due what waits only because the clock was set back: e-mails that were never tried,
/// which wait for nothing, and those whose next try lies beyond the longest wait.
pub(crate) async fn hasten(
    tx: &mut Tx,
    campaign: CampaignId,
    now: DateTime<Utc>,
    beyond: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update delivery set next_at = $2 where campaign_id = $1 \
        and channel = 'email' and state in ('queued', 'deferred') and next_at > $2 \
        and ((state = 'queued' and attempts = 0 and tries = 0) or next_at > $3)";
    exec!(tx, sqlx::query(SQL).bind(campaign.uuid()).bind(now).bind(beyond))
}

/// When the next e-mail of a campaign is due.
pub(crate) async fn next_due(tx: &mut Tx, campaign: CampaignId) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "select min(next_at) from delivery where campaign_id = $1 \
        and channel = 'email' and state in ('queued', 'deferred')";
    db::fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(campaign.uuid()))
}

/// Puts a delivery back into the count of its person.
pub(crate) async fn count_again(tx: &mut Tx, delivery: DeliveryId) -> Result<u64> {
    const SQL: &str = "update delivery set counted = $2 where delivery_id = $1";
    exec!(tx, sqlx::query(SQL).bind(delivery.uuid()).bind(true))
}

/// Writes onto a try that its message came back.
pub(crate) async fn bounced(
    tx: &mut Tx,
    delivery: DeliveryId,
    n: i64,
    at: DateTime<Utc>,
    enhanced: Option<String>,
    reply: Option<Vec<u8>>,
) -> Result<u64> {
    const SQL: &str = "update attempt set outcome = 'bounced', ended_at = $3, \
        enhanced = coalesce($4, enhanced), reply = coalesce($5, reply) \
        where delivery_id = $1 and n = $2";
    exec!(tx, sqlx::query(SQL).bind(delivery.uuid()).bind(n).bind(at).bind(enhanced).bind(reply))
}
