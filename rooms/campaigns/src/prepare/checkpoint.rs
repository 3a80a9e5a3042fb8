//! What a preparation carries from chunk to chunk, and where it is kept: after a crash the
//! walk goes on there.

use serde::{Deserialize, Serialize};

use crate::{
    Campaign, CampaignError,
    prepare::{Awkwards, PlausibilityCheck},
    room::Result,
    store::{self, campaign::Walked},
};

/// What the walk carries from chunk to chunk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Walk {
    /// The persons whose messages are most likely to go wrong.
    pub(crate) awkward: Awkwards,
    /// What tells whether the file is plausible.
    #[serde(rename = "guard")]
    pub(crate) plausibility: PlausibilityCheck,
}

/// Keeps the checkpoint, in the transaction of its chunk.
pub(super) async fn save(tx: &mut db::Tx, campaign: &Campaign, walk: &Walk) -> Result<()> {
    let json = serde_json::to_string(walk).unwrap_or_else(|_| "{}".to_owned());
    let walked = Walked {
        id: campaign.id,
        cursor: campaign.cursor,
        stage: &campaign.stage,
        walk: &json,
        audience_hash: campaign.audience_hash.as_deref().unwrap_or(&[0; 32]),
        next_number: campaign.next_number,
        persons: campaign.persons,
        open: campaign.open,
        faults: campaign.faults,
    };
    // The campaign was cancelled in the meantime: nothing of this chunk stays.
    if store::campaign::save_walk(tx, &walked).await? == 0 {
        return Err(CampaignError::Conflict);
    }
    Ok(())
}
