//! The one hand that writes the ledger during a session.
//!
//! Connections tell it what they are about to do and what came of it; it gathers what
//! waits and commits it in one transaction. A start is answered after the commit only.
//! Answers of the server are kept until they are committed, also while the database is
//! away.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use audit::{Event, record};
use chrono::{DateTime, TimeDelta, Utc};
use db::Tx;
use incidents::Scope;
use kernel::{CampaignId, DeliveryId, Id as _, PersonId};
use mail::Outcome;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use vault::{DataKey, Row};

use crate::{
    Alert, Campaigns, Channel, DeliveryState,
    acts::{count, minute},
    ledger::{Backoff, Fate, not_sent_delay, said_of},
    mailing::SessionReport,
    model::numbered,
    room::{Result, SYSTEM},
    store::{
        self,
        counts::{Cell, Moves},
        delivery::NewDelivery,
        ledger::{AttemptRow, EndRow},
    },
};

/// What is gathered in one transaction at most.
const GATHER: usize = 256;
/// An event of the journal covers at most this many outcomes, or this long.
const EVENT_ROWS: i64 = 100;
const EVENT_EVERY: Duration = Duration::from_millis(100);
/// How long outcomes are kept for a database that is away, once nothing else is to do.
const PATIENCE: Duration = Duration::from_mins(1);

/// An e-mail on its way through a session.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: DeliveryId,
    pub(crate) person: PersonId,
    pub(crate) from: DeliveryState,
    pub(crate) counted: bool,
    pub(crate) attempts: i64,
    pub(crate) tries: i64,
    pub(crate) first_at: Option<DateTime<Utc>>,
    /// Whether a letter can go to the person instead.
    pub(crate) letter: bool,
}

/// What a connection tells the ledger.
pub(crate) enum Entry {
    /// About to transmit; waits for the answer.
    Start(Arc<Item>, oneshot::Sender<bool>),
    /// The server's word, after a start or without one.
    End { item: Arc<Item>, begun: Option<DateTime<Utc>>, outcome: Outcome, fate: Fate },
    /// The server never saw it: again later.
    Postpone(Arc<Item>),
    /// Not by e-mail: excluded, or failed with a letter instead.
    Aside(Arc<Item>, DeliveryState, &'static str),
}

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
            let (open_count, _) = self.room.apply(&mut tx, self.campaign, &moves).await?;
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

    async fn start(&self, tx: &mut Tx, waiting: &[Entry], now: DateTime<Utc>) -> Result<Started> {
        let mut started = Started::default();
        let items: Vec<&Arc<Item>> = waiting
            .iter()
            .filter_map(|entry| match entry {
                Entry::Start(item, _) => Some(item),
                _ => None,
            })
            .collect();
        if items.is_empty() {
            return Ok(started);
        }
        let ids: Vec<DeliveryId> = items.iter().map(|item| item.id).collect();
        let until = self.until();
        let granted =
            store::ledger::start(tx, self.campaign, self.worker, &ids, now, until).await?;
        started.ids = granted.into_iter().collect();
        let mut tries = Vec::with_capacity(items.len());
        for item in items.into_iter().filter(|item| started.ids.contains(&item.id.uuid())) {
            tries.push(AttemptRow::begun(item.id, item.attempts + 1, now));
            let cell = |state| Cell { channel: Channel::Email, state, counted: item.counted };
            started.moves.shift(cell(item.from), cell(DeliveryState::Sending));
        }
        store::ledger::save_attempts(tx, self.worker, &tries).await?;
        Ok(started)
    }

