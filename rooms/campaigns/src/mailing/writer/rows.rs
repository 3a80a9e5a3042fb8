//! The rows that an entry leaves: of the delivery, and of the try.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{DeliveryId, Id as _};
use vault::Row;

use super::{Entry, Item, Writer};
use crate::{
    DeliveryState,
    ledger::{Backoff, Fate, not_sent_delay, said_of},
    store::ledger::{AttemptRow, EndRow},
};

impl Writer {
    /// Where an entry leaves its row; and whether a try was begun for it.
    pub(super) fn end_row<'a>(
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

    pub(super) fn attempt_row(&self, entry: &Entry, now: DateTime<Utc>) -> Option<AttemptRow> {
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
