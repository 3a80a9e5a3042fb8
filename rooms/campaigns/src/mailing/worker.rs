//! The loop that sends e-mails, in any number of processes.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Alert, Campaign, CampaignState, Campaigns, SessionReport,
    mailing::{breaker::Breaker, session::send_due},
    room::Result,
    store,
};

/// With several campaigns at once, each has its turn.
const TURN: Duration = Duration::from_secs(5);

/// Sends the e-mails of running campaigns until told to stop.
pub struct SendEmails {
    room: Campaigns,
    worker: Uuid,
    breaker: Arc<Mutex<Breaker>>,
}

impl std::fmt::Debug for SendEmails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SendEmails").field("worker", &self.worker).finish_non_exhaustive()
    }
}

impl SendEmails {
    /// A sender with a name of its own.
    pub fn new(room: &Campaigns) -> Self {
        let worker = room.env.random_uuid();
        Self { room: room.clone(), worker, breaker: Arc::default() }
    }

    /// Works until `stop`: then nothing new begins, and what is on its way ends.
    pub async fn run(self, stop: CancellationToken) {
        let mut outage = false;
        let mut looked: Option<Instant> = None;
        while !stop.is_cancelled() {
            // Lost deliveries are looked for at the start, then now and then.
            if looked.is_none_or(|at| at.elapsed() >= self.room.config.lease / 4) {
                looked = Some(Instant::now());
                if let Err(error) = self.room.doubt_lost().await {
                    tracing::warn!(%error, "lost deliveries could not be looked for");
                }
            }
            let sent = match self.pass(&stop).await {
                Ok(report) => {
                    outage = false;
                    report.total()
                }
                Err(error) => {
                    if !outage {
                        tracing::warn!(%error, "e-mails wait");
                    }
                    outage = true;
                    0
                }
            };
            if sent == 0 {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = self.room.bell.notified() => {}
                    () = tokio::time::sleep(self.room.config.poll) => {}
                }
            }
        }
    }

    /// Sends what is due now and comes back; for tests and commands.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn run_due(&self) -> Result<SessionReport> {
        self.room.doubt_lost().await?;
        self.pass(&CancellationToken::new()).await
    }

    async fn pass(&self, stop: &CancellationToken) -> Result<SessionReport> {
        let mut report = SessionReport::default();
        let mut tx = self.room.db.read().await?;
        let now = self.room.env.now();
        let mut due: Vec<Campaign> = Vec::new();
        for campaign in store::campaign::at_work(&mut tx).await? {
            if campaign.state == CampaignState::Running
                && store::ledger::next_due(&mut tx, campaign.id).await?.is_some_and(|at| at <= now)
            {
                due.push(campaign);
            }
        }
        drop(tx);
        let turn = (due.len() > 1).then_some(TURN);
        for campaign in due {
            if stop.is_cancelled() {
                break;
            }
            if self.wait(|breaker| breaker.open_until(self.room.env.steady()).is_some()) {
                self.alert(&campaign).await?;
                continue;
            }
            let (breaker, stop) = (self.breaker.clone(), stop.clone());
            let done =
                send_due(&self.room, campaign.clone(), self.worker, breaker, stop, turn).await?;
            report.add(&done);
            self.alert(&campaign).await?;
        }
        Ok(report)
    }

    fn wait<T>(&self, ask: impl FnOnce(&Breaker) -> T) -> T {
        ask(&self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows the server's trouble on the campaign, and takes it away when it is over.
    async fn alert(&self, campaign: &Campaign) -> Result<()> {
        let now = self.wait(Breaker::alert);
        let ours = [Alert::Server, Alert::SignIn, Alert::Sender, Alert::Capture];
        let mut tx = self.room.db.read().await?;
        let present = store::campaign::by_id(&mut tx, campaign.id).await?;
        drop(tx);
        let shown = present.and_then(|campaign| campaign.alert);
        // An alert of another kind is not ours to take away.
        if shown.is_none_or(|shown| ours.contains(&shown)) && now != shown {
            self.room.raise(campaign, now).await?;
        }
        Ok(())
    }
}
