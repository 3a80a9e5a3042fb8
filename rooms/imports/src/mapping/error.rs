//! Why a mapping is refused.

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
