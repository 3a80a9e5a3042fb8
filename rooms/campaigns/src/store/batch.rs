//! Batches of letters.

use chrono::{DateTime, NaiveDate, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{BatchId, CampaignId, CaseLabId, DeliveryId, Id as _, PersonId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::{
    Channel,
    model::{Batch, BatchWord},
    store::delivery::channel,
};

#[derive(sqlx::FromRow)]
struct BatchRow {
    batch_id: Uuid,
    campaign_id: Uuid,
    n: i64,
    state: String,
    letters: i64,
    pages: i64,
    sheets: i64,
    bytes: i64,
    sha256: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
    rendered_at: Option<DateTime<Utc>>,
    downloads: i64,
    downloaded_at: Option<DateTime<Utc>>,
    posted_on: Option<NaiveDate>,
    posted_by: Option<String>,
}

impl TryFrom<BatchRow> for Batch {
    type Error = DbError;
    fn try_from(row: BatchRow) -> Result<Self> {
        Ok(Self {
            id: BatchId::from_uuid(row.batch_id),
            campaign: CampaignId::from_uuid(row.campaign_id),
            n: row.n,
            state: BatchWord::parse(&row.state)
                .ok_or(DbError::Inconsistent { table: "letter_batch", column: "state" })?,
            letters: row.letters,
            pages: row.pages,
            sheets: row.sheets,
            bytes: row.bytes,
            sha256: row.sha256,
            created_at: row.created_at,
            rendered_at: row.rendered_at,
            downloads: row.downloads,
            downloaded_at: row.downloaded_at,
            posted_on: row.posted_on,
            posted_by: row.posted_by,
        })
    }
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select batch_id, campaign_id, n, state, letters, pages, sheets, bytes, sha256, ",
            "created_at, rendered_at, downloads, downloaded_at, posted_on, posted_by ",
            "from letter_batch ",
            $tail
        )
    };
}

pub(crate) async fn by_id(tx: &mut Tx, id: BatchId) -> Result<Option<Batch>> {
    const SQL: &str = select!("where batch_id = $1");
    let row: Option<BatchRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(Batch::try_from).transpose()
}

pub(crate) async fn of_campaign(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<Batch>> {
    const SQL: &str = select!("where campaign_id = $1 order by n");
    let rows: Vec<BatchRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()))?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// The batches of all campaigns of a lab.
pub(crate) async fn of_lab(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<Batch>> {
    const SQL: &str = select!(
        "where campaign_id in (select campaign_id from campaign where case_lab_id = $1) \
         order by campaign_id, n"
    );
    let rows: Vec<BatchRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// The batch whose file a crash left unfinished.
pub(crate) async fn unfinished(tx: &mut Tx, campaign: CampaignId) -> Result<Option<Batch>> {
    const SQL: &str = select!("where campaign_id = $1 and state = 'rendering' order by n limit 1");
    let row: Option<BatchRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(campaign.uuid()))?;
    row.map(Batch::try_from).transpose()
}

pub(crate) async fn last_number(tx: &mut Tx, campaign: CampaignId) -> Result<i64> {
    const SQL: &str = "select coalesce(max(n), 0) from letter_batch where campaign_id = $1";
    db::fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(campaign.uuid()))
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: BatchId,
    campaign: CampaignId,
    n: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "insert into letter_batch (batch_id, campaign_id, n, state, letters, pages, \
        sheets, bytes, created_at, downloads) values ($1, $2, $3, 'rendering', 0, 0, 0, 0, $4, 0)";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(campaign.uuid()).bind(n).bind(at)).map(|_| ())
}

/// How many letters wait, at most `limit`; when fewer, also since when the first does.
pub(crate) async fn waiting(
    tx: &mut Tx,
    campaign: CampaignId,
    limit: i64,
) -> Result<(i64, Option<DateTime<Utc>>)> {
    const SQL: &str = "select count(*), min(next_at) from (select next_at from delivery \
        where campaign_id = $1 and channel in ('letter', 'guardian_letter') \
        and state in ('queued', 'deferred') and state = 'queued' and batch_id is null \
        limit $2) waiting";
    db::fetch_one!(tx, sqlx::query_as(SQL).bind(campaign.uuid()).bind(limit))
}

