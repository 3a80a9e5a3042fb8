//! A mapping as a file: written, read, and checked.

use kernel::exposure::{Class, ClassSet};
use people::identity::{DateOrder, DateSystem};
use serde::{Deserialize, Serialize};

use super::{Action, Column, Field, MappingError};

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
