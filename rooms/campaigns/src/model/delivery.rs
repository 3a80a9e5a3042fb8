//! A delivery and a batch, for the room's own use.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{BatchId, CampaignId, DeliveryId, Id as _, PersonId};
use uuid::Uuid;

use crate::{Channel, DeliveryState, model::BatchWord};

#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) id: DeliveryId,
    pub(crate) campaign: CampaignId,
    pub(crate) person: PersonId,
    pub(crate) channel: Channel,
    pub(crate) counted: bool,
    pub(crate) state: DeliveryState,
    pub(crate) reason: String,
    pub(crate) attempts: i64,
    pub(crate) next_at: DateTime<Utc>,
    pub(crate) batch: Option<BatchId>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
}

impl Delivery {
    /// Its place in the campaign.
    pub(crate) fn number(&self) -> u32 {
        number_of(self.id)
    }
}

/// The number in the last four bytes of a delivery's id.
pub(crate) fn number_of(id: DeliveryId) -> u32 {
    let bytes = id.uuid().into_bytes();
    let mut number = [0; 4];
    number.copy_from_slice(bytes.get(12..).unwrap_or(&[0; 4]));
    u32::from_be_bytes(number)
}

/// The delivery of a campaign with this number.
pub(crate) fn numbered(base: Uuid, number: i64) -> DeliveryId {
    let mut bytes = base.into_bytes();
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    if let Some(place) = bytes.last_chunk_mut::<4>() {
        *place = number.to_be_bytes();
    }
    DeliveryId::from_uuid(Uuid::from_bytes(bytes))
}

#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) id: BatchId,
    pub(crate) campaign: CampaignId,
    pub(crate) n: i64,
    pub(crate) state: BatchWord,
    pub(crate) letters: i64,
    pub(crate) pages: i64,
    pub(crate) sheets: i64,
    pub(crate) bytes: i64,
    pub(crate) sha256: Option<Vec<u8>>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) rendered_at: Option<DateTime<Utc>>,
    pub(crate) downloads: i64,
    pub(crate) downloaded_at: Option<DateTime<Utc>>,
    pub(crate) posted_on: Option<NaiveDate>,
    pub(crate) posted_by: Option<String>,
}
