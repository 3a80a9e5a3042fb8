//! What the letters of a file have in common, and setting them.

use documents::{DocumentError, Envelope, Letter, LetterLayout, RenderedLetters, Sides};
use tokio::task::spawn_blocking;

use crate::{
    Campaign, CampaignError, Campaigns,
    model::Batch,
    notice::{Snapshot, printed},
    room::Result,
};

impl Campaigns {
    /// Sets letters on another thread than the one that serves.
    pub(crate) async fn set(
        &self,
        layout: LetterLayout,
        letters: Vec<Letter>,
    ) -> Result<RenderedLetters> {
        let engine = self.engine.clone();
        let rendered: Result<RenderedLetters, DocumentError> =
            spawn_blocking(move || engine.letters(&layout, &letters))
                .await
                .map_err(|_| CampaignError::Broken)?;
        Ok(rendered?)
    }
}

/// What a file has in common: all of it known before the file is made.
pub(super) fn layout(campaign: &Campaign, batch: &Batch, snapshot: &Snapshot) -> LetterLayout {
    let lang = snapshot.inputs.main_lang();
    LetterLayout {
        title: format!("{} {}", i18n::t(lang, "campaigns.batches.batch"), batch.n),
        author: snapshot.inputs.lab.clone(),
        reference: format!("{}-{}", campaign.reference, batch.n),
        created: batch.created_at,
        lang: printed(lang),
        sides: Sides::Duplex,
        envelope: Envelope::Dl,
    }
}

/// The layout of a single letter that is only looked at.
pub(crate) fn preview_layout(campaign: &Campaign, snapshot: &Snapshot) -> LetterLayout {
    let lang = snapshot.inputs.main_lang();
    LetterLayout {
        title: i18n::t(lang, "campaigns.preview.title").to_owned(),
        author: snapshot.inputs.lab.clone(),
        reference: campaign.reference.clone(),
        created: campaign.prepared_at.unwrap_or(campaign.created_at),
        lang: printed(lang),
        sides: Sides::Duplex,
        envelope: Envelope::Dl,
    }
}
