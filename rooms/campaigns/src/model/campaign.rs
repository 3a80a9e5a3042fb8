//! A campaign.

use chrono::{DateTime, Utc};
use kernel::{CampaignId, CaseLabId, Text};
use uuid::Uuid;

use crate::{Alert, CampaignError, CampaignState, Channels, Purpose, error::FieldError};

/// What opens a campaign.
#[derive(Clone, Debug)]
pub struct NewCampaign {
    /// Its name in the console.
    pub title: Text<120>,
    /// Why persons are written to.
    pub purpose: Purpose,
    /// The campaign that this one completes, for updates and corrections: whoever
    /// received that one does not receive this one. First notices are always one series.
    pub completes: Option<CampaignId>,
    /// The DPO's choice of channels.
    pub channels: Channels,
    /// Letters in one print file, 1 to 2,000: a file is set as a whole, which takes some
    /// 0.6 MB of memory a letter of two pages.
    pub batch_size: i64,
    /// E-mails in any second at most; 0 for no limit.
    pub rate_limit: i64,
}

impl NewCampaign {
    /// A first notice with the usual sizes.
    pub fn first(title: Text<120>, channels: Channels) -> Self {
        Self {
            title,
            purpose: Purpose::First,
            completes: None,
            channels,
            batch_size: 500,
            rate_limit: 0,
        }
    }

    pub(crate) fn check(&self) -> Result<(), CampaignError> {
        let mut errors = Vec::new();
        let mut refuse = |wrong: bool, field, code| {
            if wrong {
                errors.push(FieldError { field, code });
            }
        };
        refuse(!(1..=2_000).contains(&self.batch_size), "batch_size", "range");
        refuse(!(0..=10_000).contains(&self.rate_limit), "rate_limit", "range");
        refuse(self.purpose == Purpose::First && self.completes.is_some(), "completes", "first");
        if errors.is_empty() { Ok(()) } else { Err(CampaignError::Invalid(errors)) }
    }
}

/// A campaign.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// The lab's part of the case.
    pub case_lab: CaseLabId,
    /// Its public name, first part of the marks of its letters.
    pub reference: String,
    /// Its name in the console.
    pub title: String,
    /// Why persons are written to.
    pub purpose: Purpose,
    pub(crate) series: Uuid,
    /// Which issue of the claim codes its messages carry.
    pub issue: i64,
    /// The DPO's choice of channels.
    pub channels: Channels,
    /// Letters in one print file.
    pub batch_size: i64,
    /// E-mails in any second at most; 0 for no limit.
    pub rate_limit: i64,
    /// Where it stands.
    pub state: CampaignState,
    pub(crate) base: Uuid,
    pub(crate) next_number: i64,
    pub(crate) cursor: Option<Uuid>,
    pub(crate) stage: String,
    pub(crate) walk: String,
    /// Persons, once they are walked.
    pub persons: i64,
    /// Deliveries that are not settled.
    pub open: i64,
    /// Messages that cannot be written.
    pub faults: i64,
    /// Code of a suspicion on the data (shifted columns, flipped flags); none when empty.
    pub warning: String,
    pub(crate) content: String,
    /// SHA-256 of everything that an approval is bound to, once prepared.
    pub content_hash: Option<Vec<u8>>,
    pub(crate) audience_hash: Option<Vec<u8>>,
    pub(crate) totals_digest: Option<Vec<u8>>,
    /// Who opened it, then who prepared it last, as in the journal.
    pub author: String,
    /// Who approved it, as in the journal.
    pub approver: Option<String>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// Who set faults and suspicions aside, as in the journal.
    pub accepted_by: Option<String>,
    /// What stopped it or slows it down.
    pub alert: Option<Alert>,
    /// Since when.
    pub alert_at: Option<DateTime<Utc>>,
    pub(crate) brake_base: i64,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When its persons were walked.
    pub prepared_at: Option<DateTime<Utc>>,
    /// When it was launched: the day that its messages bear.
    pub launched_at: Option<DateTime<Utc>>,
    /// When it was last paused.
    pub paused_at: Option<DateTime<Utc>>,
    /// When it was finished or cancelled.
    pub ended_at: Option<DateTime<Utc>>,
    /// Grows with every act of a person.
    pub version: i64,
}

impl Campaign {
    /// The content hash as people compare it: 64 hexadecimal digits.
    pub fn hash_text(&self) -> Option<String> {
        self.content_hash.as_ref().map(hex::encode)
    }
}
