//! What answers a patient, seen from below: the portal stands above this room.

use chrono::NaiveDate;
use futures::future::BoxFuture;
use kernel::{IncidentId, PersonId};
use people::ClaimCode;

use crate::CampaignError;

/// What answers a patient who types the code of a letter. The portal does, which stands
/// above this room and is handed to it when the process is assembled
/// ([`crate::Campaigns::answered_by`]).
pub trait PatientAnswer: Send + Sync {
    /// Whether the page would show this person's exposure for this code and birth date.
    /// Nothing is counted for the question, neither a try nor an opening.
    fn opens<'a>(
        &'a self,
        incident: IncidentId,
        person: PersonId,
        code: &'a ClaimCode,
        born: NaiveDate,
    ) -> BoxFuture<'a, Result<bool, CampaignError>>;
}
