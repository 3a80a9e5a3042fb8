//! Campaigns, deliveries and batches as the tables hold them.

mod campaign;
mod delivery;
mod words;

pub use campaign::{Campaign, NewCampaign};
pub(crate) use delivery::{Batch, Delivery, number_of, numbered};
pub(crate) use words::BatchWord;
pub use words::{
    Alert, CampaignState, Channel, Channels, DeliveryState, Purpose, ReturnReason, Share,
};
