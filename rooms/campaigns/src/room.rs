//! The room as one value, and the first line of every verb.

use std::sync::Arc;

use accounts::{Accounts, Verb};
use db::Db;
use documents::Engine;
use incidents::{Incidents, Scope};
use kernel::{Actor, BatchId, CampaignId, CaseLabId, DeliveryId, Env};
use mail::Opened;
use people::People;
use tokio::sync::Notify;
use vault::{DataKey, Owner, Vault};

use crate::{
    Campaign, CampaignError, CampaignsConfig,
    model::{Batch, Delivery},
    patient_answer::PatientAnswer,
    recent_counts::RecentCounts,
    store,
};

pub(crate) type Result<T, E = CampaignError> = std::result::Result<T, E>;

/// The name under which background work appears in the journal.
pub(crate) const SYSTEM: Actor = Actor::System("campaigns");

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Campaigns {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) env: Env,
    pub(crate) incidents: Incidents,
    pub(crate) people: People,
    pub(crate) accounts: Accounts,
    pub(crate) engine: Arc<Engine>,
    pub(crate) mail: Opened,
    pub(crate) config: Arc<CampaignsConfig>,
    pub(crate) bell: Arc<Notify>,
    pub(crate) recent_counts: RecentCounts,
    pub(crate) patient_answer: Option<Arc<dyn PatientAnswer>>,
}

impl std::fmt::Debug for Campaigns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Campaigns").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Campaigns {
    /// The room over a database, its neighbours, the one document engine of the
    /// process, and the mail transport (opened with [`crate::VaultSeal`]).
    #[expect(clippy::too_many_arguments, reason = "the parts of the process, each once")]
    pub fn new(
        db: Db,
        vault: Vault,
        env: Env,
        incidents: Incidents,
        people: People,
        accounts: Accounts,
        engine: Arc<Engine>,
        mail: Opened,
        config: CampaignsConfig,
    ) -> Self {
        Self {
            db,
            vault,
            env,
            incidents,
            people,
            accounts,
            engine,
            mail,
            config: Arc::new(config),
            bell: Arc::default(),
            recent_counts: RecentCounts::default(),
            patient_answer: None,
        }
    }

    /// With the portal, which is asked before a launch whether a code of the campaign
    /// opens its person's answer.
    #[must_use]
    pub fn answered_by(mut self, page: impl PatientAnswer + 'static) -> Self {
        self.patient_answer = Some(Arc::new(page));
        self
    }

    /// Admits an actor to one lab's part of a case.
    pub(crate) async fn scope(&self, actor: &Actor, verb: Verb, lab: CaseLabId) -> Result<Scope> {
        Ok(self.incidents.scope(actor, verb, lab).await?)
    }

    /// Admits an actor to a campaign. What they may not know of is not found.
    pub(crate) async fn admit(
        &self,
        actor: &Actor,
        verb: Verb,
        id: CampaignId,
    ) -> Result<(Scope, Campaign)> {
        let mut tx = self.db.read().await?;
        let campaign = store::campaign::by_id(&mut tx, id).await?.ok_or(CampaignError::NotFound)?;
        drop(tx);
        let scope = self.scope(actor, verb, campaign.case_lab).await?;
        Ok((scope, campaign))
    }

    /// Admits an actor to a delivery.
    pub(crate) async fn admit_delivery(
        &self,
        actor: &Actor,
        verb: Verb,
        id: DeliveryId,
    ) -> Result<(Scope, Campaign, Delivery)> {
        let mut tx = self.db.read().await?;
        let found = store::delivery::by_id(&mut tx, id).await?.ok_or(CampaignError::NotFound)?;
        drop(tx);
        let (scope, campaign) = self.admit(actor, verb, found.campaign).await?;
        Ok((scope, campaign, found))
    }

    /// Admits an actor to a batch of letters.
    pub(crate) async fn admit_batch(
        &self,
        actor: &Actor,
        verb: Verb,
        id: BatchId,
    ) -> Result<(Scope, Campaign, Batch)> {
        let mut tx = self.db.read().await?;
        let batch = store::batch::by_id(&mut tx, id).await?.ok_or(CampaignError::NotFound)?;
        drop(tx);
        let (scope, campaign) = self.admit(actor, verb, batch.campaign).await?;
        Ok((scope, campaign, batch))
    }

    /// The key of one lab in one case.
    pub(crate) async fn key(&self, lab: CaseLabId) -> Result<Arc<DataKey>> {
        Ok(self.vault.key(Owner::CaseLab(lab)).await?)
    }

    /// Wakes the sender of this process.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }
}
