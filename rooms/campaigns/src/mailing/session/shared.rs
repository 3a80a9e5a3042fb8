//! What all parts of a session share: campaign, keys, limits, and whether it goes on.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use incidents::Scope;
use kernel::DeliveryId;
use mail::{Address, Sender};
use people::ClaimKeys;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Campaign, Campaigns,
    mailing::{References, breaker::Breaker, limiter::Limiter, writer::Item},
    notice::{EmailForm, Snapshot},
    room::Result,
    store,
};

/// What all parts of a session share.
pub(super) struct Shared {
    /// The room.
    pub(super) room: Campaigns,
    /// The lab in its case.
    pub(super) scope: Scope,
    /// The campaign, as it was when the session began.
    pub(super) campaign: Campaign,
    /// Who claims.
    pub(super) worker: Uuid,
    /// The approved words.
    pub(super) snapshot: Snapshot,
    /// On whose behalf.
    pub(super) sender: Sender,
    /// What makes claim codes.
    pub(super) claims: ClaimKeys,
    /// What makes references.
    pub(super) references: References,
    /// The words of an e-mail, by language.
    pub(super) forms: Mutex<HashMap<Option<String>, Arc<EmailForm>>>,
    /// The day that the messages bear.
    pub(super) launched: chrono::NaiveDate,
    /// What tells a server in trouble.
    pub(super) breaker: Arc<Mutex<Breaker>>,
    /// The rate limit, where there is one.
    pub(super) limiter: Option<Mutex<Limiter>>,
    /// Nothing new begins.
    pub(super) halt: AtomicBool,
    /// Claims that nobody used.
    pub(super) unused: Mutex<Vec<DeliveryId>>,
    /// Tells that the process is to stop.
    pub(super) stop: CancellationToken,
    /// When dialogues are cut, once the process is to stop.
    pub(super) cut_at: OnceLock<Instant>,
}

/// An e-mail to make: what the ledger says of it, to whom, in which language.
pub(super) type Mail = (Arc<Item>, Address, Option<String>);

impl Shared {
    /// Whether nothing new is to begin.
    pub(super) fn is_halted(&self) -> bool {
        self.halt.load(Ordering::Relaxed) || self.stop.is_cancelled()
    }

    /// Lets nothing new begin.
    pub(super) fn halt(&self) {
        self.halt.store(true, Ordering::Relaxed);
    }

    /// Does something with the mail server, unless the process is to stop and its grace
    /// period ends first: a server that says nothing more must not keep it.
    pub(super) async fn unless_cut<T>(&self, dialogue: impl Future<Output = T>) -> Option<T> {
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

    /// Gives a claim back when the session ends.
    pub(super) fn unused(&self, id: DeliveryId) {
        lock(&self.unused).push(id);
    }

    /// Gives back what was claimed and not used, and the right to send.
    pub(super) async fn release(&self) -> Result<()> {
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

/// What a mutex holds, also after a panic of whoever held it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
