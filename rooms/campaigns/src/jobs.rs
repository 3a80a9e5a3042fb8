//! Background work of the room: the names of its jobs, and how they are enqueued.

use db::Tx;
use jobs::NewJob;
use kernel::{CampaignId, Env};

/// Walks the persons of a campaign.
pub const PREPARE_JOB: &str = "campaigns.prepare";
/// Prints the letters of a campaign that wait.
pub const LETTERS_JOB: &str = "campaigns.letters";
/// Puts lost deliveries in doubt, ends cancellations, prints what waits, checks the
/// counts. To be repeated every minute ([`crate::Campaigns::watch_job`]).
pub const WATCH_JOB: &str = "campaigns.watch";

/// Enqueues work on one campaign, once while it waits.
pub(crate) async fn enqueue(
    tx: &mut Tx,
    env: &Env,
    name: &'static str,
    id: CampaignId,
) -> db::Result<()> {
    jobs::enqueue(tx, env, NewJob::new(name).id("campaign", id).unique(id)).await.map(|_| ())
}
