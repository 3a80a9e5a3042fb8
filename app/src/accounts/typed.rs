//! What the accounts room finds wrong with a form, in words.

use accounts::FieldError as Refusal;
use i18n::{Lang, t};

pub(crate) use crate::web::{Pairs, Typed};

impl Typed {
    /// Says what the accounts room found wrong.
    pub(crate) fn refuse_all(&mut self, lang: Lang, fields: &[Refusal]) {
        for Refusal { field, code } in fields {
            self.refuse(*field, t(lang, &format!("accounts.invalid.{}", code.as_str())));
        }
    }
}
