//! What the ledger says of a print file once it is made, and of letters left out of it.

use audit::{Event, record};
use documents::Sides;
use incidents::Scope;
use kernel::DeliveryId;

use super::written::int;
use crate::{
    Campaign, Campaigns, DeliveryState,
    model::Batch,
    room::{Result, SYSTEM},
    store::{
        self,
        batch::{LetterRow, Made},
        counts::{Cell, Moves},
    },
};

impl Campaigns {
    #[expect(clippy::too_many_arguments, reason = "what is known of one file, in one place")]
    pub(super) async fn record_made(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        batch: &Batch,
        kept: &[LetterRow],
        places: &[(DeliveryId, i64, i64)],
        bytes: i64,
        sha256: &str,
    ) -> Result<()> {
        let pages: i64 = places.iter().map(|(_, _, pages)| pages).sum();
        let sheets: i64 = places
            .iter()
            .map(|(_, _, pages)| int(Sides::Duplex.sheets(usize::try_from(*pages).unwrap_or(0))))
            .sum();
        let hash = hex::decode(sha256).unwrap_or_default();
        let mut tx = self.db.write().await?;
        let made = Made {
            id: batch.id,
            letters: int(kept.len()),
            pages,
            sheets,
            bytes,
            sha256: &hash,
            at: self.env.now(),
        };
        let rendered = store::batch::set_rendered(&mut tx, batch.id, places).await?;
        if rendered != u64::try_from(places.len()).unwrap_or(u64::MAX)
            || store::batch::set_ready(&mut tx, &made).await? == 0
        {
            // Cancelled, or made by another worker in the meantime: the file lies there
            // with the same bytes, the ledger keeps what it says.
            return Ok(());
        }
        let mut moves = Moves::default();
        for row in kept {
            let cell = |state| Cell { channel: row.channel, state, counted: row.counted };
            moves.shift(cell(DeliveryState::Queued), cell(DeliveryState::Rendered));
        }
        self.apply(&mut tx, campaign.id, &moves).await?;
        let event = Event::new("campaigns.batch_printed")
            .id("campaign", campaign.id)
            .id("batch", batch.id)
            .count("letters", int(kept.len()))
            .count("pages", pages)
            .digest("file", &hash);
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A letter that must not or cannot be printed any more leaves the batch.
    pub(super) async fn set_aside(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        row: &LetterRow,
        state: DeliveryState,
        reason: &'static str,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let now = self.env.now();
        if store::batch::set_aside(&mut tx, row.id, state.as_str(), reason, now).await? == 1 {
            let mut moves = Moves::default();
            let cell = |state| Cell { channel: row.channel, state, counted: row.counted };
            moves.shift(cell(DeliveryState::Queued), cell(state));
            self.apply(&mut tx, campaign.id, &moves).await?;
            let event = Event::new("campaigns.letter_set_aside")
                .id("delivery", row.id)
                .word("state", state.as_str())
                .word("reason", reason);
            record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
