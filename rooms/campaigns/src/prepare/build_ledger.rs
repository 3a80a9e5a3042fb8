//! The walk: all visible persons in chunks, each committed with its checkpoint, its
//! counts and its event; then the claim codes; then the content hash. After a crash the
//! walk goes on where it stopped and comes to the same end.

use std::collections::HashSet;

use accounts::Verb;
use audit::{Event, record};
use i18n::PARIS;
use incidents::Scope;
use kernel::{Actor, CampaignId, Id as _, PersonId};
use people::Person;
use sha2::{Digest as _, Sha256};

use super::{checkpoint::save, place::Chunk};
use crate::{
    Campaign, CampaignError, CampaignState, Campaigns,
    notice::Snapshot,
    prepare::Walk,
    room::{Result, SYSTEM},
    store,
};

/// Persons in one transaction.
const CHUNK: i64 = 2_000;
/// Persons whose codes are sorted together: their look-ups go into the index in order.
const CODES: i64 = 200_000;

impl Campaigns {
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
            walk.plausibility.verdict(),
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
}
