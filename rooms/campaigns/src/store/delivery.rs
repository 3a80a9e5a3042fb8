//! Deliveries: the bulk insert of a preparation, reading, moving a few by hand.

use chrono::{DateTime, Utc};
use db::{
    Bulk, BulkColumn, BulkKind, DbError, Engine, Result, Tx, exec, fetch_all, fetch_optional,
};
use kernel::{BatchId, CampaignId, DeliveryId, Id as _, PersonId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::{Channel, DeliveryState, model::Delivery, store::STEP};

const COLUMNS: &[BulkColumn] = &[
    BulkColumn { name: "delivery_id", kind: BulkKind::Uuid },
    BulkColumn { name: "campaign_id", kind: BulkKind::Uuid },
    BulkColumn { name: "person_id", kind: BulkKind::Uuid },
    BulkColumn { name: "channel", kind: BulkKind::Text },
    BulkColumn { name: "counted", kind: BulkKind::Bool },
    BulkColumn { name: "state", kind: BulkKind::Text },
    BulkColumn { name: "reason", kind: BulkKind::Text },
    BulkColumn { name: "domain", kind: BulkKind::Bytes },
    BulkColumn { name: "attempts", kind: BulkKind::Int },
    BulkColumn { name: "tries", kind: BulkKind::Int },
    BulkColumn { name: "next_at", kind: BulkKind::Instant },
];

/// A delivery to be inserted.
pub(crate) struct NewDelivery {
    pub(crate) id: DeliveryId,
    pub(crate) person: PersonId,
    pub(crate) channel: Channel,
    pub(crate) counted: bool,
    pub(crate) state: DeliveryState,
    pub(crate) reason: &'static str,
    pub(crate) domain: Option<[u8; 8]>,
}

/// Adds deliveries in the order of their ids.
pub(crate) async fn insert_all(
    tx: &mut Tx,
    engine: Engine,
    campaign: CampaignId,
    rows: &[NewDelivery],
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut bulk = Bulk::new(engine, "delivery", COLUMNS);
    for row in rows {
        bulk.row()
            .uuid(row.id.uuid())
            .uuid(campaign.uuid())
            .uuid(row.person.uuid())
            .text(row.channel.as_str())
            .bool(row.counted)
            .text(row.state.as_str())
            .text(row.reason)
            .bytes_or_null(row.domain.map(|token| token.to_vec()))
            .int(0)
            .int(0)
            .instant(now);
    }
    bulk.send(tx).await
}

/// Adds a delivery unless the person has one of this channel already.
pub(crate) async fn insert_one(
    tx: &mut Tx,
    campaign: CampaignId,
    row: &NewDelivery,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "insert into delivery (delivery_id, campaign_id, person_id, channel, \
        counted, state, reason, attempts, tries, next_at) \
        values ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8) \
        on conflict (campaign_id, person_id, channel) do nothing";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(row.id.uuid())
            .bind(campaign.uuid())
            .bind(row.person.uuid())
            .bind(row.channel.as_str())
            .bind(row.counted)
            .bind(row.state.as_str())
            .bind(row.reason)
            .bind(now)
    )
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    delivery_id: Uuid,
    campaign_id: Uuid,
    person_id: Uuid,
    channel: String,
    counted: bool,
    state: String,
    reason: String,
    attempts: i64,
    next_at: DateTime<Utc>,
    batch_id: Option<Uuid>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = DbError;
    fn try_from(row: DeliveryRow) -> Result<Self> {
        Ok(Self {
            id: DeliveryId::from_uuid(row.delivery_id),
            campaign: CampaignId::from_uuid(row.campaign_id),
            person: PersonId::from_uuid(row.person_id),
            channel: channel(&row.channel)?,
            counted: row.counted,
            state: state(&row.state)?,
            reason: row.reason,
            attempts: row.attempts,
            next_at: row.next_at,
            batch: row.batch_id.map(BatchId::from_uuid),
            ended_at: row.ended_at,
        })
    }
}

pub(crate) fn channel(word: &str) -> Result<Channel> {
    Channel::parse(word).ok_or(DbError::Inconsistent { table: "delivery", column: "channel" })
}

pub(crate) fn state(word: &str) -> Result<DeliveryState> {
    DeliveryState::parse(word).ok_or(DbError::Inconsistent { table: "delivery", column: "state" })
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select delivery_id, campaign_id, person_id, channel, counted, state, reason, ",
            "attempts, next_at, batch_id, ended_at from delivery ",
            $tail
        )
    };
}

pub(crate) async fn by_id(tx: &mut Tx, id: DeliveryId) -> Result<Option<Delivery>> {
    const SQL: &str = select!("where delivery_id = $1");
    let row: Option<DeliveryRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(Delivery::try_from).transpose()
}

/// All deliveries of one person in one campaign.
pub(crate) async fn of_person(
    tx: &mut Tx,
    campaign: CampaignId,
    person: PersonId,
) -> Result<Vec<Delivery>> {
    const SQL: &str = select!("where campaign_id = $1 and person_id = $2 order by delivery_id");
    let rows: Vec<DeliveryRow> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()).bind(person.uuid()))?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Deliveries in one of the states that need a look, after an id.
