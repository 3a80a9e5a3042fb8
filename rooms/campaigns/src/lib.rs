//! Who is told what, when and by which channel: notices, delivery ledger, letters, e-mails.
//!
//! Vocabulary: a **campaign** informs the persons of one lab in one case, once; a
//! **delivery** is what one person is to receive by one channel; an **attempt** is one
//! try at it; the **snapshot** is the exact wording that was approved; a **batch** is one
//! print file of letters; a **mark** names a letter on its envelope and on the site.
//! **Informed** means handed over to the mail server, or posted.
//!
//! Invariants:
//! - the ledger is the queue: a row is `sending`, committed, before the server sees a
//!   byte of content; a row whose worker vanished after that is in doubt, and only a
//!   person decides whether it is sent again;
//! - each person has one counted row in a campaign, so that informed, in progress, not
//!   reached and excluded always add up to the persons of the campaign;
//! - a campaign with an unsettled delivery cannot be finished, and one that a second
//!   person has not approved as it stands cannot run: the database refuses both;
//! - what is sent is the snapshot, whatever is edited afterwards;
//! - campaigns of one series never inform the same person twice;
//! - a person who was marked deceased, at risk or restricted after the preparation
//!   receives nothing: the states are read again at each sending and printing.
//!
//! Tables: `campaign`, `delivery`, `attempt`, `campaign_tally`, `campaign_pace`,
//! `campaign_domain`, `letter_batch`, `campaign_note`. Pages: `app/pages/campaigns/src`.
//! State machines: `docs/state-machines/campaign.md`, `docs/state-machines/delivery.md`.

mod actions;
mod approval;
mod captured;
mod config;
mod delivery_view;
mod domains;
mod error;
mod informed;
mod job_handlers;
mod jobs;
mod ledger;
mod letters;
mod mail_domain;
mod mailing;
mod model;
mod next_step;
mod notes;
mod notice;
mod overview;
mod patient_answer;
mod prepare;
mod preview;
mod probe;
mod progress;
mod recent_counts;
mod reconcile;
mod returns;
mod room;
mod settle;
mod store;
mod undelivered;

pub use actions::{Cancelled, Stopped};
pub use captured::{CapturedItem, CapturedPage};
pub use config::CampaignsConfig;
pub use delivery_view::DeliveryView;
pub use domains::{DomainCount, MOST_DOMAINS};
pub use error::{CampaignError, FieldError};
pub use informed::Informed;
pub use jobs::{LETTERS_JOB, PREPARE_JOB, WATCH_JOB};
pub use ledger::reason_key;
pub use letters::{BatchFile, BatchState, LetterBatch, Losses, PrintFile};
pub use letters::{Genuine, Marks};
pub use mailing::{SendEmails, SessionReport, VaultSeal};
pub use model::{
    Alert, Campaign, CampaignState, Channel, Channels, DeliveryState, NewCampaign, Purpose,
    ReturnReason, Share,
};
pub use next_step::NextStep;
pub use notes::CampaignNote;
pub use notice::{Finding, Severity};
pub use overview::CampaignLine;
pub use patient_answer::PatientAnswer;
pub use preview::{Awkward, AwkwardPerson, EmailPreview};
pub use progress::{CampaignProgress, Conservation, DayCount, StateCount};
pub use returns::Returned;
pub use room::Campaigns;
pub use settle::Settlement;
pub use undelivered::{AttemptView, DeliveryPage, Failures, ReasonCount};

#[cfg(test)]
mod tests;
