//! The report's form: the public contract, field by field.

use serde::Serialize;

use crate::mapping::{Action, Field};

/// The object that `import check --json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// `csv`, or what the refused file is.
    pub format: Option<&'static str>,
    /// Encoding, by its stable name.
    pub encoding: Option<&'static str>,
    /// Delimiter, one character.
    pub delimiter: Option<String>,
    /// Row of the header, as a spreadsheet counts.
    pub header_row: Option<u64>,
    /// Rows after the header that are not blank.
    pub rows: u64,
    /// Rows that count.
    pub accepted: u64,
    /// Rows that wait for a correction.
    pub quarantined: u64,
    /// Persons among the accepted rows whom no earlier import has.
    pub people: u64,
    /// Persons who could be either of two, and are counted apart.
    pub in_doubt: u64,
    /// Why the file is refused.
    pub refused: Option<Refused>,
    /// The columns, in order.
    pub columns: Vec<ColumnReport>,
    /// Rows by cause of quarantine, most frequent first.
    pub causes: Vec<Cause>,
    /// Rows by warning, most frequent first; not part of the JSON contract.
    #[serde(skip)]
    pub warnings: Vec<Cause>,
    /// Places of the columns that hold something and that nobody declared; not part of the
    /// JSON contract, where action and confidence tell it.
    #[serde(skip)]
    pub undeclared: Vec<usize>,
    /// Wall time.
    pub seconds: f64,
    /// Peak resident memory of the process; 0 where the system does not tell.
    pub peak_rss_bytes: u64,
}

/// A refused file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Stable code.
    pub code: &'static str,
    /// One sentence.
    pub message: &'static str,
}

/// One column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnReport {
    /// The header.
    pub header: String,
    /// The field, if known.
    pub field: Option<Field>,
    /// What is done with it.
    pub action: Action,
    /// How sure the machine is, 0 to 1.
    pub confidence: f32,
    /// Cells that are not blank.
    pub non_empty: u64,
}

/// How many rows have one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Stable code.
    pub code: &'static str,
    /// Rows.
    pub count: u64,
}

/// Peak resident memory of this process in bytes (`VmHWM` of `/proc/self/status`); 0 where
/// the system does not tell.
pub fn peak_rss_bytes() -> u64 {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return 0 };
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse::<u64>().ok())
        .map_or(0, |kib| kib * 1024)
}
