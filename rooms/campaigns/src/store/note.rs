//! Sealed reasons.

use chrono::{DateTime, Utc};
use db::{Result, Tx, exec, fetch_all};
use kernel::{CampaignId, DeliveryId, Id as _};
use uuid::Uuid;

pub(crate) struct NoteRow<'a> {
    pub(crate) id: Uuid,
    pub(crate) campaign: CampaignId,
    pub(crate) delivery: Option<DeliveryId>,
    pub(crate) kind: &'static str,
    pub(crate) sealed: &'a [u8],
    pub(crate) by: &'a str,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn insert(tx: &mut Tx, note: &NoteRow<'_>) -> Result<()> {
    const SQL: &str = "insert into campaign_note (note_id, campaign_id, delivery_id, kind, sealed, \
        written_by, written_at) values ($1, $2, $3, $4, $5, $6, $7)";
    exec!(
        tx,
        sqlx::query(SQL)
            .bind(note.id)
            .bind(note.campaign.uuid())
            .bind(note.delivery.map(DeliveryId::uuid))
            .bind(note.kind)
            .bind(note.sealed)
            .bind(note.by)
            .bind(note.at)
    )
    .map(|_| ())
}

#[derive(sqlx::FromRow)]
pub(crate) struct NoteRead {
    pub(crate) note_id: Uuid,
    pub(crate) kind: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) written_by: String,
    pub(crate) written_at: DateTime<Utc>,
}

/// Notes of a campaign as such, newest first.
pub(crate) async fn of_campaign(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<NoteRead>> {
    const SQL: &str = "select note_id, kind, sealed, written_by, written_at from campaign_note \
        where campaign_id = $1 and delivery_id is null \
        order by written_at desc, note_id desc limit 100";
    fetch_all!(tx, sqlx::query_as(SQL).bind(campaign.uuid()))
}
