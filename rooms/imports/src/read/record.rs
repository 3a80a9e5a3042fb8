//! One record, decoded into buffers that are used again for the next.

use super::{
    encoding::{Encoding, Table},
    position::Position,
    scan::Span,
};

/// Why a record has no cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// A quote opens and does not close.
    UnterminatedQuote,
    /// More bytes than a record may have.
    TooLong,
}

/// What had to be mended to read a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// NUL characters were taken out.
    Nul,
    /// A cell was not valid in the file's encoding and was read as Windows-1252.
    Encoding,
}

/// A record. Holds personal data: no `Debug` content.
#[derive(Default)]
pub struct Record {
    /// The number that a spreadsheet shows for its first line.
    pub row: u64,
    /// Where it starts.
    pub position: Position,
    /// Why it could not be read; it has no cells then.
    pub defect: Option<Defect>,
    text: String,
    ends: Vec<usize>,
    nul: bool,
    mended: bool,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record").field("row", &self.row).finish_non_exhaustive()
    }
}

/// What decoding met.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) multibyte: bool,
    pub(super) fallback: bool,
}

impl Record {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is nothing in any cell. A defect is something.
    pub fn is_empty(&self) -> bool {
        self.defect.is_none()
            && self.text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{1a}' | '\u{feff}'))
    }

    /// The cell at `index`.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    /// The cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let cell = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        })
    }

    /// Whether the record was mended in this way.
    pub const fn repaired(&self, repair: Repair) -> bool {
        match repair {
            Repair::Nul => self.nul,
            Repair::Encoding => self.mended,
        }
    }

    pub(super) fn begin(&mut self, position: Position) {
        self.row = position.row + 1;
        self.position = position;
        self.defect = None;
        self.text.clear();
        self.ends.clear();
        self.nul = false;
        self.mended = false;
    }

    pub(super) fn note(&mut self, repair: Repair) {
        match repair {
            Repair::Nul => self.nul = true,
            Repair::Encoding => self.mended = true,
        }
    }

    pub(super) fn decode(
        &mut self,
        window: &[u8],
        spans: &[Span],
        encoding: Encoding,
        table: &Table,
    ) -> Seen {
        let mut seen = Seen::default();
        if window.contains(&0) {
            self.note(Repair::Nul);
        }
        let ascii = window.is_ascii();
        if !self.nul
            && (ascii || encoding.scans_as_utf8())
            && let Ok(text) = std::str::from_utf8(window)
        {
            seen.multibyte = !ascii;
            for span in spans {
                self.push_str(text.get(span.start..span.end).unwrap_or_default(), span.doubled);
                self.text.push_str(text.get(span.tail.0..span.tail.1).unwrap_or_default());
                self.ends.push(self.text.len());
            }
            return seen;
        }
        let mut clean = Vec::new();
        let mut cell = String::new();
        for span in spans {
            for (start, end, doubled) in
                [(span.start, span.end, span.doubled), (span.tail.0, span.tail.1, false)]
            {
                clean.clear();
                clean.extend(
                    window.get(start..end).unwrap_or_default().iter().copied().filter(|b| *b != 0),
                );
                cell.clear();
                match std::str::from_utf8(&clean) {
                    Ok(text) if encoding.scans_as_utf8() => {
                        seen.multibyte |= !text.is_ascii();
                        cell.push_str(text);
                    }
                    _ => {
                        seen.fallback |= encoding.scans_as_utf8();
                        table.push(&clean, &mut cell);
                    }
                }
                self.push_str(&cell, doubled);
            }
            self.ends.push(self.text.len());
        }
        seen
    }

    fn push_str(&mut self, cell: &str, doubled: bool) {
        if doubled {
            for (index, part) in cell.split("\"\"").enumerate() {
                if index > 0 {
                    self.text.push('"');
                }
                self.text.push_str(part);
            }
        } else {
            self.text.push_str(cell);
        }
    }
}
