//! Placing some persons: their rows, with what the campaign counts and hashes of them.

use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::{Id as _, PersonId};
use people::Person;
use sha2::{Digest as _, Sha256};
use vault::DataKey;

use crate::{
    Campaign, Campaigns, Channel, DeliveryState,
    mail_domain::{domain_place, domain_token},
    model::numbered,
    prepare::{Decision, Walk, decide},
    store::{
        counts::{Cell, Moves},
        delivery::NewDelivery,
    },
};

/// The rows of some persons, and what they change elsewhere.
#[derive(Default)]
pub(super) struct Chunk {
    /// Deliveries.
    pub(super) rows: Vec<NewDelivery>,
    /// What they add to the counts.
    pub(super) moves: Moves,
    /// Mail domains met for the first time: token, sealed name.
    pub(super) domains: Vec<([u8; 8], Vec<u8>)>,
}

impl Campaigns {
    /// The places of some persons, and the campaign's sums moved on by them.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, used in one place")]
    pub(super) fn place(
        &self,
        campaign: &mut Campaign,
        persons: &[Person],
        informed: &HashSet<PersonId>,
        walk: &mut Walk,
        today: NaiveDate,
        key: &DataKey,
        domains: &mut HashSet<[u8; 8]>,
    ) -> Chunk {
        let mut chunk = Chunk::default();
        let mut hasher = Sha256::new();
        hasher.update(campaign.audience_hash.as_deref().unwrap_or_default());
        for person in persons {
            walk.plausibility.see(person);
            let decision = if informed.contains(&person.id) {
                Decision {
                    rows: vec![(Channel::None, DeliveryState::Excluded, "already_informed")],
                    fault: false,
                }
            } else {
                let secret_from = self.config.minor_secret_from;
                decide(person, campaign.channels, today, secret_from, &self.engine)
            };
            walk.awkward.see(person, &decision);
            campaign.faults += i64::from(decision.fault);
            for (place, (channel, state, reason)) in decision.rows.iter().enumerate() {
                let counted = place == 0;
                hasher.update(person.id.uuid().as_bytes());
                for word in [channel.as_str(), state.as_str(), reason] {
                    hasher.update(word.as_bytes());
                    hasher.update([0]);
                }
                let domain = (*channel == Channel::Email).then(|| {
                    let name = person.record.email.as_ref().map_or("", |email| email.domain());
                    let token = domain_token(key, campaign.id, name);
                    if domains.insert(token) {
                        let sealed = key.seal(&self.env, domain_place(&token), name.as_bytes());
                        chunk.domains.push((token, sealed));
                    }
                    token
                });
                chunk.moves.add(Cell { channel: *channel, state: *state, counted }, 1);
                chunk.rows.push(NewDelivery {
                    id: numbered(campaign.base, campaign.next_number),
                    person: person.id,
                    channel: *channel,
                    counted,
                    state: *state,
                    reason,
                    domain,
                });
                campaign.next_number += 1;
            }
        }
        campaign.persons += i64::try_from(persons.len()).unwrap_or(i64::MAX);
        campaign.open += chunk.moves.open();
        campaign.audience_hash = Some(hasher.finalize().to_vec());
        chunk
    }
}
