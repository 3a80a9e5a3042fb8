//! The side that sends: one connection to the mail server, one e-mail after the other.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use mail::{InDoubt, NotSent, Outcome};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};

use super::{
    message::Unwritten,
    shared::{Mail, Shared, lock},
};
use crate::{
    Alert, CampaignState, DeliveryState,
    ledger::{Fate, fate_of},
    mailing::writer::{Entry, Item},
    store,
};

pub(super) async fn connection(
    shared: &Shared,
    mails: &AsyncMutex<mpsc::Receiver<Mail>>,
    writer: &mpsc::Sender<Entry>,
) {
    loop {
        let next = mails.lock().await.recv().await;
        let Some(mail) = next else { return };
        if shared.is_halted() || !reserve(shared).await {
            shared.unused(mail.0.id);
            continue;
        }
        hand_over(shared, mail, writer).await;
    }
}

/// Waits for a place under the rate limit; false when the session stops meanwhile.
async fn reserve(shared: &Shared) -> bool {
    let Some(limiter) = &shared.limiter else { return true };
    loop {
        if shared.is_halted() {
            return false;
        }
        let now = shared.room.env.steady();
        let again = match lock(limiter).reserve(now) {
            Ok(()) => return true,
            Err(again) => again,
        };
        let wait = again.saturating_sub(now);
        // A short step, so that a stop is heard, and a clock that a test moves is seen.
        let step = wait.clamp(Duration::from_micros(200), Duration::from_millis(20));
        tokio::time::sleep(step).await;
    }
}

fn give_back(shared: &Shared) {
    if let Some(limiter) = &shared.limiter {
        lock(limiter).give_back();
    }
}

/// Prepare, record, transmit, record.
async fn hand_over(shared: &Shared, mail: Mail, writer: &mpsc::Sender<Entry>) {
    let item = mail.0.clone();
    let outgoing = match shared.build(&mail) {
        Ok(outgoing) => outgoing,
        Err(Unwritten::Person) => {
            give_back(shared);
            let _ = writer.send(Entry::Aside(item, DeliveryState::Failed, "unwritable")).await;
            return;
        }
        Err(Unwritten::Words) => {
            // Nobody pays for the words of the lab: nothing is settled, a person decides.
            give_back(shared);
            shared.unused(item.id);
            shared.halt();
            let (room, id) = (&shared.room, shared.campaign.id);
            if let Err(error) = room.stop(id, Alert::Wording, 1).await {
                tracing::warn!(campaign.id = %id, %error, "a campaign could not be stopped");
            }
            return;
        }
    };
    let preparing = shared.room.mail.transport.prepare(outgoing);
    match shared.unless_cut(preparing).await.unwrap_or_else(|| Err(NotSent::Closed.into())) {
        // What was not begun when the stop came is not begun.
        Ok(prepared) if shared.stop.is_cancelled() => {
            shared.unless_cut(prepared.abandon()).await;
            give_back(shared);
            shared.unused(item.id);
        }
        Ok(prepared) => {
            let (go, granted) = oneshot::channel();
            let begun = shared.room.env.now();
            let asked = writer.send(Entry::Start(item.clone(), go)).await.is_ok();
            if !asked || !granted.await.unwrap_or(false) {
                // Paused, cancelled, or claimed by another worker in the meantime.
                prepared.abandon().await;
                give_back(shared);
                shared.unused(item.id);
                shared.halt_if_stopped().await;
                return;
            }
            if let Some(limiter) = &shared.limiter {
                lock(limiter).leave(shared.room.env.steady());
            }
            // Cut off, the server may have the message or not.
            let outcome = shared
                .unless_cut(prepared.data())
                .await
                .unwrap_or(Outcome::InDoubt(InDoubt::Stopped));
            shared.answered(item, Some(begun), outcome, writer).await;
        }
        Err(unprepared) => {
            give_back(shared);
            shared.answered(item, None, unprepared.into(), writer).await;
        }
    }
}

impl Shared {
    async fn answered(
        &self,
        item: Arc<Item>,
        begun: Option<DateTime<Utc>>,
        outcome: Outcome,
        writer: &mpsc::Sender<Entry>,
    ) {
        let fate = fate_of(&outcome);
        if let Fate::Trouble(alert) = fate {
            if lock(&self.breaker).trouble(alert, self.room.env.steady()) {
                self.halt();
            }
        } else if fate != Fate::NotSent {
            lock(&self.breaker).served();
        }
        let entry = match (begun, fate) {
            (None, Fate::NotSent | Fate::Trouble(_)) => Entry::Postpone(item),
            _ => Entry::End { item, begun, outcome, fate },
        };
        // The writer outlives every connection; were it gone, the lease would put the
        // delivery in doubt.
        let _ = writer.send(entry).await;
    }

    /// A start that was refused: does the campaign still run?
    async fn halt_if_stopped(&self) {
        let running = async {
            let mut tx = self.room.db.read().await.ok()?;
            store::campaign::by_id(&mut tx, self.campaign.id).await.ok()?
        };
        if running.await.is_none_or(|campaign| campaign.state != CampaignState::Running) {
            self.halt();
        }
    }
}
