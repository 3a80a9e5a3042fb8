//! The timeline: entries added and read.

use std::sync::Arc;

use accounts::Verb;
use audit::{Event, record};
use chrono::{DateTime, Utc};
use kernel::{Actor, CaseLabId, Id as _, TimelineId};
use vault::{DataKey, Owner, Row};

use super::{Incidents, Result};
use crate::{
    EntryKind, NewEntry, TimelineEntry,
    store::{self, TimelineRow},
};

impl Incidents {
    /// Adds an entry to the timeline.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn add_entry(
        &self,
        actor: &Actor,
        id: CaseLabId,
        new: NewEntry,
    ) -> Result<TimelineId> {
        let scope = self.scope(actor, Verb::EditCase, id).await?;
        let key = self.vault.key(Owner::CaseLab(id)).await?;
        let entry: TimelineId = self.env.new_id();
        let row = TimelineRow {
            timeline_id: entry.uuid(),
            happened_at: new.at,
            kind: new.kind.as_str().to_owned(),
            body: key.seal(
                &self.env,
                body_of(&entry.uuid().into_bytes()),
                new.text.as_str().as_bytes(),
            ),
            written_by: actor.journal_name(),
        };
        let mut tx = self.db.write().await?;
        store::insert_timeline(&mut tx, id, &row, self.env.now()).await?;
        let event = Event::new("incidents.entry_added")
            .id("entry", entry)
            .word("kind", new.kind.as_str())
            .digest_of("text", new.text.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(entry)
    }

    /// Entries of the timeline before a place in it, newest first, 200 at most.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub async fn timeline(
        &self,
        actor: &Actor,
        id: CaseLabId,
        before: Option<(DateTime<Utc>, TimelineId)>,
        limit: i64,
    ) -> Result<Vec<TimelineEntry>> {
        self.scope(actor, Verb::ViewCase, id).await?;
        let key = self.vault.key_unless_destroyed(Owner::CaseLab(id)).await?;
        let last = TimelineId::from_uuid(uuid::Uuid::max());
        let end = DateTime::<Utc>::from_timestamp(253_402_300_799, 0).unwrap_or_default();
        let mut tx = self.db.read().await?;
        let rows = store::timeline(&mut tx, id, before.unwrap_or((end, last)), limit.clamp(1, 200))
            .await?;
        rows.into_iter()
            .map(|row| {
                let place = row.timeline_id.into_bytes();
                let open = |key: &Arc<DataKey>| key.open(body_of(&place), &row.body);
                let body = key.as_ref().map(open).transpose()?;
                Ok(TimelineEntry {
                    id: TimelineId::from_uuid(row.timeline_id),
                    at: row.happened_at,
                    kind: EntryKind::parse(&row.kind).ok_or(db::DbError::Inconsistent {
                        table: "timeline_entry",
                        column: "kind",
                    })?,
                    text: body.map(|body| String::from_utf8_lossy(&body).into_owned()),
                    written_by: row.written_by,
                })
            })
            .collect()
    }
}

fn body_of(id: &[u8]) -> Row<'_> {
    Row { table: "timeline_entry.body", id }
}
