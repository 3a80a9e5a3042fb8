//! What is put right by itself: what a crash left, counts that do not add up, alerts.

use audit::{Chain, Event, record};
use chrono::TimeDelta;
use kernel::{CampaignId, Id as _};

use crate::{
    Alert, Campaign, CampaignError, CampaignState, Campaigns, Channel, DeliveryState, jobs,
    ledger::Backoff,
    room::{Result, SYSTEM},
    store::{
        self,
        counts::{Cell, Moves},
    },
};

impl Campaigns {
    /// Puts right what a crash left: lost deliveries are in doubt, cancellations are
    /// ended, waiting letters are printed, settled campaigns are finished, and the counts
    /// are checked against the ledger. Repeating it changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn watch(&self) -> Result<()> {
        self.doubt_lost().await?;
        let mut tx = self.db.read().await?;
        let campaigns = store::campaign::at_work(&mut tx).await?;
        drop(tx);
        for campaign in campaigns {
            match campaign.state {
                CampaignState::Cancelled => {
                    self.withdraw(&campaign).await?;
                }
                CampaignState::Running => {
                    let mut tx = self.db.write().await?;
                    let (now, longest) = (self.env.now(), Backoff::LONGEST);
                    let hastened =
                        store::ledger::hasten(&mut tx, campaign.id, now, now + longest).await?;
                    if hastened > 0 {
                        tracing::warn!(
                            campaign.id = %campaign.id,
                            emails = hastened,
                            "the clock was set back: e-mails that waited for it are due now"
                        );
                        self.bell.notify_one();
                    }
                    if self.letters_are_due(&mut tx, &campaign).await? {
                        jobs::enqueue(&mut tx, &self.env, jobs::LETTERS_JOB, campaign.id).await?;
                    }
                    self.finish_if_settled(&mut tx, campaign.id).await?;
                    tx.commit().await?;
                }
                _ => {
                    let mut tx = self.db.write().await?;
                    jobs::enqueue(&mut tx, &self.env, jobs::PREPARE_JOB, campaign.id).await?;
                    tx.commit().await?;
                }
            }
        }
        self.check_balance().await
    }

    async fn check_balance(&self) -> Result<()> {
        let mut tx = self.db.read().await?;
        let live = store::counts::live(&mut tx).await?;
        for id in live {
            let id = CampaignId::from_uuid(id);
            let Some(campaign) = store::campaign::by_id(&mut tx, id).await? else { continue };
            let conservation = self.count_again(&campaign).await?;
            if conservation.gap != 0 || conservation.drift != 0 {
                tracing::error!(
                    campaign.id = %id,
                    gap = conservation.gap,
                    drift = conservation.drift,
                    "the counts of a campaign do not add up"
                );
                self.raise(&campaign, Some(Alert::Gap)).await?;
            } else if campaign.alert == Some(Alert::Gap) {
                self.raise(&campaign, None).await?;
            }
        }
        Ok(())
    }

    /// E-mails whose worker vanished between "sending" and the answer are in doubt.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn doubt_lost(&self) -> Result<i64> {
        let now = self.env.now();
        let mut tx = self.db.read().await?;
        let lease = TimeDelta::from_std(self.config.lease).unwrap_or(TimeDelta::MAX);
        let beyond = now + lease * 2;
        let campaigns = store::ledger::lost_campaigns(&mut tx, now, beyond).await?;
        drop(tx);
        let mut lost = 0;
        for id in campaigns {
            let mut tx = self.db.write().await?;
            let rows = store::ledger::doubt_lost(&mut tx, id, now, beyond).await?;
            // Another process was faster.
            if rows.is_empty() {
                continue;
            }
            let mut moves = Moves::default();
            for row in &rows {
                let cell = |state| Cell { channel: Channel::Email, state, counted: row.counted };
                moves.shift(cell(DeliveryState::Sending), cell(DeliveryState::InDoubt));
                store::ledger::doubt_attempt(&mut tx, row.delivery_id, row.attempts, now).await?;
            }
            let id = CampaignId::from_uuid(id);
            self.apply(&mut tx, id, &moves).await?;
            let campaign =
                store::campaign::by_id(&mut tx, id).await?.ok_or(CampaignError::NotFound)?;
            let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            let event =
                Event::new("campaigns.lost_in_doubt").id("campaign", id).count("deliveries", found);
            record(&mut tx, &self.env, &SYSTEM, Chain::CaseLab(campaign.case_lab), &event).await?;
            tx.commit().await?;
            lost += found;
        }
        Ok(lost)
    }

    /// Stops a running campaign that would go wrong for many, and says why: nothing leaves,
    /// nothing is settled, a person decides. `messages` is how many it is about.
    pub(crate) async fn stop(&self, id: CampaignId, alert: Alert, messages: i64) -> Result<()> {
        let mut tx = self.db.write().await?;
        let campaign = store::campaign::by_id(&mut tx, id).await?.ok_or(CampaignError::NotFound)?;
        if store::campaign::pause(&mut tx, id, Some(alert), self.env.now()).await? == 1 {
            let event = Event::new("campaigns.stopped_itself")
                .id("campaign", id)
                .word("alert", alert.as_str())
                .count("messages", messages);
            record(&mut tx, &self.env, &SYSTEM, Chain::CaseLab(campaign.case_lab), &event).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Sets or clears the alert of a campaign, with its event when it changes.
    pub(crate) async fn raise(&self, campaign: &Campaign, alert: Option<Alert>) -> Result<()> {
        let mut tx = self.db.write().await?;
        let now = self.env.now();
        if store::campaign::set_alert(&mut tx, campaign.id, alert, now).await? == 1 {
            let event = match alert {
                Some(alert) => Event::new("campaigns.alert_raised").word("alert", alert.as_str()),
                None => Event::new("campaigns.alert_cleared"),
            };
            let event = event.id("campaign", campaign.id);
            record(&mut tx, &self.env, &SYSTEM, Chain::CaseLab(campaign.case_lab), &event).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
