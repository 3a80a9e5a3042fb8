//! What one transaction changes in the ledger: starts, ends, letters instead, the brake.

use std::{collections::HashSet, sync::Arc};

use audit::{Event, record};
use chrono::{DateTime, Utc};
use db::Tx;
use kernel::{CampaignId, DeliveryId, Id as _, PersonId};
use uuid::Uuid;

use super::{Entry, Item, Writer};
use crate::{
    Alert, Channel, DeliveryState,
    actions::{emails, minute},
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

/// The tries that were granted.
#[derive(Default)]
pub(super) struct Started {
    pub(super) ids: HashSet<Uuid>,
    pub(super) moves: Moves,
}

/// The rows that were left, and what came of them.
#[derive(Default)]
pub(super) struct Done {
    pub(super) ids: HashSet<Uuid>,
    pub(super) moves: Moves,
    pub(super) report: SessionReport,
}

impl Writer {
    pub(super) async fn start(
        &self,
        tx: &mut Tx,
        waiting: &[Entry],
        now: DateTime<Utc>,
    ) -> Result<Started> {
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

    pub(super) async fn end(
        &self,
        tx: &mut Tx,
        waiting: &[Entry],
        now: DateTime<Utc>,
    ) -> Result<Done> {
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
    pub(super) async fn brake(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let Some(campaign) = store::campaign::by_id(tx, self.campaign).await? else {
            return Ok(());
        };
        let tally = store::counts::tally(tx, self.campaign).await?;
        let refused = emails(&tally, DeliveryState::Failed) - campaign.brake_base;
        let accepted = emails(&tally, DeliveryState::Accepted);
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
