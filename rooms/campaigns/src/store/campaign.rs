//! Campaigns.

use chrono::{DateTime, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{CampaignId, CaseLabId, Id as _};
use uuid::Uuid;

use crate::{Alert, Campaign, CampaignState, Channels, Purpose};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select campaign_id, case_lab_id, reference, title, purpose, series, issue, channels, ",
            "batch_size, rate_limit, state, base, next_number, cursor_id, stage, walk, persons, ",
            "open_count, faults, warning, content, content_hash, audience_hash, totals_digest, ",
            "author, approver, approved_at, accepted_by, alert, alert_at, brake_base, created_at, ",
            "prepared_at, launched_at, paused_at, ended_at, version from campaign ",
            $tail
        )
    };
}

#[derive(sqlx::FromRow)]
struct CampaignRow {
    campaign_id: Uuid,
    case_lab_id: Uuid,
    reference: String,
    title: String,
    purpose: String,
    series: Uuid,
    issue: i64,
    channels: String,
    batch_size: i64,
    rate_limit: i64,
    state: String,
    base: Uuid,
    next_number: i64,
    cursor_id: Option<Uuid>,
    stage: String,
    walk: String,
    persons: i64,
    open_count: i64,
    faults: i64,
    warning: String,
    content: String,
    content_hash: Option<Vec<u8>>,
    audience_hash: Option<Vec<u8>>,
    totals_digest: Option<Vec<u8>>,
    author: String,
    approver: Option<String>,
    approved_at: Option<DateTime<Utc>>,
    accepted_by: Option<String>,
    alert: Option<String>,
    alert_at: Option<DateTime<Utc>>,
    brake_base: i64,
    created_at: DateTime<Utc>,
    prepared_at: Option<DateTime<Utc>>,
    launched_at: Option<DateTime<Utc>>,
    paused_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    version: i64,
}

impl TryFrom<CampaignRow> for Campaign {
    type Error = DbError;
    fn try_from(row: CampaignRow) -> Result<Self> {
        let bad = |column| DbError::Inconsistent { table: "campaign", column };
        let alert = row.alert.as_deref().map(|word| Alert::parse(word).ok_or_else(|| bad("alert")));
        Ok(Self {
            id: CampaignId::from_uuid(row.campaign_id),
            case_lab: CaseLabId::from_uuid(row.case_lab_id),
            reference: row.reference,
            title: row.title,
            purpose: Purpose::parse(&row.purpose).ok_or_else(|| bad("purpose"))?,
            series: row.series,
            issue: row.issue,
            channels: Channels::parse(&row.channels).ok_or_else(|| bad("channels"))?,
            batch_size: row.batch_size,
            rate_limit: row.rate_limit,
            state: CampaignState::parse(&row.state).ok_or_else(|| bad("state"))?,
            base: row.base,
            next_number: row.next_number,
            cursor: row.cursor_id,
            stage: row.stage,
            walk: row.walk,
            persons: row.persons,
            open: row.open_count,
            faults: row.faults,
            warning: row.warning,
            content: row.content,
            content_hash: row.content_hash,
            audience_hash: row.audience_hash,
            totals_digest: row.totals_digest,
            author: row.author,
            approver: row.approver,
            approved_at: row.approved_at,
            accepted_by: row.accepted_by,
            alert: alert.transpose()?,
            alert_at: row.alert_at,
            brake_base: row.brake_base,
            created_at: row.created_at,
            prepared_at: row.prepared_at,
            launched_at: row.launched_at,
            paused_at: row.paused_at,
            ended_at: row.ended_at,
            version: row.version,
        })
    }
}

pub(crate) async fn insert(tx: &mut Tx, c: &Campaign) -> Result<()> {
    const SQL: &str = "insert into campaign (campaign_id, case_lab_id, reference, title, purpose, \
        series, issue, channels, batch_size, rate_limit, state, base, next_number, stage, walk, \
        persons, open_count, faults, warning, content, author, brake_base, created_at, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, 0, 'audience', '{}', \
        0, 0, 0, '', '', $12, 0, $13, 1)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(c.id.uuid())
            .bind(c.case_lab.uuid())
            .bind(&c.reference)
            .bind(&c.title)
            .bind(c.purpose.as_str())
            .bind(c.series)
            .bind(c.issue)
            .bind(c.channels.as_str())
            .bind(c.batch_size)
            .bind(c.rate_limit)
            .bind(c.base)
            .bind(&c.author)
            .bind(c.created_at)
    )
    .map(|_| ())
}

