//! Printing a sheet.

use super::{
    inputs,
    model::{PreparationSheet, RegisterSheet, Sheet},
};
use crate::{
    engine::{Document, Engine, Stamp, Template},
    error::DocumentError,
};

impl Engine {
    /// Prints a register entry.
    pub fn register_entry(&self, register: &RegisterSheet) -> Result<Document, DocumentError> {
        self.sheet(&register.0)
    }

    /// Prints a preparation sheet.
    pub fn preparation_sheet(
        &self,
        preparation: &PreparationSheet,
    ) -> Result<Document, DocumentError> {
        self.sheet(&preparation.0)
    }

    fn sheet(&self, sheet: &Sheet) -> Result<Document, DocumentError> {
        self.printable(sheet.texts())?;
        let document = self.typeset(Template::Sheet, inputs::sheet(self, sheet))?;
        let stamp = Stamp { reference: &sheet.reference, created: sheet.created };
        self.export(Template::Sheet, &document, &stamp)
    }
}
