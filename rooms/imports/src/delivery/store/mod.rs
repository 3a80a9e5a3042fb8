//! Every statement of the room.

mod quarantine;

use chrono::{DateTime, Utc};
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{CaseLabId, Id as _, ImportId};
use uuid::Uuid;

use super::{
    gaps::Gaps,
    model::{Import, PathDigest, Source},
    state::ImportState,
};
use crate::{mapping::Mapping, read::Position};

pub(crate) use quarantine::{
    delete_quarantine, drop_all_quarantine, drop_quarantine, insert_quarantine, open_quarantine,
    quarantine_after, waiting,
};

#[derive(sqlx::FromRow)]
struct ImportRow {
    import_id: Uuid,
    case_lab_id: Uuid,
    state: String,
    content_hash: Vec<u8>,
    bytes: i64,
    source_kind: String,
    source_path: String,
    mapping: Option<String>,
    format: Option<String>,
    rows_seen: i64,
    accepted: i64,
    quarantined: i64,
    persons: i64,
    causes: String,
    done_bytes: i64,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    error: Option<String>,
    stop_asked: bool,
    undeclared: Option<String>,
    untaken: i64,
    created_by: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<ImportRow> for Import {
    type Error = DbError;
    fn try_from(row: ImportRow) -> Result<Self> {
        let bad = |column| DbError::Inconsistent { table: "import", column };
        Ok(Self {
            id: ImportId::from_uuid(row.import_id),
            case_lab: CaseLabId::from_uuid(row.case_lab_id),
            state: ImportState::parse(&row.state).ok_or_else(|| bad("state"))?,
            content_hash: row.content_hash,
            bytes: row.bytes,
            source: match row.source_kind.as_str() {
                "path" => Source::Path(PathDigest::from_hex(&row.source_path)),
                "sealed" => Source::Sealed,
                "gone" => Source::Gone,
                _ => return Err(bad("source_kind")),
            },
            mapping: row
                .mapping
                .map(|json| Mapping::parse(&json).map_err(|_| bad("mapping")))
                .transpose()?,
            format: row
                .format
                .map(|json| serde_json::from_str(&json).map_err(|_| bad("format")))
                .transpose()?,
            rows: row.rows_seen,
            accepted: row.accepted,
            quarantined: row.quarantined,
            persons: row.persons,
            causes: serde_json::from_str(&row.causes).map_err(|_| bad("causes"))?,
            done_bytes: row.done_bytes,
            started_at: row.started_at,
            finished_at: row.finished_at,
            error: row.error,
            stop_asked: row.stop_asked,
            gaps: Gaps::of_row(row.undeclared.as_deref(), row.untaken)
                .ok_or_else(|| bad("undeclared"))?,
            created_by: row.created_by,
            created_at: row.created_at,
        })
    }
}

/// Kind and digest; the column keeps the name that it had when it held a path.
fn source_columns(source: Source) -> (&'static str, String) {
    match source {
        Source::Path(digest) => ("path", digest.to_hex()),
        Source::Sealed => ("sealed", String::new()),
        Source::Gone => ("gone", String::new()),
    }
}

pub(crate) async fn insert(tx: &mut Tx, import: &Import) -> Result<()> {
    const SQL: &str = "insert into import (import_id, case_lab_id, state, content_hash, bytes, \
        source_kind, source_path, rows_seen, accepted, quarantined, persons, causes, done_bytes, \
        done_row, done_offset, stop_asked, created_by, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, '{}', 0, 0, 0, $8, $9, $10)";
    let (kind, path) = source_columns(import.source);
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(import.id.uuid())
            .bind(import.case_lab.uuid())
            .bind(import.state.as_str())
            .bind(&import.content_hash)
            .bind(import.bytes)
            .bind(kind)
            .bind(&path)
            .bind(false)
            .bind(&import.created_by)
            .bind(import.created_at)
    )
    .map(|_| ())
}

pub(crate) async fn import(tx: &mut Tx, id: ImportId) -> Result<Option<Import>> {
    const SQL: &str = "select import_id, case_lab_id, state, content_hash, bytes, source_kind, \
        source_path, mapping, format, rows_seen, accepted, quarantined, persons, causes, \
        done_bytes, started_at, finished_at, error, stop_asked, undeclared, untaken, created_by, \
        created_at \
        from import where import_id = $1";
    let row: Option<ImportRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(Import::try_from).transpose()
}

/// Deliveries of a lab, newest first.
pub(crate) async fn imports(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<Import>> {
    const SQL: &str = "select import_id, case_lab_id, state, content_hash, bytes, source_kind, \
        source_path, mapping, format, rows_seen, accepted, quarantined, persons, causes, \
        done_bytes, started_at, finished_at, error, stop_asked, undeclared, untaken, created_by, \
        created_at \
        from import where case_lab_id = $1 order by created_at desc, import_id desc limit 200";
    let rows: Vec<ImportRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))?;
    rows.into_iter().map(Import::try_from).collect()
}

