//! Mail that was captured instead of sent, lab by lab.

use accounts::Verb;
use audit::{Event, record};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, CampaignId, CaseLabId};
use mail::{
    Reference,
    capture::{CapturedMail, Place},
};
use vault::Owner;

use crate::{Campaign, CampaignError, Campaigns, mailing::References, room::Result, store};

/// Captured messages are kept this long.
const KEEP_DAYS: i64 = 30;
/// Folder pages looked at for one page of one lab.
const LOOKS: usize = 50;

/// A captured message in the list.
pub struct CapturedItem {
    /// Its reference.
    pub reference: Reference,
    /// When it was captured.
    pub at: DateTime<Utc>,
    /// The campaign it belongs to.
    pub campaign: CampaignId,
    /// To whom, and about what; none once its key is destroyed.
    pub head: Option<(String, String)>,
}

impl std::fmt::Debug for CapturedItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CapturedItem").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// A page of captured messages, newest first.
#[derive(Debug)]
pub struct CapturedPage {
    /// The messages.
    pub items: Vec<CapturedItem>,
    /// Where the next page starts; none on the last.
    pub next: Option<Place>,
}

impl Campaigns {
    /// Whether mail is captured here instead of leaving.
    pub fn captures(&self) -> bool {
        self.mail.capture.is_some()
    }

    /// Removes messages that were captured more than 30 days ago; gives how many. Mail that
    /// leaves is not kept.
    ///
    /// # Errors
    /// A folder that cannot be read or written.
    pub async fn purge_captured(&self) -> Result<usize> {
        let Some(capture) = &self.mail.capture else { return Ok(0) };
        let before = self.env.now() - Duration::days(KEEP_DAYS);
        Ok(capture.remove_before(before).await?)
    }

    /// Captured messages of a lab, newest first, after a place. The reading is recorded.
    ///
    /// # Errors
    /// [`CampaignError::NotCaptured`] where mail leaves.
    pub async fn captured(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        after: Option<Place>,
        limit: usize,
    ) -> Result<CapturedPage> {
        let scope = self.scope(actor, Verb::ReadCapturedMail, case_lab).await?;
        let capture = self.mail.capture.as_ref().ok_or(CampaignError::NotCaptured)?;
        let limit = limit.clamp(1, 100);
        let mine = self.own(case_lab).await?;
        let references = self.references().await?;
        let (mut items, mut place, mut next) = (Vec::new(), after, None);
        for _ in 0..LOOKS {
            let page = capture.list(place, limit).await?;
            for (at, mail) in page.items {
                let campaign = references
                    .read(at.reference)
                    .and_then(|named| mine.iter().find(|c| c.reference == named.campaign));
                let Some(campaign) = campaign else { continue };
                if items.len() == limit {
                    break;
                }
                next = Some(at);
                items.push(CapturedItem {
                    reference: at.reference,
                    at: at.at,
                    campaign: campaign.id,
                    head: mail.ok().map(|mail| (mail.recipient, mail.subject)),
                });
            }
            match page.next {
                None => {
                    next = next.filter(|_| items.len() == limit);
                    break;
                }
                Some(_) if items.len() == limit => break,
                further => place = further,
            }
        }
        let mut tx = self.db.write().await?;
        let event = Event::new("campaigns.captured_listed")
            .count("messages", i64::try_from(items.len()).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(CapturedPage { items, next })
    }

    /// One captured message. The reading is recorded.
    ///
    /// # Errors
    /// [`CampaignError::NotFound`], also for another lab's message.
    pub async fn captured_mail(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        reference: Reference,
    ) -> Result<CapturedMail> {
        let scope = self.scope(actor, Verb::ReadCapturedMail, case_lab).await?;
        let capture = self.mail.capture.as_ref().ok_or(CampaignError::NotCaptured)?;
        let named = self.references().await?.read(reference).ok_or(CampaignError::NotFound)?;
        let mine = self.own(case_lab).await?;
        let campaign = mine
            .iter()
            .find(|campaign| campaign.reference == named.campaign)
            .ok_or(CampaignError::NotFound)?;
        let mail = capture.read(reference).await?.ok_or(CampaignError::NotFound)?;
        let mut tx = self.db.write().await?;
        let event = Event::new("campaigns.captured_read")
            .id("campaign", campaign.id)
            .count("number", i64::from(named.number));
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(mail)
    }

    async fn own(&self, case_lab: CaseLabId) -> Result<Vec<Campaign>> {
        let mut tx = self.db.read().await?;
        Ok(store::campaign::of_lab(&mut tx, case_lab).await?)
    }

    async fn references(&self) -> Result<References> {
        Ok(References::new(&*self.vault.key(Owner::Platform).await?))
    }
}