/// Letters of one channel that wait longest, read in the order of the index: half a million
/// may wait behind them.
macro_rules! longest_waiting {
    ($channel:literal) => {
        concat!(
            "select * from (select delivery_id, next_at from delivery ",
            "where campaign_id = $1 and channel = '",
            $channel,
            "' and state in ('queued', 'deferred') and state = 'queued' and batch_id is null ",
            "order by next_at, delivery_id limit $3) ",
            $channel
        )
    };
}

/// Puts the letters that wait longest into a batch, in the order of their ids.
pub(crate) async fn fill(
    tx: &mut Tx,
    campaign: CampaignId,
    batch: BatchId,
    limit: i64,
) -> Result<u64> {
    const SQL: &str = concat!(
        "update delivery set batch_id = $2 where delivery_id in (select delivery_id from (",
        longest_waiting!("letter"),
        " union all ",
        longest_waiting!("guardian_letter"),
        ") waiting order by next_at, delivery_id limit $3) ",
        "and batch_id is null and state = 'queued' ",
        "and exists (select 1 from campaign c where c.campaign_id = $1 and c.state = 'running')"
    );
    exec!(tx, sqlx::query(SQL).bind(campaign.uuid()).bind(batch.uuid()).bind(limit))
}

/// A letter of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LetterRow {
    pub(crate) id: DeliveryId,
    pub(crate) person: PersonId,
    pub(crate) channel: Channel,
    pub(crate) counted: bool,
}

/// Letters of a batch in one state, in printing order.
pub(crate) async fn letters(
    tx: &mut Tx,
    batch: BatchId,
    state: &'static str,
) -> Result<Vec<LetterRow>> {
    const SQL: &str = "select delivery_id, person_id, channel, counted from delivery \
        where batch_id = $1 and state = $2 order by delivery_id";
    let rows: Vec<(Uuid, Uuid, String, bool)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(batch.uuid()).bind(state))?;
    rows.into_iter().map(letter_row).collect()
}

/// Every letter that stands in the file of a batch, in printing order.
pub(crate) async fn in_file(tx: &mut Tx, batch: BatchId) -> Result<Vec<LetterRow>> {
    const SQL: &str = "select delivery_id, person_id, channel, counted from delivery \
        where batch_id = $1 and first_page is not null order by delivery_id";
    let rows: Vec<(Uuid, Uuid, String, bool)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(batch.uuid()))?;
    rows.into_iter().map(letter_row).collect()
}

fn letter_row((id, person, word, counted): (Uuid, Uuid, String, bool)) -> Result<LetterRow> {
    Ok(LetterRow {
        id: DeliveryId::from_uuid(id),
        person: PersonId::from_uuid(person),
        channel: channel(&word)?,
        counted,
    })
}

/// Takes letters out of a batch that cannot be printed.
pub(crate) async fn set_aside(
    tx: &mut Tx,
    id: DeliveryId,
    state: &'static str,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update delivery set state = $2, reason = $3, ended_at = $4, \
        batch_id = null where delivery_id = $1 and state = 'queued'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(state).bind(reason).bind(at))
}

