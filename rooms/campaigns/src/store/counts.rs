//! Counts: the tally that moves with the ledger, the recount that checks it, the pace,
//! the mail domains.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all, fetch_scalar};
use kernel::{CampaignId, CaseLabId, Id as _};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::{
    Channel, DeliveryState,
    store::delivery::{channel, state},
};

/// A cell of the tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    pub(crate) channel: Channel,
    pub(crate) state: DeliveryState,
    pub(crate) counted: bool,
}

/// What one transaction moves: summed, then written in the order of the cells, so that
/// two transactions never wait for each other in a circle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves(BTreeMap<Cell, i64>);

impl Moves {
    pub(crate) fn add(&mut self, cell: Cell, n: i64) {
        *self.0.entry(cell).or_default() += n;
    }

    pub(crate) fn shift(&mut self, from: Cell, to: Cell) {
        self.add(from, -1);
        self.add(to, 1);
    }

    pub(crate) fn join(&mut self, other: &Self) {
        for (cell, n) in &other.0 {
            self.add(*cell, *n);
        }
    }

    /// Change in the number of open deliveries.
    pub(crate) fn open(&self) -> i64 {
        self.0.iter().filter(|(cell, _)| !cell.state.is_terminal()).map(|(_, n)| n).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.values().all(|n| *n == 0)
    }
}

pub(crate) async fn apply(tx: &mut Tx, campaign: CampaignId, moves: &Moves) -> Result<()> {
    const LOSE: &str = "update campaign_tally set n = n + $5 where campaign_id = $1 \
        and channel = $2 and state = $3 and counted = $4";
    let cells: Vec<(&Cell, i64)> =
        moves.0.iter().filter(|(_, n)| **n != 0).map(|(cell, n)| (cell, *n)).collect();
    // Additions may make the cell; subtractions find it there.
    let (gain, loss): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(_, n)| *n > 0);
    if !gain.is_empty() {
        db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "insert into campaign_tally (campaign_id, channel, state, counted, n) ",
            );
            query.push_values(&gain, |mut row, (cell, n)| {
                row.push_bind(campaign.uuid())
                    .push_bind(cell.channel.as_str())
                    .push_bind(cell.state.as_str())
                    .push_bind(cell.counted)
                    .push_bind(*n);
            });
            query.push(
                " on conflict (campaign_id, channel, state, counted) \
                 do update set n = campaign_tally.n + excluded.n",
            );
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    for (cell, n) in loss {
        let done = exec!(
            tx,
            sqlx::query(LOSE)
                .bind(campaign.uuid())
                .bind(cell.channel.as_str())
                .bind(cell.state.as_str())
                .bind(cell.counted)
                .bind(n)
        )?;
        if done == 0 {
            return Err(db::DbError::Inconsistent { table: "campaign_tally", column: "n" });
        }
    }
    Ok(())
}

type CellRow = (String, String, bool, i64);

fn cells(rows: Vec<CellRow>) -> Result<Vec<(Cell, i64)>> {
    rows.into_iter()
        .map(|(channel_word, state_word, counted, n)| {
            let cell =
                Cell { channel: channel(&channel_word)?, state: state(&state_word)?, counted };
            Ok((cell, n))
        })
        .collect()
}

/// The tally as kept.
pub(crate) async fn tally(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<(Cell, i64)>> {
    const SQL: &str = "select channel, state, counted, n from campaign_tally \
        where campaign_id = $1 and n > 0 order by channel, state, counted";
    cells(fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()))?)
}

/// The tallies of all campaigns of a lab.
pub(crate) async fn tallies(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<(CampaignId, Cell, i64)>> {
    const SQL: &str = "select t.campaign_id, t.channel, t.state, t.counted, t.n \
        from campaign_tally t join campaign c on c.campaign_id = t.campaign_id \
        where c.case_lab_id = $1 and t.n > 0";
    type TallyRow = (Uuid, String, String, bool, i64);
    let rows: Vec<TallyRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))?;
    rows.into_iter()
        .map(|(campaign, channel_word, state_word, counted, n)| {
            let cell =
                Cell { channel: channel(&channel_word)?, state: state(&state_word)?, counted };
            Ok((CampaignId::from_uuid(campaign), cell, n))
        })
        .collect()
}

/// The tally as the ledger itself gives it: reads every row.
pub(crate) async fn recount(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<(Cell, i64)>> {
    const SQL: &str = "select channel, state, counted, count(*) as n from delivery \
        where campaign_id = $1 group by channel, state, counted order by channel, state, counted";
    cells(fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()))?)
}

/// Makes the reads of a transaction see one instant. SQLite's always do; PostgreSQL's do
/// at this level only, and a running campaign moves between two statements.
pub(crate) async fn one_view(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "set transaction isolation level repeatable read";
    db::fork!(
        tx,
        sqlite: Ok(()),
        postgres: exec!(tx, sqlx::query(SQL)).map(|_| ())
    )
}

