//! Opening a session: the snapshot, the keys, the sender.

use std::sync::{Arc, Mutex, OnceLock, atomic::AtomicBool};

use i18n::PARIS;
use mail::{Address, Mailbox, Sender};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::Owner;

use super::shared::Shared;
use crate::{
    Campaign, Campaigns, CampaignsConfig,
    mailing::{References, breaker::Breaker, limiter::Limiter},
    notice::Snapshot,
    room::{Result, SYSTEM},
};

impl Shared {
    pub(super) async fn open(
        room: &Campaigns,
        campaign: Campaign,
        worker: Uuid,
        breaker: Arc<Mutex<Breaker>>,
        stop: CancellationToken,
    ) -> Result<Self> {
        let scope = room.scope(&SYSTEM, accounts::Verb::RunCampaign, campaign.case_lab).await?;
        let bad = |column| db::DbError::Inconsistent { table: "campaign", column };
        let snapshot = Snapshot::decode(&campaign.content).ok_or_else(|| bad("content"))?;
        let launched = campaign.launched_at.ok_or_else(|| bad("launched_at"))?;
        let platform = room.vault.key(Owner::Platform).await?;
        let most = usize::try_from(campaign.rate_limit).unwrap_or(0);
        Ok(Self {
            sender: sender(&room.config, &snapshot)?,
            claims: room.people.claim_keys(&scope).await?,
            references: References::new(&platform),
            forms: Mutex::default(),
            launched: launched.with_timezone(&PARIS).date_naive(),
            limiter: (most > 0).then(|| Mutex::new(Limiter::new(most, room.env.steady()))),
            halt: AtomicBool::new(false),
            unused: Mutex::default(),
            room: room.clone(),
            scope,
            campaign,
            worker,
            snapshot,
            breaker,
            stop,
            cut_at: OnceLock::new(),
        })
    }
}

/// On whose behalf: the lab's name, one stable address, answers to the DPO.
pub(crate) fn sender(config: &CampaignsConfig, snapshot: &Snapshot) -> Result<Sender> {
    let name: String = snapshot.inputs.lab.chars().take(100).collect();
    let reply_to = Address::parse(&snapshot.inputs.dpo_email).ok();
    Ok(Sender {
        from: Mailbox::new(Some(&name), config.from.clone())?,
        reply_to: reply_to.map(|address| Mailbox::new(None, address)).transpose()?,
        return_path: config.return_path.clone(),
        message_id_domain: config.message_domain.clone(),
    })
}
