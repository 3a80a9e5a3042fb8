//! E-mails by the domain of their address: where a provider holds messages back.

use std::{sync::Arc, time::Instant};

use accounts::Verb;
use kernel::{Actor, CampaignId};
use vault::Owner;

use crate::{
    Campaign, CampaignState, Campaigns,
    mail_domain::domain_place,
    room::Result,
    store::{self, counts::DomainRow},
};

/// Most domains counted.
pub const MOST_DOMAINS: usize = 200;

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
        if let Some(rows) = self.recent_counts.get(campaign.id).filter(|_| runs) {
            return Ok(rows);
        }
        let began = Instant::now();
        let mut tx = self.db.read().await?;
        let most = i64::try_from(MOST_DOMAINS).unwrap_or(i64::MAX);
        let rows: Arc<[DomainRow]> =
            store::counts::domains(&mut tx, campaign.id, most).await?.into();
        if runs {
            self.recent_counts.put(campaign.id, began, rows.clone());
        }
        Ok(rows)
    }
}
