//! E-mails by the domain of their address: where a provider holds messages back.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use accounts::Verb;
use kernel::{Actor, CampaignId};
use vault::Owner;

use crate::{
    Campaign, CampaignState, Campaigns,
    prepare::walk::domain_place,
    room::Result,
    store::{self, counts::DomainRow},
};

/// Most domains counted.
pub const MOST_DOMAINS: usize = 200;
/// While e-mails leave, a count is good for this many times as long as it took: it reads
/// the whole ledger, and pages ask every other second. With half a million persons that is
/// a fifth of a second and four seconds; a small campaign is counted each time.
const GOOD_FOR: u32 = 20;

/// E-mails of one domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCount {
    /// The domain.
    pub domain: String,
    /// All e-mails to it.
    pub emails: i64,
    /// Handed over.
    pub accepted: i64,
    /// Waiting, leaving, or to be tried again.
    pub waiting: i64,
    /// Refused for good.
    pub refused: i64,
    /// In doubt.
    pub in_doubt: i64,
}

/// The last counts of running campaigns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lately(Arc<Mutex<HashMap<CampaignId, Until>>>);

/// Counts, and until when they are good.
type Until = (Instant, Arc<[DomainRow]>);

impl Lately {
    fn get(&self, id: CampaignId) -> Option<Arc<[DomainRow]>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        kept.retain(|_, (until, _)| now < *until);
        kept.get(&id).map(|(_, rows)| rows.clone())
    }

    fn put(&self, id: CampaignId, began: Instant, rows: Arc<[DomainRow]>) {
        let until = Instant::now() + began.elapsed() * GOOD_FOR;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (until, rows));
    }
}

impl Campaigns {
    /// E-mails by domain, the largest first, at most [`MOST_DOMAINS`]. While the campaign runs the
    /// counts may be some seconds old; at rest they are those of the ledger.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn domains(&self, actor: &Actor, id: CampaignId) -> Result<Vec<DomainCount>> {
        let (scope, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        // Their names are erased with the persons.
        let lab = Owner::CaseLab(scope.case_lab());
        let Some(key) = self.vault.key_unless_destroyed(lab).await? else {
            return Ok(Vec::new());
        };
        let rows = self.domain_rows(&campaign).await?;
        rows.iter()
            .map(|row| {
                let token: [u8; 8] = row.token.as_slice().try_into().map_err(|_| {
                    db::DbError::Inconsistent { table: "campaign_domain", column: "token" }
                })?;
                let name = key.open(domain_place(&token), &row.sealed)?;
                Ok(DomainCount {
                    domain: String::from_utf8_lossy(&name).into_owned(),
                    emails: row.total,
                    accepted: row.accepted,
                    waiting: row.waiting,
                    refused: row.refused,
                    in_doubt: row.in_doubt,
                })
            })
            .collect()
    }

    async fn domain_rows(&self, campaign: &Campaign) -> Result<Arc<[DomainRow]>> {
        let runs = campaign.state == CampaignState::Running;
        if let Some(rows) = self.lately.get(campaign.id).filter(|_| runs) {
            return Ok(rows);
        }
        let began = Instant::now();
        let mut tx = self.db.read().await?;
        let most = i64::try_from(MOST_DOMAINS).unwrap_or(i64::MAX);
        let rows: Arc<[DomainRow]> =
            store::counts::domains(&mut tx, campaign.id, most).await?.into();
        if runs {
            self.lately.put(campaign.id, began, rows.clone());
        }
        Ok(rows)
    }
}