/// Letters that printing has lost, and those printed, since a person last gave some up.
pub(crate) async fn lost_so_far(tx: &mut Tx, campaign: CampaignId) -> Result<(i64, i64)> {
    const SINCE: &str = "select max(written_at) from campaign_note \
        where campaign_id = $1 and kind = 'losses'";
    const LOST: &str = "select count(*) from delivery where campaign_id = $1 \
        and state in ('deferred', 'in_doubt', 'failed', 'returned', 'excluded', 'unreachable') \
        and state = 'unreachable' and channel <> 'none' and ended_at > $2";
    const PRINTED: &str = "select cast(coalesce(sum(letters), 0) as bigint) from letter_batch \
        where campaign_id = $1 and rendered_at > $2";
    let since: Option<DateTime<Utc>> =
        db::fetch_scalar!(tx, sqlx::query_scalar(SINCE).bind(campaign.uuid()))?;
    let since = since.unwrap_or(DateTime::UNIX_EPOCH);
    let lost = db::fetch_scalar!(tx, sqlx::query_scalar(LOST).bind(campaign.uuid()).bind(since))?;
    let printed =
        db::fetch_scalar!(tx, sqlx::query_scalar(PRINTED).bind(campaign.uuid()).bind(since))?;
    Ok((lost, printed))
}

/// Records where each letter stands in the file.
pub(crate) async fn set_rendered(
    tx: &mut Tx,
    batch: BatchId,
    places: &[(DeliveryId, i64, i64)],
) -> Result<u64> {
    let mut done = 0;
    for part in places.chunks(super::STEP) {
        done += db::on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "update delivery set state = 'rendered', first_page = v.column2, \
                 pages = v.column3 from (",
            );
            query.push_values(part, |mut row, (id, first, pages)| {
                row.push_bind(id.uuid()).push_bind(*first).push_bind(*pages);
            });
            query.push(") as v where ").push(db::keyed_by!("delivery.delivery_id", "v.column1"));
            query.push(" and delivery.state = 'queued' and delivery.batch_id = ");
            query.push_bind(batch.uuid());
            query.build().execute(conn).await.map(|done| done.rows_affected())
        })?;
    }
    Ok(done)
}

/// What is known of a finished file.
pub(crate) struct Made<'a> {
    pub(crate) id: BatchId,
    pub(crate) letters: i64,
    pub(crate) pages: i64,
    pub(crate) sheets: i64,
    pub(crate) bytes: i64,
    pub(crate) sha256: &'a [u8],
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn set_ready(tx: &mut Tx, made: &Made<'_>) -> Result<u64> {
    const SQL: &str = "update letter_batch set state = 'ready', letters = $2, pages = $3, \
        sheets = $4, bytes = $5, sha256 = $6, rendered_at = $7 \
        where batch_id = $1 and state = 'rendering'";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(made.id.uuid())
            .bind(made.letters)
            .bind(made.pages)
            .bind(made.sheets)
            .bind(made.bytes)
            .bind(made.sha256)
            .bind(made.at)
    )
}

pub(crate) async fn set_state(
    tx: &mut Tx,
    id: BatchId,
    from: BatchWord,
    to: BatchWord,
) -> Result<u64> {
    const SQL: &str = "update letter_batch set state = $3 where batch_id = $1 and state = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(from.as_str()).bind(to.as_str()))
}

pub(crate) async fn count_download(tx: &mut Tx, id: BatchId, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update letter_batch set downloads = downloads + 1, \
        downloaded_at = coalesce(downloaded_at, $2) where batch_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(at))
}

pub(crate) async fn set_posted(tx: &mut Tx, id: BatchId, on: NaiveDate, by: &str) -> Result<u64> {
    const SQL: &str = "update letter_batch set state = 'posted', posted_on = $2, posted_by = $3 \
        where batch_id = $1 and state = 'ready'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(on).bind(by))
}

/// Moves all printed letters of a batch; gives channel and count mark of each.
pub(crate) async fn move_letters(
    tx: &mut Tx,
    id: BatchId,
    to: &'static str,
    at: DateTime<Utc>,
) -> Result<Vec<(String, bool)>> {
    const SQL: &str = "update delivery set state = $2, ended_at = $3, \
        reason = case when $2 = 'cancelled' then 'cancelled' else reason end \
        where batch_id = $1 and state = 'rendered' returning channel, counted";
    fetch_all!(tx, sqlx::query_as(SQL).bind(id.uuid()).bind(to).bind(at))
}