    async fn end(&self, tx: &mut Tx, waiting: &[Entry], now: DateTime<Utc>) -> Result<Done> {
        let mut done = Done::default();
        let ends: Vec<(&Arc<Item>, EndRow, bool)> =
            waiting.iter().filter_map(|entry| self.end_row(entry, now)).collect();
        if ends.is_empty() {
            return Ok(done);
        }
        let attempts: Vec<AttemptRow> =
            waiting.iter().filter_map(|entry| self.attempt_row(entry, now)).collect();
        store::ledger::save_attempts(tx, self.worker, &attempts).await?;
        let (mut accepted, mut letters) = (0, Vec::new());
        for (begun, from) in [
            (true, &[DeliveryState::Sending][..]),
            (false, &[DeliveryState::Queued, DeliveryState::Deferred][..]),
            // A row taken for lost while the answer was on its way.
            (true, &[DeliveryState::InDoubt][..]),
        ] {
            let rows: Vec<&(&Arc<Item>, EndRow, bool)> = ends
                .iter()
                .filter(|(item, _, b)| *b == begun && !done.ids.contains(&item.id.uuid()))
                .collect();
            if rows.is_empty() {
                continue;
            }
            let values: Vec<EndRow> = rows.iter().map(|(_, row, _)| row.clone()).collect();
            let matched: HashSet<Uuid> =
                store::ledger::end(tx, self.worker, from, &values).await?.into_iter().collect();
            for (item, row, _) in rows.into_iter().filter(|(i, ..)| matched.contains(&i.id.uuid()))
            {
                let before = match from {
                    [DeliveryState::Sending] => DeliveryState::Sending,
                    [DeliveryState::InDoubt] => DeliveryState::InDoubt,
                    _ => item.from,
                };
                let cell = |state, counted| Cell { channel: Channel::Email, state, counted };
                done.moves.shift(cell(before, item.counted), cell(row.to, row.counted));
                done.report.note(row.to);
                accepted += i64::from(row.to == DeliveryState::Accepted);
                if row.to == DeliveryState::Failed && item.letter {
                    letters.push(*item);
                }
            }
            done.ids.extend(matched);
        }
        // Last, since it takes the campaign's row: everybody takes deliveries first.
        for item in letters {
            self.letter_instead(tx, item, &mut done.moves, now).await?;
        }
        if accepted > 0 {
            store::counts::pace(tx, self.campaign, minute(now), Channel::Email, accepted).await?;
        }
        Ok(done)
    }

    /// A letter takes the e-mail's place, in the counts too.
    async fn letter_instead(
        &self,
        tx: &mut Tx,
        item: &Item,
        moves: &mut Moves,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let added =
            add_letter(tx, self.campaign, self.base, item.person, item.counted, now).await?;
        let email =
            |counted| Cell { channel: Channel::Email, state: DeliveryState::Failed, counted };
        if added {
            let letter = Cell {
                channel: Channel::Letter,
                state: DeliveryState::Queued,
                counted: item.counted,
            };
            moves.add(letter, 1);
        } else if item.counted {
            // The person has a letter already, counted or not: keep this row as the place.
            store::ledger::count_again(tx, item.id).await?;
            moves.shift(email(false), email(true));
        }
        Ok(())
    }

    /// Stops a campaign that the servers refuse: a blocked sender must not turn every
    /// e-mail into a letter.
    async fn brake(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let Some(campaign) = store::campaign::by_id(tx, self.campaign).await? else {
            return Ok(());
        };
        let tally = store::counts::tally(tx, self.campaign).await?;
        let refused = count(&tally, DeliveryState::Failed) - campaign.brake_base;
        let accepted = count(&tally, DeliveryState::Accepted);
        let config = &self.room.config;
        if refused >= config.brake_after
            && refused * 100 >= (refused + accepted) * config.brake_percent
            && store::campaign::pause(tx, self.campaign, Some(Alert::Refusals), now).await? == 1
        {
            let event = Event::new("campaigns.stopped_itself")
                .id("campaign", self.campaign)
                .count("refused", refused)
                .count("accepted", accepted);
            record(tx, &self.room.env, &SYSTEM, self.scope.chain(), &event).await?;
        }
        Ok(())
    }