/// The delivery of a lab with that content that was not given up.
pub(crate) async fn by_hash(tx: &mut Tx, lab: CaseLabId, hash: &[u8]) -> Result<Option<Uuid>> {
    const SQL: &str = "select import_id from import where case_lab_id = $1 and content_hash = $2 \
        and state not in ('cancelled', 'refused') order by created_at desc, import_id desc limit 1";
    let row: Option<(Uuid,)> =
        fetch_optional!(tx, sqlx::query_as(SQL).bind(lab.uuid()).bind(hash))?;
    Ok(row.map(|(id,)| id))
}

/// Moves a delivery on; 0 rows when it is not where it should come from.
pub(crate) async fn move_state(
    tx: &mut Tx,
    id: ImportId,
    from: ImportState,
    to: ImportState,
) -> Result<u64> {
    const SQL: &str = "update import set state = $3 where import_id = $1 and state = $2";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(from.as_str()).bind(to.as_str()))
}

pub(crate) async fn set_source(tx: &mut Tx, id: ImportId, source: Source) -> Result<u64> {
    const SQL: &str = "update import set source_kind = $2, source_path = $3 where import_id = $1";
    let (kind, path) = source_columns(source);
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(kind).bind(&path))
}

pub(crate) async fn set_mapping(
    tx: &mut Tx,
    id: ImportId,
    mapping: &str,
    format: &str,
) -> Result<u64> {
    const SQL: &str = "update import set mapping = $2, format = $3 where import_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(mapping).bind(format))
}

/// Counts of a run, as far as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunCounts {
    pub(crate) rows: i64,
    pub(crate) accepted: i64,
    pub(crate) quarantined: i64,
    pub(crate) persons: i64,
    pub(crate) causes: String,
    pub(crate) position: Position,
    pub(crate) gaps: Gaps,
}

/// Begins a run, or takes one up; 0 rows when the delivery is not where it should come
/// from. From here on only this runner writes: see [`save_checkpoint`].
pub(crate) async fn begin_run(
    tx: &mut Tx,
    id: ImportId,
    (from, to): (ImportState, ImportState),
    runner: Uuid,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update import set state = $3, runner = $4, started_at = $5, \
        finished_at = null, error = null, stop_asked = $6 where import_id = $1 and state = $2";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(id.uuid())
            .bind(from.as_str())
            .bind(to.as_str())
            .bind(runner)
            .bind(at)
            .bind(false)
    )
}

/// Sets the counts back, for a run that starts at the first row.
pub(crate) async fn reset_counts(tx: &mut Tx, id: ImportId) -> Result<()> {
    const SQL: &str = "update import set rows_seen = 0, accepted = 0, quarantined = 0, \
        persons = 0, causes = '{}', done_bytes = 0, done_row = 0, done_offset = 0, \
        undeclared = '[]', untaken = 0 \
        where import_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid())).map(|_| ())
}

#[derive(sqlx::FromRow)]
struct CheckpointRow {
    rows_seen: i64,
    accepted: i64,
    quarantined: i64,
    persons: i64,
    causes: String,
    done_row: i64,
    done_offset: i64,
    undeclared: Option<String>,
    untaken: i64,
}

pub(crate) async fn checkpoint(tx: &mut Tx, id: ImportId) -> Result<RunCounts> {
    const SQL: &str = "select rows_seen, accepted, quarantined, persons, causes, done_row, \
        done_offset, undeclared, untaken from import where import_id = $1";
    let row: CheckpointRow = db::fetch_one!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    Ok(RunCounts {
        rows: row.rows_seen,
        accepted: row.accepted,
        quarantined: row.quarantined,
        persons: row.persons,
        causes: row.causes,
        position: Position {
            offset: u64::try_from(row.done_offset).unwrap_or(0),
            row: u64::try_from(row.done_row).unwrap_or(0),
        },
        gaps: Gaps::of_row(row.undeclared.as_deref(), row.untaken)
            .ok_or(DbError::Inconsistent { table: "import", column: "undeclared" })?,
    })
}

