//! Columns: which field each one is, and what is done with it.
//!
//! [`propose`] makes a mapping from the header and some rows; a person corrects
//! it; it is saved as JSON and used again for the same source. The fields and
//! their names are data ([`field`]).
//!
//! Invariant: only a field that the data table allows to be stored can be
//! stored; a mapping that asks for more is refused.

pub mod field;
mod propose;
mod words;

use kernel::exposure::{Class, ClassSet};
use people::identity::{DateOrder, DateSystem};
use serde::{Deserialize, Serialize};

pub use field::Field;
pub use propose::propose;
pub(crate) use words::{Likeness, likeness, squash};

/// What is done with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Its value is kept, encrypted, and its class noted.
    Store,
    /// Only the fact that a cell is not blank is noted, as a class.
    Flag,
    /// Looked at: it holds none of the classes, and nothing is noted.
    Drop,
    /// Nobody looked: counted, never kept. While such a column holds something, no class
    /// is said to be absent.
    Ignored,
}

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

/// The version of the mapping file that this release writes.
pub const VERSION: u32 = 1;

/// The columns of a file, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Version of the format, 1.
    pub version: u32,
    /// The columns.
    pub columns: Vec<Column>,
    /// Day or month first.
    #[serde(default)]
    pub date_order: DateOrder,
    /// Where spreadsheet day numbers start.
    #[serde(default)]
    pub date_system: DateSystem,
}

/// Why a mapping is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Not the JSON of a mapping.
    #[error("the mapping is not valid JSON of the documented form, line {line}")]
    Json {
        /// Line of the mapping file.
        line: usize,
    },
    /// A version that this release does not know.
    #[error("mapping version {0} is not known; this release reads version 1")]
    Version(u32),
    /// A column that asks to keep what must not be kept.
    #[error(
        "column {header:?}: the field {field} is never stored, only its presence is noted; write \"flag\""
    )]
    NeverStored {
        /// The column.
        header: String,
        /// The field.
        field: &'static str,
    },
    /// A column stored or flagged without saying as what.
    #[error("column {header:?}: \"store\" needs a field, and \"flag\" a field or classes")]
    Nameless {
        /// The column.
        header: String,
    },
    /// An unknown class.
    #[error("column {header:?}: the class code is not known")]
    UnknownClass {
        /// The column.
        header: String,
    },
    /// Two columns for a field that has one value.
    #[error("column {header:?}: the field {field} is already stored from another column")]
    Twice {
        /// The second column.
        header: String,
        /// The field.
        field: &'static str,
    },
}

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

    fn unknown(header: &str) -> Self {
        Self {
            header: header.to_owned(),
            field: None,
            action: Action::Ignored,
            confidence: 0.0,
            classes: None,
        }
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is not a valid mapping, with the column at fault.
    pub fn parse(json: &str) -> Result<Self, MappingError> {
        let mapping: Self = serde_json::from_str(json)
            .map_err(|error| MappingError::Json { line: error.line() })?;
        mapping.validate()?;
        Ok(mapping)
    }

    /// Checks what types cannot say.
    ///
    /// # Errors
    /// The first column at fault.
    pub fn validate(&self) -> Result<(), MappingError> {
        if self.version != VERSION {
            return Err(MappingError::Version(self.version));
        }
        let mut stored = Vec::new();
        for column in &self.columns {
            let header = || column.header.clone();
            match (column.action, column.field) {
                (Action::Store, Some(field)) if !field.may_be_stored() => {
                    return Err(MappingError::NeverStored {
                        header: header(),
                        field: field.code(),
                    });
                }
                (Action::Store, Some(field)) if stored.contains(&field) => {
                    return Err(MappingError::Twice { header: header(), field: field.code() });
                }
                (Action::Store, Some(field)) => stored.push(field),
                (Action::Store, None) => return Err(MappingError::Nameless { header: header() }),
                (Action::Flag, None) if column.classes.is_none() => {
                    return Err(MappingError::Nameless { header: header() });
                }
                (Action::Flag | Action::Drop | Action::Ignored, _) => {}
            }
            if column.classes.iter().flatten().any(|code| Class::parse(code).is_none()) {
                return Err(MappingError::UnknownClass { header: header() });
            }
        }
        Ok(())
    }

    /// The mapping of a file: the saved columns where the header matches (the
    /// same header twice is matched in order), proposals for the others.
    ///
    /// # Errors
    /// A saved mapping that is not valid.
    pub fn for_file(
        saved: Option<&Self>,
        headers: &[String],
        samples: &[Vec<String>],
    ) -> Result<Self, MappingError> {
        let Some(saved) = saved else { return Ok(propose(headers, samples)) };
        saved.validate()?;
        let mut mapping = propose(headers, samples);
        mapping.date_order = saved.date_order;
        mapping.date_system = saved.date_system;
        let mut used = vec![false; saved.columns.len()];
        let mut taken = Vec::new();
        for column in &mut mapping.columns {
            let key = squash(&column.header);
            let found = saved.columns.iter().zip(used.iter_mut()).find(|(known, used)| {
                !**used && (known.header == column.header || squash(&known.header) == key)
            });
            if let Some((known, used)) = found {
                *used = true;
                *column = Column { header: column.header.clone(), ..known.clone() };
                taken.push(column.header.clone());
            }
        }
        // A proposal never competes with what a person decided.
        let decided: Vec<Field> = mapping
            .columns
            .iter()
            .filter(|column| taken.contains(&column.header) && column.action == Action::Store)
            .filter_map(|column| column.field)
            .collect();
        for column in &mut mapping.columns {
            if column.action == Action::Store
                && !taken.contains(&column.header)
                && column.field.is_some_and(|field| decided.contains(&field))
            {
                column.action = Action::Flag;
                column.confidence = column.confidence.min(0.5);
            }
        }
        mapping.validate()?;
        Ok(mapping)
    }

    /// All classes that the columns note.
    pub fn classes(&self) -> ClassSet {
        self.columns.iter().fold(ClassSet::EMPTY, |all, column| all.union(column.class_set()))
    }

    /// Whether some column gives a name.
    pub fn is_usable(&self) -> bool {
        self.columns.iter().any(|column| {
            column.action == Action::Store
                && matches!(
                    column.field,
                    Some(Field::BirthName | Field::UsedName | Field::FullName)
                )
        })
    }

    /// The mapping as a file: JSON, for people to read and correct.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
