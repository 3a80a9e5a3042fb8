//! A session: one campaign's due e-mails, as many at a time as the transport has
//! connections.

mod connection;
mod feed;
mod message;
mod open;
mod report;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use incidents::Scope;
use kernel::DeliveryId;
use mail::{Address, Sender};
use people::ClaimKeys;
use tokio::{
    sync::{Mutex as AsyncMutex, mpsc, oneshot},
    task::JoinSet,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(crate) use open::sender;
pub use report::SessionReport;

use crate::{
    Campaign, CampaignError, Campaigns,
    mailing::{
        References,
        breaker::Breaker,
        limiter::Limiter,
        writer::{Item, Writer},
    },
    notice::{EmailForm, Snapshot},
    room::Result,
    store,
};
use connection::connection;
use feed::feed;

/// What all parts of a session share.
struct Shared {
    room: Campaigns,
    scope: Scope,
    campaign: Campaign,
    worker: Uuid,
    snapshot: Snapshot,
    sender: Sender,
    claims: ClaimKeys,
    references: References,
    forms: Mutex<HashMap<Option<String>, Arc<EmailForm>>>,
    launched: chrono::NaiveDate,
    breaker: Arc<Mutex<Breaker>>,
    limiter: Option<Mutex<Limiter>>,
    /// Nothing new begins.
    halt: AtomicBool,
    /// Claims that nobody used.
    unused: Mutex<Vec<DeliveryId>>,
    stop: CancellationToken,
    /// When dialogues are cut, once the process is to stop.
    cut_at: OnceLock<Instant>,
}

/// An e-mail to make: what the ledger says of it, to whom, in which language.
type Mail = (Arc<Item>, Address, Option<String>);

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

impl Shared {
    fn is_halted(&self) -> bool {
        self.halt.load(Ordering::Relaxed) || self.stop.is_cancelled()
    }

    fn halt(&self) {
        self.halt.store(true, Ordering::Relaxed);
    }

    /// Does something with the mail server, unless the process is to stop and its grace
    /// period ends first: a server that says nothing more must not keep it.
    async fn unless_cut<T>(&self, dialogue: impl Future<Output = T>) -> Option<T> {
        let cut = async {
            self.stop.cancelled().await;
            let grace = self.room.config.grace;
            sleep_until(*self.cut_at.get_or_init(|| Instant::now() + grace)).await;
        };
        tokio::select! {
            biased;
            done = dialogue => Some(done),
            () = cut => None,
        }
    }

    fn unused(&self, id: DeliveryId) {
        lock(&self.unused).push(id);
    }

    /// Gives back what was claimed and not used, and the right to send.
    async fn release(&self) -> Result<()> {
        let ids = std::mem::take(&mut *lock(&self.unused));
        if ids.is_empty() && self.limiter.is_none() {
            return Ok(());
        }
        let mut tx = self.room.db.write().await?;
        store::ledger::release(&mut tx, self.worker, &ids).await?;
        if self.limiter.is_some() {
            store::campaign::leave_sender(&mut tx, self.campaign.id, self.worker).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
