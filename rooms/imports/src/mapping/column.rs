//! One column of a mapping, and what it says of the classes of data.

use kernel::exposure::{Class, ClassSet};
use serde::{Deserialize, Serialize};

use super::{Action, Field};

/// One column of a mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The header, as in the file.
    pub header: String,
    /// The field, if known.
    #[serde(default)]
    pub field: Option<Field>,
    /// What is done with it.
    pub action: Action,
    /// How sure it is: 1 a known name or a person's word, 0.7 a name that holds one, 0.5 a
    /// guess, 0 unknown.
    #[serde(default = "sure")]
    pub confidence: f32,
    /// Codes of the classes that a cell that is not blank sets, when they are
    /// not the field's own: for a column without a field, or to correct one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<String>>,
}

/// From here on a column counts as declared: by its whole name, or by a person.
const DECLARED: f32 = 0.9;

/// How sure a mapping file is of a column unless it says so.
fn sure() -> f32 {
    1.0
}

impl Column {
    /// The classes that a cell that is not blank sets.
    pub fn class_set(&self) -> ClassSet {
        if matches!(self.action, Action::Drop | Action::Ignored) {
            return ClassSet::EMPTY;
        }
        match (&self.classes, self.field) {
            (Some(codes), _) => codes.iter().filter_map(|code| Class::parse(code)).collect(),
            (None, Some(field)) => field.classes(),
            (None, None) => ClassSet::EMPTY,
        }
    }

    /// Whether it is known what the cells hold, so that a class may be said to be absent:
    /// the column is stored or flagged under its whole name or by a person's word, or a
    /// person said that it holds none of the classes. A word against the field's own
    /// classes declares nothing.
    pub fn is_declared(&self) -> bool {
        let own = self.field.map_or(ClassSet::EMPTY, Field::classes);
        let named = self.confidence >= DECLARED;
        match self.action {
            Action::Ignored => false,
            // The machine drops nothing by itself but what it knows by name.
            Action::Drop => own.is_empty(),
            Action::Store => named && own.iter().all(|class| self.class_set().has(class)),
            Action::Flag => named,
        }
    }

    /// A person's word: the column holds what it is taken for, or, when nothing is noted of
    /// it, none of the classes.
    pub fn declare(&mut self) {
        if matches!(self.action, Action::Drop | Action::Ignored) {
            *self = Self { action: Action::Drop, ..Self::unknown(&self.header) };
        }
        self.confidence = 1.0;
    }

    /// A column of which nothing is known.
    pub(super) fn unknown(header: &str) -> Self {
        Self {
            header: header.to_owned(),
            field: None,
            action: Action::Ignored,
            confidence: 0.0,
            classes: None,
        }
    }
}
