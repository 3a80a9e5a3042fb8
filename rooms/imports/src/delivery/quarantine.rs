//! Rows that wait: sealed cells of stored columns, codes in clear.

use kernel::ImportId;
use serde::{Deserialize, Serialize};
use vault::{DataKey, Row};

use crate::row::{Code, QuarantinedRow};

/// What became of a quarantined row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuarantineState {
    /// It waits.
    Open,
    /// Somebody decided that it cannot be recovered; it is listed.
    Dropped,
}

impl QuarantineState {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Dropped => "dropped",
        }
    }
}

/// A quarantined row, opened for a person who may correct it.
#[derive(Clone)]
pub struct QuarantinedEntry {
    /// Number of the row, as a spreadsheet shows it.
    pub row: u64,
    /// Code and column of each error.
    pub errors: Vec<(Code, Option<usize>)>,
    /// Header and text of the cells of stored columns.
    pub cells: Vec<(String, String)>,
}

impl std::fmt::Debug for QuarantinedEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QuarantinedEntry(row {})", self.row)
    }
}

/// A row ready to be stored.
pub(crate) struct SealedEntry {
    pub(crate) row: i64,
    pub(crate) codes: String,
    pub(crate) flags: i64,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Codes(Vec<(String, Option<usize>)>);

#[derive(Serialize, Deserialize)]
struct Cells(Vec<(usize, String)>);

fn place(import: ImportId, row: i64) -> [u8; 24] {
    let mut id = [0; 24];
    id[..16].copy_from_slice(kernel::Id::uuid(import).as_bytes());
    id[16..].copy_from_slice(&row.to_be_bytes());
    id
}

pub(crate) fn seal(
    env: &kernel::Env,
    key: &DataKey,
    import: ImportId,
    row: &QuarantinedRow,
) -> SealedEntry {
    let number = i64::try_from(row.row).unwrap_or(i64::MAX);
    let cells = Cells(row.cells.iter().map(|(at, _, text)| (*at, text.clone())).collect());
    let plain = serde_json::to_vec(&cells).unwrap_or_default();
    let codes = Codes(row.errors.iter().map(|e| (e.code.as_str().to_owned(), e.column)).collect());
    SealedEntry {
        row: number,
        codes: serde_json::to_string(&codes).unwrap_or_else(|_| "[]".to_owned()),
        flags: row.flags.bits(),
        sealed: key.seal(env, Row { table: "quarantine", id: &place(import, number) }, &plain),
    }
}

pub(crate) fn open(
    key: &DataKey,
    import: ImportId,
    headers: &[String],
    row: i64,
    codes: &str,
    sealed: &[u8],
) -> Result<QuarantinedEntry, vault::VaultError> {
    let plain = key.open(Row { table: "quarantine", id: &place(import, row) }, sealed)?;
    let Cells(cells) = serde_json::from_slice(&plain).map_err(|_| vault::VaultError::Altered)?;
    let Codes(codes) = serde_json::from_str(codes).map_err(|_| vault::VaultError::Altered)?;
    Ok(QuarantinedEntry {
        row: u64::try_from(row).unwrap_or(0),
        errors: codes
            .into_iter()
            .filter_map(|(code, column)| Some((Code::parse(&code)?, column)))
            .collect(),
        cells: cells
            .into_iter()
            .map(|(at, text)| (headers.get(at).cloned().unwrap_or_default(), text))
            .collect(),
    })
}
