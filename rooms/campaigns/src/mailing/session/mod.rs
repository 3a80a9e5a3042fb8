//! A session: one campaign's due e-mails, as many at a time as the transport has
//! connections.

mod connection;
mod feed;
mod message;
mod open;
mod report;
mod shared;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    sync::{Mutex as AsyncMutex, mpsc, oneshot},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(crate) use open::sender;
pub use report::SessionReport;

use crate::{
    Campaign, CampaignError, Campaigns,
    mailing::{breaker::Breaker, writer::Writer},
    room::Result,
};
use connection::connection;
use feed::feed;
use shared::{Mail, Shared, lock};

/// Sends what is due of one campaign, until nothing is, the campaign stops, the server
/// is in trouble, or the time is over.
pub(crate) async fn send_due(
    room: &Campaigns,
    campaign: Campaign,
    worker: Uuid,
    breaker: Arc<Mutex<Breaker>>,
    stop: CancellationToken,
    turn: Option<Duration>,
) -> Result<SessionReport> {
    let shared = Arc::new(Shared::open(room, campaign, worker, breaker, stop).await?);
    let probing = lock(&shared.breaker).is_probing();
    let width = if probing { 1 } else { room.mail.transport.width().max(1) };
    let (to_writer, entries) = mpsc::channel(4 * width);
    let (to_connections, mails) = mpsc::channel::<Mail>(2 * width);
    let mails = Arc::new(AsyncMutex::new(mails));
    // Tasks end with the set: a session that is dropped leaves nothing running.
    let mut tasks = JoinSet::new();
    for _ in 0..width {
        let (shared, mails, to_writer) = (shared.clone(), mails.clone(), to_writer.clone());
        tasks.spawn(async move { connection(&shared, &mails, &to_writer).await });
    }
    drop(mails);
    let key = room.key(shared.campaign.case_lab).await?;
    let writer = Writer::new(
        room.clone(),
        shared.scope,
        shared.campaign.id,
        shared.campaign.base,
        worker,
        key,
    );
    let (done, report) = oneshot::channel();
    tasks.spawn(async move {
        let _ = done.send(writer.run(entries).await);
    });
    let fed = feed(&shared, to_connections, to_writer, turn, probing).await;
    let report = report.await.map_err(|_| CampaignError::Broken)?;
    while tasks.join_next().await.is_some() {}
    shared.release().await?;
    fed.map(|()| report)
}