/// Persons of the ledger: each has at least one row.
pub(crate) async fn distinct_persons(tx: &mut Tx, campaign: CampaignId) -> Result<i64> {
    const SQL: &str = "select count(distinct person_id) from delivery where campaign_id = $1";
    fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(campaign.uuid()))
}

pub(crate) async fn clear(tx: &mut Tx, campaign: CampaignId) -> Result<()> {
    const SQL: [&str; 2] = [
        "delete from campaign_tally where campaign_id = $1",
        "delete from campaign_domain where campaign_id = $1",
    ];
    for sql in SQL {
        exec!(tx, sqlx::query(sql).bind(campaign.uuid()))?;
    }
    Ok(())
}

/// Rows of a state by reason and channel.
pub(crate) async fn reasons(
    tx: &mut Tx,
    campaign: CampaignId,
) -> Result<Vec<(DeliveryState, String, i64)>> {
    const SQL: &str = "select state, reason, count(*) from delivery where campaign_id = $1 \
        and state in ('deferred', 'in_doubt', 'failed', 'returned', 'excluded', 'unreachable') \
        group by state, reason order by state, reason";
    let rows: Vec<(String, String, i64)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()))?;
    rows.into_iter().map(|(word, reason, n)| Ok((state(&word)?, reason, n))).collect()
}

/// Adds to the number of messages of a minute.
pub(crate) async fn pace(
    tx: &mut Tx,
    campaign: CampaignId,
    minute: DateTime<Utc>,
    channel: Channel,
    n: i64,
) -> Result<()> {
    const SQL: &str = "insert into campaign_pace (campaign_id, minute, channel, n) \
        values ($1, $2, $3, $4) on conflict (campaign_id, minute, channel) \
        do update set n = campaign_pace.n + excluded.n";
    exec!(tx, sqlx::query(SQL).bind(campaign.uuid()).bind(minute).bind(channel.as_str()).bind(n))
        .map(|_| ())
}

/// Messages by minute and channel since an instant.
pub(crate) async fn paces(
    tx: &mut Tx,
    campaign: CampaignId,
    since: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, Channel, i64)>> {
    const SQL: &str = "select minute, channel, n from campaign_pace \
        where campaign_id = $1 and minute >= $2 order by minute, channel";
    let rows: Vec<(DateTime<Utc>, String, i64)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()).bind(since))?;
    rows.into_iter().map(|(minute, word, n)| Ok((minute, channel(&word)?, n))).collect()
}

pub(crate) async fn add_domains(
    tx: &mut Tx,
    campaign: CampaignId,
    domains: &[([u8; 8], Vec<u8>)],
) -> Result<()> {
    for part in domains.chunks(super::STEP) {
        db::on!(tx, conn => {
            let mut query =
                QueryBuilder::new("insert into campaign_domain (campaign_id, token, sealed) ");
            query.push_values(part, |mut row, (token, sealed)| {
                row.push_bind(campaign.uuid()).push_bind(token.to_vec()).push_bind(sealed.clone());
            });
            query.push(" on conflict (campaign_id, token) do nothing");
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// E-mails of one domain.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct DomainRow {
    pub(crate) token: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) total: i64,
    pub(crate) accepted: i64,
    pub(crate) waiting: i64,
    pub(crate) refused: i64,
    pub(crate) in_doubt: i64,
}

/// E-mails by domain, the largest first.
pub(crate) async fn domains(
    tx: &mut Tx,
    campaign: CampaignId,
    limit: i64,
) -> Result<Vec<DomainRow>> {
    const SQL: &str = "select d.token as token, d.sealed as sealed, g.total as total, \
        g.accepted as accepted, g.waiting as waiting, g.refused as refused, \
        g.in_doubt as in_doubt from (select domain, count(*) as total, \
        count(*) filter (where state = 'accepted') as accepted, \
        count(*) filter (where state in ('queued', 'sending', 'deferred')) as waiting, \
        count(*) filter (where state = 'failed') as refused, \
        count(*) filter (where state = 'in_doubt') as in_doubt from delivery \
        where campaign_id = $1 and channel = 'email' group by domain) g \
        join campaign_domain d on d.campaign_id = $1 and d.token = g.domain \
        order by g.total desc, d.token limit $2";
    fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()).bind(limit))
}

/// Ids of campaigns that may be out of balance: those with open deliveries.
pub(crate) async fn live(tx: &mut Tx) -> Result<Vec<Uuid>> {
    const SQL: &str = "select campaign_id from campaign \
        where state in ('running', 'paused') order by campaign_id";
    let rows: Vec<(Uuid,)> = fetch_all!(tx, sqlx::query_as(SQL))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
