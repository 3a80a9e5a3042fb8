//! The side that claims: due e-mails are opened, decided again, handed to connections.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use people::{Person, identity::State};
use tokio::sync::mpsc;

use super::shared::{Mail, Shared};
use crate::{
    Campaigns, DeliveryState,
    mailing::writer::{Entry, Item},
    prepare::{email_of, letter_possible, stop_reason},
    room::Result,
    store::{self, ledger::Claimed},
};

/// Claims, opens, decides again, hands to the connections.
pub(super) async fn feed(
    shared: &Shared,
    connections: mpsc::Sender<Mail>,
    writer: mpsc::Sender<Entry>,
    turn: Option<Duration>,
    probing: bool,
) -> Result<()> {
    let (room, begun) = (&shared.room, Instant::now());
    let most = match (probing, shared.campaign.rate_limit) {
        (true, _) => 1,
        (false, 0) => room.config.claim.max(1),
        // What a few seconds can send: a claim must not outlive its lease unused.
        (false, rate) => (rate * 5).clamp(1, room.config.claim.max(1)),
    };
    loop {
        if shared.is_halted() || turn.is_some_and(|turn| begun.elapsed() > turn) {
            return Ok(());
        }
        let claimed = claim(shared, most).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        for (claimed, person) in persons(shared, claimed).await? {
            if shared.is_halted() {
                shared.unused(claimed.id);
                continue;
            }
            match look_again(room, &claimed, person.as_ref()) {
                Ok(mail) => {
                    let id = mail.0.id;
                    if connections.send(mail).await.is_err() {
                        shared.unused(id);
                    }
                }
                Err(aside) => {
                    let _ = writer.send(aside).await;
                }
            }
        }
        if probing {
            return Ok(());
        }
    }
}

async fn claim(shared: &Shared, most: i64) -> Result<Vec<Claimed>> {
    let room = &shared.room;
    let now = room.env.now();
    let lease = TimeDelta::from_std(room.config.lease).unwrap_or(TimeDelta::MAX);
    let mut tx = room.db.write().await?;
    let id = shared.campaign.id;
    if shared.limiter.is_some()
        && store::campaign::take_sender(&mut tx, id, shared.worker, now, now + lease).await? == 0
    {
        return Ok(Vec::new());
    }
    let claimed = store::ledger::claim(&mut tx, id, shared.worker, now, now + lease, most).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// The claimed deliveries with their persons; none where a person is no longer visible.
async fn persons(shared: &Shared, claimed: Vec<Claimed>) -> Result<Vec<(Claimed, Option<Person>)>> {
    let people = &shared.room.people;
    let ids: Vec<_> = claimed.iter().map(|claimed| claimed.person).collect();
    match people.open_all(&shared.scope, &ids).await {
        Ok(persons) => Ok(claimed.into_iter().zip(persons.into_iter().map(Some)).collect()),
        Err(people::PeopleError::NotFound) => {
            let mut found = Vec::with_capacity(claimed.len());
            for one in claimed {
                match people.open_all(&shared.scope, &[one.person]).await {
                    Ok(mut persons) => found.push((one, persons.pop())),
                    Err(people::PeopleError::NotFound) => found.push((one, None)),
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(found)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was decided at the preparation may have changed since.
fn look_again(room: &Campaigns, claimed: &Claimed, person: Option<&Person>) -> Result<Mail, Entry> {
    let item = Arc::new(Item {
        id: claimed.id,
        person: claimed.person,
        from: claimed.state,
        counted: claimed.counted,
        attempts: claimed.attempts,
        tries: claimed.tries,
        first_at: claimed.first_at,
        letter: person.is_some_and(|person| letter_possible(person, &room.engine)),
    });
    let Some(person) = person else {
        return Err(Entry::Aside(item, DeliveryState::Excluded, "withdrawn"));
    };
    if let Some(reason) = stop_reason(person.states) {
        return Err(Entry::Aside(item, DeliveryState::Excluded, reason));
    }
    if person.states.has(State::DoNotContact) && item.letter {
        return Err(Entry::Aside(item, DeliveryState::Failed, "objects"));
    }
    match email_of(person) {
        Some(address) => Ok((item, address, person.record.language.clone())),
        None => Err(Entry::Aside(item, DeliveryState::Failed, "no_email")),
    }
}
