//! The walk: all visible persons in chunks, each committed with its checkpoint, its
//! counts and its event; then the claim codes; then the content hash. After a crash the
//! walk goes on where it stopped and comes to the same end.

use accounts::Verb;
use audit::{Event, record};
use chrono::NaiveDate;
use i18n::PARIS;
use incidents::Scope;
use kernel::{Actor, CampaignId, Id as _, PersonId};
use people::Person;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use vault::{DataKey, Row};

use crate::{
    Campaign, CampaignError, CampaignState, Campaigns, Channel, DeliveryState, jobs,
    model::numbered,
    notice::Snapshot,
    prepare::{Awkwards, Decision, Guard, decide},
    room::{Result, SYSTEM},
    store::{
        self,
        campaign::Walked,
        counts::{Cell, Moves},
        delivery::NewDelivery,
    },
};

/// Persons in one transaction.
const CHUNK: i64 = 2_000;
/// Persons whose codes are sorted together: their look-ups go into the index in order.
const CODES: i64 = 200_000;

/// What the walk carries from chunk to chunk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Walk {
    pub(crate) awkward: Awkwards,
    pub(crate) guard: Guard,
}

impl Campaigns {
    /// Begins the preparation of a draft and leaves it to a worker.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when it is no draft, or another campaign of the same
    /// purpose is being prepared.
    pub async fn begin_prepare(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::PrepareCampaign, id).await?;
        if campaign.state == CampaignState::Preparing {
            return Ok(());
        }
        // A crash may have cut short the emptying that made it a draft again.
        if campaign.state == CampaignState::Draft && has_rests(&campaign) {
            self.empty_draft(id).await?;
        }
        let mut tx = self.db.write().await?;
        // Who prepares answers for what is in it: the second signature is somebody else's.
        let moved = store::campaign::begin(&mut tx, id, &actor.journal_name()).await;
        match moved {
            Ok(1) => {}
            // The index on series lets one campaign of a purpose be prepared at a time.
            Ok(_) | Err(db::DbError::Unique(_)) => return Err(CampaignError::Conflict),
            Err(error) => return Err(error.into()),
        }
        jobs::enqueue(&mut tx, &self.env, jobs::PREPARE_JOB, id).await?;
        let event = Event::new("campaigns.preparation_begun").id("campaign", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Prepares a draft to the end, or goes on with a preparation that was cut off.
    ///
    /// # Errors
    /// See [`Campaigns::begin_prepare`]; [`CampaignError::Text`] while a value that the
    /// messages need is missing: the campaign goes back to being a draft.
    pub async fn prepare(&self, actor: &Actor, id: CampaignId) -> Result<Campaign> {
        self.begin_prepare(actor, id).await?;
        self.prepare_on(id).await
    }

    /// Goes on with a preparation, as the system.
    pub(crate) async fn prepare_on(&self, id: CampaignId) -> Result<Campaign> {
        let (scope, mut campaign) = self.admit(&SYSTEM, Verb::PrepareCampaign, id).await?;
        if campaign.state != CampaignState::Preparing {
            return Ok(campaign);
        }
        let snapshot = match self.written(&scope, &campaign).await? {
            Ok(snapshot) => snapshot,
            Err(refused) => {
                self.back_to_draft(&scope, id).await?;
                return Err(CampaignError::Text(refused));
            }
        };
        if campaign.stage == "audience" {
            self.walk_persons(&scope, &mut campaign).await?;
        }
        if campaign.stage == "codes" {
            self.issue_codes(&scope, &campaign).await?;
        }
        self.close_walk(&scope, &campaign, &snapshot).await?;
        Ok(self.admit(&SYSTEM, Verb::PrepareCampaign, id).await?.1)
    }

    async fn walk_persons(&self, scope: &Scope, campaign: &mut Campaign) -> Result<()> {
        let key = self.key(scope.case_lab()).await?;
        let mut walk: Walk = serde_json::from_str(&campaign.walk).unwrap_or_default();
        let today = self.env.now().with_timezone(&PARIS).date_naive();
        let mut tx = self.db.read().await?;
        let others =
            store::campaign::of_series(&mut tx, scope.case_lab(), campaign.series, campaign.id)
                .await?;
        drop(tx);
        let mut domains: HashSet<[u8; 8]> = HashSet::new();
        loop {
            let after = campaign.cursor.map(PersonId::from_uuid);
            let persons = self.people.persons_after(scope, after, CHUNK).await?;
            let Some(last) = persons.last().map(|person| person.id) else { break };
            let informed = self.informed(&others, &persons).await?;
            let chunk =
                self.place(campaign, &persons, &informed, &mut walk, today, &key, &mut domains);
            campaign.cursor = Some(last.uuid());
            self.store_chunk(scope, campaign, chunk, &walk).await?;
        }
        let mut tx = self.db.write().await?;
        campaign.cursor = None;
        "codes".clone_into(&mut campaign.stage);
        save(&mut tx, campaign, &walk).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Those of the persons whom another campaign of the series reached or may reach.
    async fn informed(
        &self,
        others: &[uuid::Uuid],
        persons: &[Person],
    ) -> Result<HashSet<PersonId>> {
        let (Some(first), Some(last)) = (persons.first(), persons.last()) else {
            return Ok(HashSet::new());
        };
        let mut tx = self.db.read().await?;
        let mut informed = HashSet::new();
        for other in others {
            informed.extend(store::delivery::reached(&mut tx, *other, first.id, last.id).await?);
        }
        Ok(informed)
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one walk, used in one place")]
    fn place(
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
            walk.guard.see(person);
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

    /// One transaction: rows, counts, checkpoint, event.
    async fn store_chunk(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        chunk: Chunk,
        walk: &Walk,
    ) -> Result<()> {
        let rows = i64::try_from(chunk.rows.len()).unwrap_or(i64::MAX);
        let mut tx = self.db.write().await?;
        let engine = tx.engine();
        store::delivery::insert_all(&mut tx, engine, campaign.id, &chunk.rows, self.env.now())
            .await?;
        store::counts::apply(&mut tx, campaign.id, &chunk.moves).await?;
        store::counts::add_domains(&mut tx, campaign.id, &chunk.domains).await?;
        save(&mut tx, campaign, walk).await?;
        let event = Event::new("campaigns.persons_placed")
            .id("campaign", campaign.id)
            .count("deliveries", rows)
            .count("persons_so_far", campaign.persons)
            .digest("audience", campaign.audience_hash.as_deref().unwrap_or_default());
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Makes the codes of all who are written to usable. Repeating a part changes nothing.
    async fn issue_codes(&self, scope: &Scope, campaign: &Campaign) -> Result<()> {
        let mut after = None;
        loop {
            let mut tx = self.db.read().await?;
            let persons =
                store::delivery::to_be_written_to(&mut tx, campaign.id, after, CODES).await?;
            drop(tx);
            let Some(last) = persons.last() else { return Ok(()) };
            after = Some(last.uuid());
            self.people.issue_claims(scope, &persons, campaign.issue).await?;
        }
    }

    async fn close_walk(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        snapshot: &Snapshot,
    ) -> Result<()> {
        let walk: Walk = serde_json::from_str(
            &self.admit(&SYSTEM, Verb::PrepareCampaign, campaign.id).await?.1.walk,
        )
        .unwrap_or_default();
        let content = snapshot.encode();
        let audience = campaign.audience_hash.clone().unwrap_or_default();
        let hash = Snapshot::hash(&content, &audience, campaign.batch_size, campaign.rate_limit);
        let totals = self.totals_digest(scope).await?;
        let mut tx = self.db.write().await?;
        let moved = store::campaign::set_prepared(
            &mut tx,
            campaign.id,
            walk.guard.verdict(),
            &content,
            &hash,
            &totals,
            self.env.now(),
        )
        .await?;
        if moved == 0 {
            return Err(CampaignError::Conflict);
        }
        let event = Event::new("campaigns.prepared")
            .id("campaign", campaign.id)
            .count("persons", campaign.persons)
            .count("open", campaign.open)
            .count("faults", campaign.faults)
            .digest("content", &hash);
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What tells quickly whether the visible persons changed.
    pub(crate) async fn totals_digest(&self, scope: &Scope) -> Result<Vec<u8>> {
        let totals = self.people.totals(scope).await?;
        let mut hasher = Sha256::new();
        hasher.update(totals.persons.to_be_bytes());
        for (states, reach, classes, persons) in &totals.groups {
            for number in [states.bits(), reach.bits(), classes.bits(), *persons] {
                hasher.update(number.to_be_bytes());
            }
        }
        Ok(hasher.finalize().to_vec())
    }

    async fn back_to_draft(&self, scope: &Scope, id: CampaignId) -> Result<()> {
        let mut tx = self.db.write().await?;
        store::campaign::move_state(&mut tx, id, CampaignState::Preparing, CampaignState::Draft)
            .await?;
        let event = Event::new("campaigns.preparation_refused").id("campaign", id);
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        self.empty_draft(id).await
    }

    /// Removes what a preparation left in a draft.
    pub(crate) async fn empty_draft(&self, id: CampaignId) -> Result<()> {
        loop {
            let mut tx = self.db.write().await?;
            let gone = store::delivery::delete_step(&mut tx, id).await?;
            if gone == 0 {
                store::counts::clear(&mut tx, id).await?;
                store::campaign::reset_walk(&mut tx, id).await?;
            }
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }
}

/// Whether a draft still holds something of an earlier preparation.
fn has_rests(draft: &Campaign) -> bool {
    draft.next_number != 0 || draft.stage != "audience" || draft.content_hash.is_some()
}

#[derive(Default)]
struct Chunk {
    rows: Vec<NewDelivery>,
    moves: Moves,
    domains: Vec<([u8; 8], Vec<u8>)>,
}

async fn save(tx: &mut db::Tx, campaign: &Campaign, walk: &Walk) -> Result<()> {
    let json = serde_json::to_string(walk).unwrap_or_else(|_| "{}".to_owned());
    let walked = Walked {
        id: campaign.id,
        cursor: campaign.cursor,
        stage: &campaign.stage,
        walk: &json,
        audience_hash: campaign.audience_hash.as_deref().unwrap_or(&[0; 32]),
        next_number: campaign.next_number,
        persons: campaign.persons,
        open: campaign.open,
        faults: campaign.faults,
    };
    // The campaign was cancelled in the meantime: nothing of this chunk stays.
    if store::campaign::save_walk(tx, &walked).await? == 0 {
        return Err(CampaignError::Conflict);
    }
    Ok(())
}

/// The token of a mail domain inside one campaign.
pub(crate) fn domain_token(key: &DataKey, campaign: CampaignId, name: &str) -> [u8; 8] {
    let mut value = campaign.uuid().as_bytes().to_vec();
    value.extend_from_slice(name.as_bytes());
    let full = key.derive_index("campaign-domain").token("domain", &value);
    let mut token = [0; 8];
    token.copy_from_slice(full.get(..8).unwrap_or(&[0; 8]));
    token
}

/// The place of a sealed domain name.
pub(crate) fn domain_place(token: &[u8; 8]) -> Row<'_> {
    Row { table: "campaign_domain", id: token }
}