pub(crate) async fn by_id(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>> {
    const SQL: &str = select!("where campaign_id = $1");
    let row: Option<CampaignRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(Campaign::try_from).transpose()
}

pub(crate) async fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Campaign>> {
    const SQL: &str = select!("where reference = $1");
    let row: Option<CampaignRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(reference))?;
    row.map(Campaign::try_from).transpose()
}

/// Campaigns of a lab, newest first.
pub(crate) async fn of_lab(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<Campaign>> {
    const SQL: &str =
        select!("where case_lab_id = $1 order by created_at desc, campaign_id desc limit 500");
    let rows: Vec<CampaignRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// Campaigns in which there may be work, oldest first.
pub(crate) async fn at_work(tx: &mut Tx) -> Result<Vec<Campaign>> {
    const SQL: &str = select!(
        "where state in ('preparing', 'running', 'cancelled') and (state <> 'cancelled' \
         or open_count > 0) order by campaign_id limit 1000"
    );
    let rows: Vec<CampaignRow> = fetch_all!(tx, sqlx::query_as(SQL))?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// Other campaigns of a series that may have reached persons.
pub(crate) async fn of_series(
    tx: &mut Tx,
    lab: CaseLabId,
    series: Uuid,
    except: CampaignId,
) -> Result<Vec<Uuid>> {
    const SQL: &str = "select campaign_id from campaign where case_lab_id = $1 and series = $2 \
        and campaign_id <> $3 and state <> 'draft' order by campaign_id";
    let rows: Vec<(Uuid,)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()).bind(series).bind(except.uuid()))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Highest issue of claim codes that a campaign of this lab used.
pub(crate) async fn last_issue(tx: &mut Tx, lab: CaseLabId) -> Result<i64> {
    const SQL: &str = "select coalesce(max(issue), 0) from campaign where case_lab_id = $1";
    db::fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(lab.uuid()))
}

/// Moves a campaign on; 0 rows when it is not where it should come from.
pub(crate) async fn move_state(
    tx: &mut Tx,
    id: CampaignId,
    from: CampaignState,
    to: CampaignState,
) -> Result<u64> {
    const SQL: &str = "update campaign set state = $3, version = version + 1 \
        where campaign_id = $1 and state = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(from.as_str()).bind(to.as_str()))
}

/// Moves a draft to its preparation by this person; 0 rows when it is no draft.
pub(crate) async fn begin(tx: &mut Tx, id: CampaignId, by: &str) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'preparing', author = $2, \
        version = version + 1 where campaign_id = $1 and state = 'draft'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(by))
}

/// What the walk over the persons leaves behind, chunk by chunk.
pub(crate) struct Walked<'a> {
    pub(crate) id: CampaignId,
    pub(crate) cursor: Option<Uuid>,
    pub(crate) stage: &'a str,
    pub(crate) walk: &'a str,
    pub(crate) audience_hash: &'a [u8],
    pub(crate) next_number: i64,
    pub(crate) persons: i64,
    pub(crate) open: i64,
    pub(crate) faults: i64,
}

pub(crate) async fn save_walk(tx: &mut Tx, w: &Walked<'_>) -> Result<u64> {
    const SQL: &str = "update campaign set cursor_id = $2, stage = $3, walk = $4, \
        audience_hash = $5, next_number = $6, persons = $7, open_count = $8, faults = $9 \
        where campaign_id = $1 and state = 'preparing'";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(w.id.uuid())
            .bind(w.cursor)
            .bind(w.stage)
            .bind(w.walk)
            .bind(w.audience_hash)
            .bind(w.next_number)
            .bind(w.persons)
            .bind(w.open)
            .bind(w.faults)
    )
}

/// Empties what a preparation left, before another one.
pub(crate) async fn reset_walk(tx: &mut Tx, id: CampaignId) -> Result<u64> {
    const SQL: &str = "update campaign set cursor_id = null, stage = 'audience', walk = '{}', \
        audience_hash = null, next_number = 0, persons = 0, open_count = 0, faults = 0, \
        warning = '', content = '', content_hash = null, totals_digest = null, approver = null, \
        approved_hash = null, approved_at = null, accepted_by = null, prepared_at = null \
        where campaign_id = $1 and state = 'draft'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()))
}

pub(crate) async fn set_prepared(
    tx: &mut Tx,
    id: CampaignId,
    warning: &str,
    content: &str,
    hash: &[u8],
    totals: &[u8],
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'prepared', stage = 'done', warning = $2, \
        content = $3, content_hash = $4, totals_digest = $5, prepared_at = $6, \
        version = version + 1 where campaign_id = $1 and state = 'preparing'";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(id.uuid())
            .bind(warning)
            .bind(content)
            .bind(hash)
            .bind(totals)
            .bind(at)
    )
}

