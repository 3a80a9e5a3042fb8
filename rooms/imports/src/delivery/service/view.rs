//! Reading deliveries: one, all of a lab, how far, cut off.

use accounts::Verb;
use kernel::{Actor, CaseLabId, Id as _, ImportId};

use super::{Imports, Result};
use crate::delivery::{model::Import, progress::ImportProgress, store};

impl Imports {
    /// One delivery.
    ///
    /// # Errors
    /// [`super::ImportError::NotFound`].
    pub async fn import(&self, actor: &Actor, id: ImportId) -> Result<Import> {
        Ok(self.admitted(actor, Verb::ViewImports, id).await?.1)
    }

    /// How far a delivery is.
    ///
    /// # Errors
    /// [`super::ImportError::NotFound`].
    pub async fn progress(&self, actor: &Actor, id: ImportId) -> Result<ImportProgress> {
        Ok(ImportProgress::at(&self.import(actor, id).await?, self.env.now()))
    }

    /// Deliveries of a lab, newest first.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn imports(&self, actor: &Actor, case_lab: CaseLabId) -> Result<Vec<Import>> {
        self.incidents.scope(actor, Verb::ViewImports, case_lab).await?;
        let mut tx = self.db.read().await?;
        Ok(store::imports(&mut tx, case_lab).await?)
    }

    /// Deliveries whose check or load was cut off by a crash.
    ///
    /// # Errors
    /// The database's.
    pub async fn interrupted(&self) -> Result<Vec<ImportId>> {
        let mut tx = self.db.read().await?;
        Ok(store::interrupted(&mut tx).await?.into_iter().map(ImportId::from_uuid).collect())
    }
}
