//! Reads the synthetic extract: Windows-1252, semicolons, quotes, a note above the
//! header, and rows that are broken on purpose.

use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

const DELIMITER: u8 = b';';
const QUOTE: u8 = b'"';
/// A quoted cell that goes on for more lines is a quote that was never closed.
const LONGEST_CELL_LINES: usize = 8;

/// 0x80 to 0x9F of Windows-1252; a place without a character stands for itself.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Text of Windows-1252 bytes.
pub(super) fn decode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0x9F => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('?'),
            other => char::from(*other),
        })
        .collect()
}

/// Windows-1252 bytes of a text; none where a character has no byte.
pub(super) fn encode(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|letter| match HIGH.iter().position(|high| *high == letter) {
            Some(place) => u8::try_from(place + 0x80).ok(),
            None => u8::try_from(u32::from(letter)).ok().filter(|b| !(0x80..=0x9F).contains(b)),
        })
        .collect()
}

/// The header and the sound rows of an extract: as many cells as the header, quotes
/// closed. The others are left out.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<u8>>,
}

impl Rows {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut lines = Lines { rest: &bytes };
        // The note.
        lines.next();
        let header: Vec<String> = lines
            .next()
            .and_then(cells)
            .context("the extract has no header")?
            .iter()
            .map(|cell| decode(cell))
            .collect();
        let mut rows = Vec::new();
        while !lines.rest.is_empty() {
            let from = lines.rest;
            match lines
                .record()
                .filter(|record| cells(record).is_some_and(|c| c.len() == header.len()))
            {
                Some(record) => rows.push(record.to_vec()),
                None => {
                    lines.rest = from;
                    lines.next();
                }
            }
        }
        Ok(Self { header, rows })
    }

    /// Place of a column.
    pub(super) fn column(&self, name: &str) -> Result<usize> {
        let place = self.header.iter().position(|header| header == name);
        place.with_context(|| format!("the extract has no column {name}"))
    }

    /// Writes them in UTF-8, header first, as strict CSV.
    pub(super) fn write_utf8(&self, path: &Path) -> Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "{}", self.header.join(";"))?;
        for row in &self.rows {
            // The quotes are right already: a sound row is the same in another encoding.
            out.write_all(decode(row).as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.flush().context("the copy cannot be written")
    }
}

/// Physical lines, without their ends.
struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Lines<'a> {
    /// A line, or several when a quoted cell holds the end of one.
    fn record(&mut self) -> Option<&'a [u8]> {
        let from = self.rest;
        let mut len = 0;
        for _ in 0..LONGEST_CELL_LINES {
            let before = self.rest.len();
            let line = self.next()?;
            let record = from.get(..len + line.len())?;
            if record.split(|byte| *byte == QUOTE).count() % 2 == 1 {
                return Some(record);
            }
            len += before - self.rest.len();
        }
        None
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n').unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..).unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// The cells of a record, unquoted; none when a quote is not where it may be.
pub(super) fn cells(record: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    let mut rest = record;
    loop {
        let (cell, tail) = match rest.split_first() {
            Some((&QUOTE, inside)) => quoted(inside)?,
            _ => {
                let end = rest.iter().position(|byte| *byte == DELIMITER).unwrap_or(rest.len());
                let (cell, tail) = rest.split_at(end);
                if cell.contains(&QUOTE) {
                    return None;
                }
                (cell.to_vec(), tail)
            }
        };
        all.push(cell);
        match tail.split_first() {
            None => return Some(all),
            Some((&DELIMITER, tail)) => rest = tail,
            Some(_) => return None,
        }
    }
}

/// A quoted cell, and what follows its closing quote.
fn quoted(inside: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut cell = Vec::new();
    let mut rest = inside;
    loop {
        let end = rest.iter().position(|byte| *byte == QUOTE)?;
        cell.extend_from_slice(rest.get(..end)?);
        rest = rest.get(end + 1..)?;
        match rest.split_first() {
            Some((&QUOTE, tail)) => {
                cell.push(QUOTE);
                rest = tail;
            }
            _ => return Some((cell, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_goes_both_ways() {
        let bytes: Vec<u8> = (0x20..=0xFF).collect();
        let text = decode(&bytes);
        assert!(text.contains('œ') && text.contains('é'));
        assert_eq!(encode("œ’é").unwrap(), [0x9C, 0x92, 0xE9]);
        assert_eq!(encode("€").unwrap(), [0x80]);
        assert_eq!(encode("Ł"), None);
    }

    #[test]
    fn broken_rows_are_left_out_and_the_next_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        let text = "note\r\nA;B;C\r\n1;2;3\r\n1;\"rue;3\r\n1;\"a;\nb\";3\r\n1;2\r\n\
                    1;\"x \"\"y\"\"\";3\r\n1;2;3;4\r\n7;8;9\r\n";
        fs::write(&path, text).unwrap();
        let rows = Rows::read(&path).unwrap();
        assert_eq!(rows.header, ["A", "B", "C"]);
        let second: Vec<String> =
            rows.rows.iter().map(|row| decode(&cells(row).unwrap()[1])).collect();
        assert_eq!(second, ["2", "a;\nb", "x \"y\"", "8"]);
    }
}
