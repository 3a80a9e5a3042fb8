//! Making the message of one person.

use std::sync::Arc;

use mail::{BuildError, Message, Outgoing};

use super::shared::{Mail, Shared, lock};
use crate::{model::number_of, notice::EmailForm};

/// Why a message cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unwritten {
    /// The address of this one person.
    Person,
    /// The words that all messages share: no other one could be built either.
    Words,
}

impl Shared {
    pub(super) fn build(&self, (item, to, language): &Mail) -> Result<Outgoing, Unwritten> {
        let form = self.form(language.as_ref()).ok_or(Unwritten::Words)?;
        let code = self.claims.code(item.person, self.campaign.issue).printed();
        let reference =
            self.references.make(&self.campaign.reference, number_of(item.id), item.attempts + 1);
        let content = form.content(&code);
        let now = self.room.env.now();
        Message::build(reference, now, &self.sender, to, &content).map_err(|error| match error {
            BuildError::Address(_) => Unwritten::Person,
            _ => Unwritten::Words,
        })
    }

    fn form(&self, language: Option<&String>) -> Option<Arc<EmailForm>> {
        let mut forms = lock(&self.forms);
        if let Some(form) = forms.get(&language.cloned()) {
            return Some(form.clone());
        }
        let tag = language.map(String::as_str);
        let form = Arc::new(EmailForm::new(&self.snapshot, tag, self.launched)?);
        // A file names few languages; one that names many shares the main form.
        if forms.len() < 64 {
            forms.insert(language.cloned(), form.clone());
        }
        Some(form)
    }
}
