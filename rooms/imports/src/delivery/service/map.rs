//! Finding the format and the columns of a delivery.

use accounts::Verb;
use audit::{Event, record};
use kernel::{Actor, ImportId};
use tokio::task::spawn_blocking;

use super::{Imports, Result};
use crate::{
    Refusal,
    delivery::{error::ImportError, run::read_error, state::ImportState, store},
    detect::{Format, Overrides},
    mapping::Mapping,
    read::{Opened, Reader},
};

impl Imports {
    /// Detects the format and proposes the columns, or checks the mapping given.
    ///
    /// # Errors
    /// [`ImportError::Refused`] for a file that is no extract: the delivery is closed.
    pub async fn map(
        &self,
        actor: &Actor,
        id: ImportId,
        saved: Option<Mapping>,
        overrides: Overrides,
    ) -> Result<(Mapping, Format)> {
        let (scope, import) = self.admitted(actor, Verb::RunImport, id).await?;
        // Once part of the file is stored under a mapping, it stays the same.
        let may = matches!(
            import.state,
            ImportState::Received | ImportState::Mapped | ImportState::Checked
        );
        if !may || import.has_begun() {
            return Err(ImportError::Conflict);
        }
        let input = self.open_source(id).await?;
        let limits = self.config.limits;
        let found = spawn_blocking(move || {
            let Opened { reader, headers, samples } =
                Reader::open(input, limits, &overrides).map_err(read_error)?;
            let mapping = Mapping::for_file(saved.as_ref(), &headers, &samples)?;
            if !mapping.is_usable() {
                return Err(ImportError::Refused(Refusal::NoUsableColumn));
            }
            Ok((mapping, *reader.format()))
        })
        .await
        .map_err(|_| ImportError::Broken)?;
        let mut tx = self.db.write().await?;
        let (mapping, format) = match found {
            Ok(found) => found,
            Err(ImportError::Refused(refusal)) => {
                let (code, now) = (refusal.code(), self.env.now());
                if store::refuse(&mut tx, id, import.state, code, now).await? == 0 {
                    return Err(ImportError::Conflict);
                }
                let event =
                    Event::new("imports.refused").id("import", id).word("code", refusal.code());
                record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
                tx.commit().await?;
                return Err(ImportError::Refused(refusal));
            }
            Err(error) => return Err(error),
        };
        let json = mapping.to_json();
        let format_json = serde_json::to_string(&format).unwrap_or_else(|_| "null".to_owned());
        store::set_mapping(&mut tx, id, &json, &format_json).await?;
        if store::move_state(&mut tx, id, import.state, ImportState::Mapped).await? == 0 {
            return Err(ImportError::Conflict);
        }
        store::reset_counts(&mut tx, id).await?;
        let event =
            Event::new("imports.mapped").id("import", id).digest_of("mapping", json.as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok((mapping, format))
    }
}