    /// Where an entry leaves its row; and whether a try was begun for it.
    fn end_row<'a>(
        &self,
        entry: &'a Entry,
        now: DateTime<Utc>,
    ) -> Option<(&'a Arc<Item>, EndRow, bool)> {
        match entry {
            Entry::Start(..) => None,
            Entry::Aside(item, to, reason) => {
                let counted = item.counted && !(*to == DeliveryState::Failed && item.letter);
                let row = EndRow {
                    to: *to,
                    reason,
                    counted,
                    ended_at: Some(now),
                    ..EndRow::same(item, now)
                };
                Some((item, row, false))
            }
            Entry::Postpone(item) => {
                let row = EndRow {
                    to: item.from,
                    next_at: now + not_sent_delay(item.tries),
                    tries: item.tries + 1,
                    ..EndRow::same(item, now)
                };
                Some((item, row, false))
            }
            Entry::End { item, begun, fate, .. } => {
                let same = EndRow::same(item, now);
                let tried = item.attempts + 1;
                let same = EndRow {
                    attempts: tried,
                    expected: if begun.is_some() { tried } else { item.attempts },
                    ..same
                };
                let row = self.after_try(item, *fate, same, now);
                Some((item, row, begun.is_some()))
            }
        }
    }

    fn after_try(&self, item: &Item, fate: Fate, same: EndRow, now: DateTime<Utc>) -> EndRow {
        let ended_at = Some(now);
        let failed = |reason, same: EndRow| EndRow {
            to: DeliveryState::Failed,
            reason,
            counted: item.counted && !item.letter,
            ended_at,
            ..same
        };
        match fate {
            Fate::Accepted => EndRow { to: DeliveryState::Accepted, reason: "", ended_at, ..same },
            Fate::InDoubt(reason) => EndRow { to: DeliveryState::InDoubt, reason, ..same },
            Fate::Failed(reason) => failed(reason, same),
            Fate::Deferred(reason) => {
                let first = item.first_at.unwrap_or(now);
                let span =
                    TimeDelta::from_std(self.room.config.give_up_after).unwrap_or(TimeDelta::MAX);
                match Backoff::after(item.attempts + 1, first, now, span) {
                    Backoff::Again(next_at) => EndRow {
                        to: DeliveryState::Deferred,
                        reason,
                        next_at,
                        first_at: Some(first),
                        ..same
                    },
                    Backoff::GiveUp => failed("expired", same),
                }
            }
            Fate::NotSent | Fate::Trouble(_) => EndRow {
                to: DeliveryState::Deferred,
                reason: "server",
                next_at: now + not_sent_delay(item.tries),
                tries: item.tries + 1,
                ..same
            },
        }
    }

    fn attempt_row(&self, entry: &Entry, now: DateTime<Utc>) -> Option<AttemptRow> {
        let Entry::End { item, begun, outcome, .. } = entry else { return None };
        let (word, stage, reply) = said_of(outcome);
        let n = item.attempts + 1;
        Some(AttemptRow {
            ended_at: Some(now),
            outcome: Some(word),
            stage: stage.map(mail::Stage::as_str),
            code: reply.map(|reply| i64::from(reply.code())),
            enhanced: reply.and_then(mail::Reply::enhanced).map(|code| code.to_string()),
            reply: reply.map(|reply| {
                let place = attempt_place(item.id, n);
                let row = Row { table: "attempt", id: &place };
                self.key.seal(&self.room.env, row, reply.text().as_bytes())
            }),
            ..AttemptRow::begun(item.id, n, begun.unwrap_or(now))
        })
    }
}

/// The place of a sealed reply: delivery and try.
pub(crate) fn attempt_place(id: DeliveryId, n: i64) -> [u8; 24] {
    let mut place = [0; 24];
    for (byte, from) in
        place.iter_mut().zip(id.uuid().into_bytes().into_iter().chain(n.to_be_bytes()))
    {
        *byte = from;
    }
    place
}

/// Adds a letter for a person of a running campaign; false when there is one.
pub(crate) async fn add_letter(
    tx: &mut Tx,
    campaign: CampaignId,
    base: Uuid,
    person: PersonId,
    counted: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    let number = store::campaign::take_numbers(tx, campaign, 1).await?;
    let letter = NewDelivery {
        id: numbered(base, number),
        person,
        channel: Channel::Letter,
        counted,
        state: DeliveryState::Queued,
        reason: "",
        domain: None,
    };
    Ok(store::delivery::insert_one(tx, campaign, &letter, now).await? == 1)
}

impl EndRow {
    /// A row as it is.
    fn same(item: &Item, now: DateTime<Utc>) -> Self {
        Self {
            delivery: item.id,
            to: item.from,
            reason: "",
            counted: item.counted,
            next_at: now,
            first_at: item.first_at,
            attempts: item.attempts,
            tries: item.tries,
            ended_at: None,
            expected: item.attempts,
        }
    }
}

#[derive(Default)]
struct Started {
    ids: HashSet<Uuid>,
    moves: Moves,
}

#[derive(Default)]
struct Done {
    ids: HashSet<Uuid>,
    moves: Moves,
    report: SessionReport,
}
