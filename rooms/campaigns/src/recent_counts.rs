//! The counts by domain that were made last, as long as they are good: pages ask for them
//! every other second while e-mails leave.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use kernel::CampaignId;

use crate::store::counts::DomainRow;

/// While e-mails leave, a count is good for this many times as long as it took: it reads
/// the whole ledger, and pages ask every other second. With half a million persons that is
/// a fifth of a second and four seconds; a small campaign is counted each time.
const GOOD_FOR: u32 = 20;

/// The last counts of running campaigns.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecentCounts(Arc<Mutex<HashMap<CampaignId, Until>>>);

/// Counts, and until when they are good.
type Until = (Instant, Arc<[DomainRow]>);

impl RecentCounts {
    /// The counts of a campaign, while they are good.
    pub(crate) fn get(&self, id: CampaignId) -> Option<Arc<[DomainRow]>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        kept.retain(|_, (until, _)| now < *until);
        kept.get(&id).map(|(_, rows)| rows.clone())
    }

    /// Keeps counts whose making began at this instant.
    pub(crate) fn put(&self, id: CampaignId, began: Instant, rows: Arc<[DomainRow]>) {
        let until = Instant::now() + began.elapsed() * GOOD_FOR;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (until, rows));
    }
}
