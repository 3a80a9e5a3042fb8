//! The rows of a delivery that wait for a decision.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, ImportId};
use vault::Owner;

use super::{Imports, Result};
use crate::delivery::{
    error::ImportError,
    quarantine::{self, QuarantinedEntry},
    store,
};

impl Imports {
    /// Rows that wait, after a row number, 200 at most.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn quarantine(
        &self,
        actor: &Actor,
        id: ImportId,
        after: u64,
        limit: i64,
    ) -> Result<Vec<QuarantinedEntry>> {
        let (scope, import) = self.admitted(actor, Verb::ResolveQuarantine, id).await?;
        let key = self.vault.key(Owner::CaseLab(scope.case_lab())).await?;
        let headers: Vec<String> = import
            .mapping
            .iter()
            .flat_map(|mapping| mapping.columns.iter().map(|column| column.header.clone()))
            .collect();
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut tx = self.db.read().await?;
        store::quarantine_after(&mut tx, id, after, limit.clamp(1, 200))
            .await?
            .iter()
            .map(|row| {
                Ok(quarantine::open(&key, id, &headers, row.source_row, &row.codes, &row.sealed)?)
            })
            .collect()
    }

    /// How many rows of a delivery wait.
    ///
    /// # Errors
    /// [`ImportError::NotFound`].
    pub async fn waiting(&self, actor: &Actor, id: ImportId) -> Result<i64> {
        self.admitted(actor, Verb::ViewImports, id).await?;
        let mut tx = self.db.read().await?;
        Ok(store::waiting(&mut tx, id).await?)
    }

    /// Decides that a waiting row, or all of them, cannot be recovered: they are listed,
    /// not imported.
    ///
    /// # Errors
    /// [`ImportError::NotFound`] when no such row waits.
    pub async fn drop_quarantined(
        &self,
        actor: &Actor,
        id: ImportId,
        row: Option<u64>,
    ) -> Result<u64> {
        let (scope, _) = self.admitted(actor, Verb::ResolveQuarantine, id).await?;
        let mut tx = self.db.write().await?;
        let dropped = match row {
            Some(row) => {
                let row = i64::try_from(row).unwrap_or(i64::MAX);
                store::drop_quarantine(&mut tx, id, row).await?
            }
            None => store::drop_all_quarantine(&mut tx, id).await?,
        };
        if dropped == 0 {
            return Err(ImportError::NotFound);
        }
        let event = Event::new("imports.rows_given_up")
            .id("import", id)
            .count("rows", i64::try_from(dropped).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(dropped)
    }
}