pub(crate) async fn in_trouble(
    tx: &mut Tx,
    campaign: CampaignId,
    state: DeliveryState,
    reason: Option<&str>,
    after: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    const ALL: &str = select!(
        "where campaign_id = $1 and state = $2 and delivery_id > $3 \
         and state in ('deferred', 'in_doubt', 'failed', 'returned', 'excluded', 'unreachable') \
         order by delivery_id limit $4"
    );
    const ONE: &str = select!(
        "where campaign_id = $1 and state = $2 and delivery_id > $3 and reason = $5 \
         and state in ('deferred', 'in_doubt', 'failed', 'returned', 'excluded', 'unreachable') \
         order by delivery_id limit $4"
    );
    let after = after.map_or(Uuid::nil(), DeliveryId::uuid);
    let rows: Vec<DeliveryRow> = match reason {
        None => fetch_all!(
            tx,
            sqlx::query_as(ALL).bind(campaign.uuid()).bind(state.as_str()).bind(after).bind(limit)
        )?,
        Some(reason) => fetch_all!(
            tx,
            sqlx::query_as(ONE)
                .bind(campaign.uuid())
                .bind(state.as_str())
                .bind(after)
                .bind(limit)
                .bind(reason)
        )?,
    };
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Those of the persons whom a campaign reached, or may still reach.
pub(crate) async fn reached(
    tx: &mut Tx,
    campaign: Uuid,
    first: PersonId,
    last: PersonId,
) -> Result<Vec<PersonId>> {
    const SQL: &str = "select distinct person_id from delivery where campaign_id = $1 \
        and person_id >= $2 and person_id <= $3 and state in ('queued', 'sending', 'deferred', \
        'rendered', 'in_doubt', 'accepted', 'posted') order by person_id";
    let rows: Vec<(Uuid,)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(campaign).bind(first.uuid()).bind(last.uuid()))?;
    Ok(rows.into_iter().map(|(id,)| PersonId::from_uuid(id)).collect())
}

/// Persons with a message to come, after one, in order: for their codes.
pub(crate) async fn to_be_written_to(
    tx: &mut Tx,
    campaign: CampaignId,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<PersonId>> {
    const SQL: &str = "select distinct person_id from delivery where campaign_id = $1 \
        and person_id > $2 and channel in ('email', 'letter') and state in ('queued', 'deferred') \
        order by person_id limit $3";
    let rows: Vec<(Uuid,)> = fetch_all!(
        tx,
        sqlx::query_as(SQL).bind(campaign.uuid()).bind(after.unwrap_or_default()).bind(limit)
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId::from_uuid(id)).collect())
}

/// Deletes deliveries of a campaign that never ran, in short steps.
pub(crate) async fn delete_step(tx: &mut Tx, campaign: CampaignId) -> Result<u64> {
    const SQL: &str = "delete from delivery where delivery_id in (select delivery_id \
        from delivery where campaign_id = $1 order by person_id, channel limit 5000)";
    exec!(tx, sqlx::query(SQL).bind(campaign.uuid()))
}

/// A move of one delivery by hand or by a job, when it is where it should come from.
pub(crate) struct Move<'a> {
    pub(crate) id: DeliveryId,
    pub(crate) from: DeliveryState,
    pub(crate) to: DeliveryState,
    pub(crate) reason: &'a str,
    pub(crate) counted: bool,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn move_one(tx: &mut Tx, m: &Move<'_>) -> Result<u64> {
    const SQL: &str = "update delivery set state = $3, reason = $4, counted = $5, next_at = $6, \
        ended_at = $7, claimed_by = null, claimed_until = null \
        where delivery_id = $1 and state = $2";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(m.id.uuid())
            .bind(m.from.as_str())
            .bind(m.to.as_str())
            .bind(m.reason)
            .bind(m.counted)
            .bind(m.at)
            .bind(m.to.is_terminal().then_some(m.at))
    )
}

/// Gives waiting deliveries of a cancelled campaign up, some at a time; gives for each
/// whether it was counted.
pub(crate) async fn cancel_step(
    tx: &mut Tx,
    campaign: CampaignId,
    channel: Channel,
    from: DeliveryState,
    at: DateTime<Utc>,
) -> Result<Vec<bool>> {
    const SQL: &str = "update delivery set state = 'cancelled', reason = 'cancelled', \
        ended_at = $3, batch_id = null, claimed_by = null, claimed_until = null \
        where delivery_id in (select delivery_id from delivery where campaign_id = $1 \
        and channel = $2 and state in ('queued', 'deferred') and state = $4 \
        order by next_at, delivery_id limit 5000) and state = $4 returning counted";
    let rows: Vec<(bool,)> = fetch_all!(
        tx,
        sqlx::query_as(SQL)
            .bind(campaign.uuid())
            .bind(channel.as_str())
            .bind(at)
            .bind(from.as_str())
    )?;
    Ok(rows.into_iter().map(|(counted,)| counted).collect())
}

/// These deliveries, in the order of their ids.
pub(crate) async fn by_ids(tx: &mut Tx, ids: &[DeliveryId]) -> Result<Vec<Delivery>> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(STEP) {
        let rows: Vec<DeliveryRow> = db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "select delivery_id, campaign_id, person_id, channel, counted, state, reason, \
                 attempts, next_at, batch_id, ended_at from delivery where delivery_id in (",
            );
            let mut list = query.separated(", ");
            for id in part {
                list.push_bind(id.uuid());
            }
            query.push(") order by delivery_id");
            query.build_query_as().fetch_all(conn).await
        })?;
        for row in rows {
            found.push(Delivery::try_from(row)?);
        }
    }
    Ok(found)
}
