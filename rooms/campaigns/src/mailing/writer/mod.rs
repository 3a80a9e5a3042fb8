//! The one hand that writes the ledger during a session.
//!
//! Connections tell it what they are about to do and what came of it; it gathers what
//! waits and commits it in one transaction. A start is answered after the commit only.
//! Answers of the server are kept until they are committed, also while the database is
//! away.

mod changes;
mod entry;
mod rows;

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use audit::record;
use chrono::{DateTime, TimeDelta, Utc};
use incidents::Scope;
use kernel::{CampaignId, DeliveryId, Id as _};
use tokio::sync::mpsc;
use uuid::Uuid;
use vault::DataKey;

pub(crate) use changes::add_letter;
pub(crate) use entry::{Entry, Item};
pub(crate) use rows::attempt_place;

use crate::{
    CampaignState, Campaigns,
    mailing::SessionReport,
    room::{Result, SYSTEM},
    store,
};

/// What is gathered in one transaction at most.
const GATHER: usize = 256;
/// An event of the journal covers at most this many outcomes, or this long.
const EVENT_ROWS: i64 = 100;
const EVENT_EVERY: Duration = Duration::from_millis(100);
/// How long outcomes are kept for a database that is away, once nothing else is to do.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Writer {
    room: Campaigns,
    scope: Scope,
    campaign: CampaignId,
    base: Uuid,
    worker: Uuid,
    key: Arc<DataKey>,
    under_way: HashSet<DeliveryId>,
    unsaid: SessionReport,
    last_event: Instant,
    report: SessionReport,
}

impl Writer {
    pub(crate) fn new(
        room: Campaigns,
        scope: Scope,
        campaign: CampaignId,
        base: Uuid,
        worker: Uuid,
        key: Arc<DataKey>,
    ) -> Self {
        Self {
            room,
            scope,
            campaign,
            base,
            worker,
            key,
            under_way: HashSet::new(),
            unsaid: SessionReport::default(),
            last_event: Instant::now(),
            report: SessionReport::default(),
        }
    }

    /// Writes until nobody has anything to say any more.
    pub(crate) async fn run(mut self, mut entries: mpsc::Receiver<Entry>) -> SessionReport {
        let mut waiting: Vec<Entry> = Vec::new();
        let mut failing: Option<Instant> = None;
        let renew_every = self.room.config.lease / 3;
        let mut renewed = Instant::now();
        let mut open = true;
        while open || !waiting.is_empty() || self.unsaid.total() > 0 {
            if open && failing.is_none() {
                let mut fresh = Vec::new();
                tokio::select! {
                    got = entries.recv_many(&mut fresh, GATHER) => open = got > 0,
                    () = tokio::time::sleep(self.pause(renew_every)) => {}
                }
                waiting.append(&mut fresh);
            } else if let Some(since) = failing {
                if !open && since.elapsed() > PATIENCE {
                    tracing::error!(
                        campaign.id = %self.campaign,
                        outcomes = waiting.len(),
                        "the database stays away: these deliveries will be in doubt"
                    );
                    break;
                }
                tokio::time::sleep(Duration::from_millis(250)).await;
                // Asked before emptying: what came in before the close is then all read.
                let closed = entries.is_closed();
                while let Ok(entry) = entries.try_recv() {
                    waiting.push(entry);
                }
                open = open && !closed;
            }
            if renewed.elapsed() >= renew_every && !self.under_way.is_empty() {
                renewed = Instant::now();
                if let Err(error) = self.renew().await {
                    tracing::warn!(%error, "tries under way could not be renewed");
                }
            }
            match self.commit(&mut waiting, open).await {
                Ok(()) => failing = None,
                Err(error) => {
                    if failing.is_none() {
                        tracing::warn!(campaign.id = %self.campaign, %error, "outcomes wait for the database");
                        failing = Some(Instant::now());
                    }
                    // Nobody may start while the ledger cannot say so.
                    waiting.retain(|entry| !matches!(entry, Entry::Start(..)));
                }
            }
        }
        self.report
    }

    /// How long to wait for something to write.
    fn pause(&self, renew_every: Duration) -> Duration {
        if self.unsaid.total() > 0 {
            EVENT_EVERY.saturating_sub(self.last_event.elapsed())
        } else {
            renew_every
        }
    }

    async fn renew(&self) -> Result<()> {
        let ids: Vec<DeliveryId> = self.under_way.iter().copied().collect();
        let mut tx = self.room.db.write().await?;
        store::ledger::renew(&mut tx, self.worker, &ids, self.until()).await?;
        tx.commit().await?;
        Ok(())
    }

    fn until(&self) -> DateTime<Utc> {
        let lease = TimeDelta::from_std(self.room.config.lease).unwrap_or(TimeDelta::MAX);
        self.room.env.now() + lease
    }

    /// One transaction for all that waits; on success nothing waits any more.
    async fn commit(&mut self, waiting: &mut Vec<Entry>, open: bool) -> Result<()> {
        let due = self.unsaid.total() > 0 && (!open || self.last_event.elapsed() >= EVENT_EVERY);
        if waiting.is_empty() && !due {
            return Ok(());
        }
        let now = self.room.env.now();
        let mut tx = self.room.db.write().await?;
        let started = self.start(&mut tx, waiting, now).await?;
        let done = self.end(&mut tx, waiting, now).await?;
        let mut moves = started.moves;
        moves.join(&done.moves);
        let mut unsaid = self.unsaid;
        unsaid.add(&done.report);
        let mut settled = false;
        if !moves.is_empty() {
            let (open_count, state) = self.room.apply(&mut tx, self.campaign, &moves).await?;
            // Paused since the starts were read: the row of the campaign is ours now, so
            // this is the last word. Nothing of this is kept; what ended is written anew.
            if state != CampaignState::Running && !started.ids.is_empty() {
                drop(tx);
                waiting.retain(|entry| !matches!(entry, Entry::Start(..)));
                return Box::pin(self.commit(waiting, open)).await;
            }
            settled = open_count == 0;
        }
        let said = unsaid.total() >= EVENT_ROWS
            || (unsaid.total() > 0 && (!open || self.last_event.elapsed() >= EVENT_EVERY))
            || (unsaid.total() > 0 && settled);
        if said {
            let event = unsaid.event(self.campaign);
            record(&mut tx, &self.room.env, &SYSTEM, self.scope.chain(), &event).await?;
        }
        if done.report.failed > 0 {
            self.brake(&mut tx, now).await?;
        }
        if settled {
            self.room.finish_if_settled(&mut tx, self.campaign).await?;
        }
        tx.commit().await?;
        // From here on the database knows.
        self.unsaid = if said { SessionReport::default() } else { unsaid };
        if said {
            self.last_event = Instant::now();
        }
        self.report.add(&done.report);
        for entry in waiting.drain(..) {
            match entry {
                Entry::Start(item, go) => {
                    let granted = started.ids.contains(&item.id.uuid());
                    if granted {
                        self.under_way.insert(item.id);
                    }
                    // A connection that went away does not transmit: the try ends in doubt.
                    let _ = go.send(granted);
                }
                Entry::End { item, .. } => {
                    self.under_way.remove(&item.id);
                }
                Entry::Postpone(_) | Entry::Aside(..) => {}
            }
        }
        Ok(())
    }
}