/// Binds an approval to the content hash that it was given for.
pub(crate) async fn approve(
    tx: &mut Tx,
    id: CampaignId,
    hash: &[u8],
    approver: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'approved', approver = $3, approved_hash = $2, \
        approved_at = $4, version = version + 1 \
        where campaign_id = $1 and state = 'prepared' and content_hash = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(hash).bind(approver).bind(at))
}

pub(crate) async fn set_accepted(tx: &mut Tx, id: CampaignId, by: &str) -> Result<u64> {
    const SQL: &str = "update campaign set accepted_by = $2, version = version + 1 \
        where campaign_id = $1 and state in ('prepared', 'approved')";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(by))
}

pub(crate) async fn launch(tx: &mut Tx, id: CampaignId, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'running', launched_at = $2, \
        version = version + 1 where campaign_id = $1 and state = 'approved'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(at))
}

pub(crate) async fn pause(
    tx: &mut Tx,
    id: CampaignId,
    alert: Option<Alert>,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'paused', paused_at = $2, \
        alert = coalesce($3, alert), alert_at = case when $3 is null then alert_at else $2 end, \
        version = version + 1 where campaign_id = $1 and state = 'running'";
    let alert = alert.map(Alert::as_str);
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(at).bind(alert))
}

pub(crate) async fn resume(tx: &mut Tx, id: CampaignId, brake_base: i64) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'running', brake_base = $2, alert = null, \
        alert_at = null, version = version + 1 where campaign_id = $1 and state = 'paused'";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(brake_base))
}

pub(crate) async fn cancel(tx: &mut Tx, id: CampaignId, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'cancelled', ended_at = $2, \
        version = version + 1 where campaign_id = $1 and state not in ('finished', 'cancelled')";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(at))
}

/// Sets or clears an alert; 0 rows when nothing changes.
pub(crate) async fn set_alert(
    tx: &mut Tx,
    id: CampaignId,
    alert: Option<Alert>,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update campaign set alert = $2, \
        alert_at = case when $2 is null then null else $3 end \
        where campaign_id = $1 and alert is distinct from $2 \
        and state in ('running', 'paused')";
    let alert = alert.map(Alert::as_str);
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(alert).bind(at))
}

/// Adds to the open deliveries; gives what remains and the state.
pub(crate) async fn add_open(
    tx: &mut Tx,
    id: CampaignId,
    delta: i64,
) -> Result<(i64, CampaignState)> {
    const SQL: &str = "update campaign set open_count = open_count + $2 where campaign_id = $1 \
        returning open_count, state";
    let (open, state): (i64, String) =
        db::fetch_one!(tx, sqlx::query_as(SQL).bind(id.uuid()).bind(delta))?;
    let state = CampaignState::parse(&state)
        .ok_or(DbError::Inconsistent { table: "campaign", column: "state" })?;
    Ok((open, state))
}

/// Takes numbers for further deliveries; gives the first.
pub(crate) async fn take_numbers(tx: &mut Tx, id: CampaignId, count: i64) -> Result<i64> {
    const SQL: &str = "update campaign set next_number = next_number + $2 where campaign_id = $1 \
        returning next_number - $2";
    db::fetch_scalar!(tx, sqlx::query_scalar(SQL).bind(id.uuid()).bind(count))
}

/// Finishes a running campaign that has nothing open.
pub(crate) async fn finish(tx: &mut Tx, id: CampaignId, at: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update campaign set state = 'finished', ended_at = $2, alert = null, \
        alert_at = null, version = version + 1 \
        where campaign_id = $1 and state = 'running' and open_count = 0";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(at))
}

/// Becomes, or stays, the one process that sends for a campaign with a rate limit.
pub(crate) async fn take_sender(
    tx: &mut Tx,
    id: CampaignId,
    worker: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update campaign set sender_id = $2, sender_until = $4 \
        where campaign_id = $1 \
        and (sender_id is null or sender_id = $2 or sender_until <= $3 or sender_until > $5)";
    // From before the clock was set back: no lease of the present time lies that far ahead.
    let beyond = until + (until - now);
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(worker).bind(now).bind(until).bind(beyond))
}

pub(crate) async fn leave_sender(tx: &mut Tx, id: CampaignId, worker: Uuid) -> Result<u64> {
    const SQL: &str = "update campaign set sender_id = null, sender_until = null \
        where campaign_id = $1 and sender_id = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(worker))
}

/// Other words than were approved, for tests of what the room makes of them.
#[cfg(test)]
pub(crate) async fn set_content(tx: &mut Tx, id: CampaignId, content: &str) -> Result<u64> {
    const SQL: &str = "update campaign set content = $2 where campaign_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(content))
}
