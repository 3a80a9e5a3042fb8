//! Every statement on organisations.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use db::{DbError, Result, Tx, exec, fetch_all, fetch_optional};
use kernel::{Id as _, OrganisationId};
use uuid::Uuid;

use crate::organisation::{Organisation, OrganisationKind, OrganisationProfile};

#[derive(Debug, sqlx::FromRow)]
struct OrganisationRow {
    organisation_id: Uuid,
    kind: String,
    name: String,
    city: String,
    department: String,
    finess: Option<String>,
    siren: Option<String>,
    phone: String,
    hours: String,
    dpo_name: String,
    dpo_email: String,
    dpo_address: String,
    sender_lines: String,
    language: String,
    zone: String,
    version: i64,
}

impl TryFrom<OrganisationRow> for Organisation {
    type Error = DbError;

    fn try_from(row: OrganisationRow) -> Result<Self> {
        let kind = OrganisationKind::parse(&row.kind)
            .ok_or(DbError::Inconsistent { table: "organisation", column: "kind" })?;
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Ok(Self {
            id: OrganisationId::from_uuid(row.organisation_id),
            kind,
            name: row.name,
            city: row.city,
            department: row.department,
            finess: row.finess,
            siren: row.siren,
            phone: row.phone,
            hours: row.hours,
            dpo_name: row.dpo_name,
            dpo_email: row.dpo_email,
            dpo_address: lines(&row.dpo_address),
            sender_lines: lines(&row.sender_lines),
            language: row.language,
            zone: zone(&row.zone)?,
            version: row.version,
        })
    }
}

fn zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| DbError::Inconsistent { table: "organisation", column: "zone" })
}

/// The zone of an organisation, for rooms above that count or show its hours; Paris for
/// one that is not there.
///
/// # Errors
/// The database's.
pub async fn zone_of(tx: &mut Tx, id: OrganisationId) -> Result<Tz> {
    const SQL: &str = "select zone from organisation where organisation_id = $1";
    let row: Option<(String,)> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map_or(Ok(super::parse::PARIS), |(name,)| zone(&name))
}

fn optional(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: OrganisationId,
    kind: OrganisationKind,
    profile: &OrganisationProfile,
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "insert into organisation (organisation_id, kind, name, city, department, \
        finess, siren, phone, hours, dpo_name, dpo_email, dpo_address, sender_lines, language, \
        zone, version, created_at, changed_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $16)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(id.uuid())
            .bind(kind.as_str())
            .bind(&profile.name)
            .bind(&profile.city)
            .bind(&profile.department)
            .bind(optional(&profile.finess))
            .bind(optional(&profile.siren))
            .bind(&profile.phone)
            .bind(&profile.hours)
            .bind(&profile.dpo_name)
            .bind(&profile.dpo_email)
            .bind(profile.dpo_address.join("\n"))
            .bind(profile.sender_lines.join("\n"))
            .bind(&profile.language)
            .bind(&profile.zone)
            .bind(now)
    )
    .map(|_| ())
}

/// Changes what was read as `version`; no row when somebody else was faster.
pub(super) async fn update(
    tx: &mut Tx,
    id: OrganisationId,
    version: i64,
    profile: &OrganisationProfile,
    now: DateTime<Utc>,
) -> Result<u64> {
    const SQL: &str = "update organisation set name = $3, city = $4, department = $5, \
        finess = $6, siren = $7, phone = $8, hours = $9, dpo_name = $10, dpo_email = $11, \
        dpo_address = $12, sender_lines = $13, language = $14, zone = $15, \
        changed_at = $16, \
        version = version + 1 where organisation_id = $1 and version = $2";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(id.uuid())
            .bind(version)
            .bind(&profile.name)
            .bind(&profile.city)
            .bind(&profile.department)
            .bind(optional(&profile.finess))
            .bind(optional(&profile.siren))
            .bind(&profile.phone)
            .bind(&profile.hours)
            .bind(&profile.dpo_name)
            .bind(&profile.dpo_email)
            .bind(profile.dpo_address.join("\n"))
            .bind(profile.sender_lines.join("\n"))
            .bind(&profile.language)
            .bind(&profile.zone)
            .bind(now)
    )
}

pub(crate) async fn by_id(tx: &mut Tx, id: OrganisationId) -> Result<Option<Organisation>> {
    const SQL: &str = "select organisation_id, kind, name, city, department, finess, siren, \
        phone, hours, dpo_name, dpo_email, dpo_address, sender_lines, language, zone, \
        version \
        from organisation where organisation_id = $1";
    let row: Option<OrganisationRow> = fetch_optional!(tx, sqlx::query_as(SQL).bind(id.uuid()))?;
    row.map(Organisation::try_from).transpose()
}

/// The organisation that has this FINESS number.
pub(super) async fn by_finess(tx: &mut Tx, finess: &str) -> Result<Option<OrganisationId>> {
    const SQL: &str = "select organisation_id from organisation where finess = $1";
    let row: Option<(Uuid,)> = fetch_optional!(tx, sqlx::query_as(SQL).bind(finess))?;
    Ok(row.map(|(id,)| OrganisationId::from_uuid(id)))
}

/// Organisations by age, at most `limit` of them.
pub(super) async fn all(tx: &mut Tx, limit: i64) -> Result<Vec<Organisation>> {
    const SQL: &str = "select organisation_id, kind, name, city, department, finess, siren, \
        phone, hours, dpo_name, dpo_email, dpo_address, sender_lines, language, zone, \
        version \
        from organisation order by organisation_id limit $1";
    let rows: Vec<OrganisationRow> = fetch_all!(tx, sqlx::query_as(SQL).bind(limit))?;
    rows.into_iter().map(Organisation::try_from).collect()
}

/// The oldest organisation of a kind.
pub(crate) async fn of_kind(tx: &mut Tx, kind: OrganisationKind) -> Result<Option<OrganisationId>> {
    const SQL: &str = "select organisation_id from organisation where kind = $1 \
        order by organisation_id limit 1";
    let row: Option<(Uuid,)> = fetch_optional!(tx, sqlx::query_as(SQL).bind(kind.as_str()))?;
    Ok(row.map(|(id,)| OrganisationId::from_uuid(id)))
}