/// Writes the checkpoint; gives whether a stop was asked for, and nothing when another
/// run has taken over: then the transaction is to be dropped.
pub(crate) async fn save_checkpoint(
    tx: &mut Tx,
    id: ImportId,
    runner: Uuid,
    counts: &RunCounts,
) -> Result<Option<bool>> {
    const SQL: &str = "update import set rows_seen = $3, accepted = $4, quarantined = $5, \
        persons = $6, causes = $7, done_row = $8, done_offset = $9, done_bytes = $9, \
        undeclared = $10, untaken = $11 \
        where import_id = $1 and runner = $2 returning stop_asked";
    let row: Option<(bool,)> = fetch_optional!(
        tx,
        sqlx::query_as(SQL)
            .bind(id.uuid())
            .bind(runner)
            .bind(counts.rows)
            .bind(counts.accepted)
            .bind(counts.quarantined)
            .bind(counts.persons)
            .bind(&counts.causes)
            .bind(i64::try_from(counts.position.row).unwrap_or(i64::MAX))
            .bind(i64::try_from(counts.position.offset).unwrap_or(i64::MAX))
            .bind(counts.gaps.columns_json())
            .bind(counts.gaps.untaken.bits())
    )?;
    Ok(row.map(|(stop,)| stop))
}

/// What every delivery of a lab that was not given up leaves open.
pub(crate) async fn gaps(tx: &mut Tx, lab: CaseLabId) -> Result<Vec<(ImportState, Gaps)>> {
    const SQL: &str = "select state, undeclared, untaken from import where case_lab_id = $1 \
        and state not in ('refused', 'cancelled')";
    let rows: Vec<(String, Option<String>, i64)> =
        fetch_all!(tx, sqlx::query_as(SQL).bind(lab.uuid()))?;
    let bad = |column| DbError::Inconsistent { table: "import", column };
    rows.into_iter()
        .map(|(state, undeclared, untaken)| {
            let state = ImportState::parse(&state).ok_or_else(|| bad("state"))?;
            let gaps = Gaps::of_row(undeclared.as_deref(), untaken);
            Ok((state, gaps.ok_or_else(|| bad("undeclared"))?))
        })
        .collect()
}

/// Writes columns that somebody declared; 0 rows when somebody else did in the meantime.
pub(crate) async fn set_declared(
    tx: &mut Tx,
    id: ImportId,
    mapping: &str,
    (before, after): (&Gaps, &Gaps),
) -> Result<u64> {
    const SQL: &str = "update import set mapping = $2, undeclared = $3 where import_id = $1 \
        and undeclared = $4";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(id.uuid())
            .bind(mapping)
            .bind(after.columns_json())
            .bind(before.columns_json())
    )
}

/// Ends a run; 0 rows when another one has taken over.
pub(crate) async fn end_run(
    tx: &mut Tx,
    id: ImportId,
    runner: Uuid,
    state: ImportState,
    error: Option<&str>,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update import set state = $3, error = $4, finished_at = $5, runner = null \
        where import_id = $1 and runner = $2";
    exec!(
        tx,
        sqlx::query(SQL).bind(id.uuid()).bind(runner).bind(state.as_str()).bind(error).bind(at)
    )
}

/// Closes a delivery whose file is no extract; 0 rows when it has moved on meanwhile.
pub(crate) async fn refuse(
    tx: &mut Tx,
    id: ImportId,
    from: ImportState,
    code: &str,
    at: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update import set state = $2, error = $3, finished_at = $4 \
        where import_id = $1 and state = $5";
    let (refused, from) = (ImportState::Refused.as_str(), from.as_str());
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(refused).bind(code).bind(at).bind(from))
}

pub(crate) async fn ask_stop(tx: &mut Tx, id: ImportId) -> Result<u64> {
    const SQL: &str = "update import set stop_asked = $2 where import_id = $1";
    exec!(tx, sqlx::query(SQL).bind(id.uuid()).bind(true))
}

/// Deliveries whose sealed files are due: the wave is active and nothing waits, or they are
/// too old. Those that were given up, until nothing of them is left.
pub(crate) async fn due_files(tx: &mut Tx, before: DateTime<Utc>) -> Result<Vec<Uuid>> {
    const SQL: &str = "select i.import_id from import i \
        where (i.source_kind = 'sealed' and (i.created_at < $1 \
            or i.state = 'refused' \
            or (i.state = 'active' and not exists (select 1 from quarantine q \
                where q.import_id = i.import_id and q.state = 'open')))) \
        or (i.state = 'cancelled' and i.source_kind <> 'gone') \
        order by i.import_id limit 100";
    let rows: Vec<(Uuid,)> = fetch_all!(tx, sqlx::query_as(SQL).bind(before))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Deliveries whose run was cut off.
pub(crate) async fn interrupted(tx: &mut Tx) -> Result<Vec<Uuid>> {
    const SQL: &str = "select import_id from import where state in ('checking', 'loading') \
        order by created_at, import_id";
    let rows: Vec<(Uuid,)> = fetch_all!(tx, sqlx::query_as(SQL))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
