//! Reasons that persons typed: kept sealed, erased with the persons.

use accounts::Verb;
use chrono::{DateTime, Utc};
use kernel::{Actor, CampaignId, DeliveryId, Id as _, Text};
use vault::{Owner, Row};

use crate::{
    Campaign, Campaigns,
    room::Result,
    store::{self, note::NoteRow},
};

/// A reason that a person typed about a campaign, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignNote {
    /// `accepted` (faults set aside), `cancelled`, `refused`.
    pub kind: String,
    /// What was typed.
    pub text: String,
    /// Who, as in the journal.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Campaigns {
    /// The reasons typed about a campaign as such, newest first.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn notes(&self, actor: &Actor, id: CampaignId) -> Result<Vec<CampaignNote>> {
        let (scope, _) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        // The notes are erased with the persons.
        let lab = Owner::CaseLab(scope.case_lab());
        let Some(key) = self.vault.key_unless_destroyed(lab).await? else {
            return Ok(Vec::new());
        };
        let mut tx = self.db.read().await?;
        let rows = store::note::of_campaign(&mut tx, id).await?;
        rows.into_iter()
            .map(|row| {
                let place = Row { table: "campaign_note", id: row.note_id.as_bytes() };
                let text = key.open(place, &row.sealed)?;
                Ok(CampaignNote {
                    kind: row.kind,
                    text: String::from_utf8_lossy(&text).into_owned(),
                    by: row.written_by,
                    at: row.written_at,
                })
            })
            .collect()
    }

    /// Keeps a typed reason, sealed.
    pub(crate) async fn note(
        &self,
        tx: &mut db::Tx,
        actor: &Actor,
        campaign: &Campaign,
        delivery: Option<DeliveryId>,
        kind: &'static str,
        reason: &Text<300>,
    ) -> Result<()> {
        let key = self.key(campaign.case_lab).await?;
        let id = self.env.new_id::<DeliveryId>().uuid();
        let place = Row { table: "campaign_note", id: id.as_bytes() };
        let sealed = key.seal(&self.env, place, reason.as_str().as_bytes());
        let note = NoteRow {
            id,
            campaign: campaign.id,
            delivery,
            kind,
            sealed: &sealed,
            by: &actor.journal_name(),
            at: self.env.now(),
        };
        Ok(store::note::insert(tx, &note).await?)
    }
}
