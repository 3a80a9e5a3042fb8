//! The reader: records out of the bytes of a source, one at a time.

use std::io::Read;

use super::{
    encoding::{Encoding, Table},
    error::ReadError,
    position::Position,
    record::{Defect, Record, Repair},
    scan::{LineEnd, Scan, Span, line_end, scan},
    source::Source,
};
use crate::detect::{Format, HEAD_BYTES, Overrides, detect};
use crate::{Limits, Refusal};

/// An opened file: its reader, standing after the header, and what was seen of it.
pub struct Opened<R> {
    /// Reads the rows after the header.
    pub reader: Reader<R>,
    /// The header's cells.
    pub headers: Vec<String>,
    /// Some first rows, to propose a mapping. Personal data: forget it soon.
    pub samples: Vec<Vec<String>>,
}

/// Reads records.
pub struct Reader<R> {
    source: Source<R>,
    format: Format,
    limits: Limits,
    table: Table,
    buffer: Vec<u8>,
    start: usize,
    finished: bool,
    position: Position,
    spans: Vec<Span>,
    multibyte_seen: bool,
    fallback_seen: bool,
}

impl<R: Read> Reader<R> {
    /// Detects the format on the first 64 KiB and stands after the header.
    ///
    /// # Errors
    /// [`ReadError::Refused`] for what is no delimited text with a header.
    pub fn open(
        mut input: R,
        limits: Limits,
        overrides: &Overrides,
    ) -> Result<Opened<R>, ReadError> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let complete = head.len() < HEAD_BYTES;
        let found = detect(&head, complete, overrides)?;
        if found.headers.len() > limits.columns {
            return Err(Refusal::TooManyColumns.into());
        }
        let bom = found.format.bom_bytes;
        let mut reader = Self::new(input, found.format, limits, Position { offset: bom, row: 0 });
        reader.multibyte_seen = found.multibyte_seen;
        reader.source.prepend(head, usize::try_from(bom).unwrap_or(0));
        Ok(Opened { reader, headers: found.headers, samples: found.samples })
    }

    /// Goes on at a record boundary: `input` must stand at `position.offset`.
    pub fn resume(input: R, format: Format, limits: Limits, position: Position) -> Self {
        Self::new(input, format, limits, position)
    }

    fn new(input: R, format: Format, limits: Limits, position: Position) -> Self {
        Self {
            source: Source::new(input, format.encoding, position.offset, limits.file_bytes),
            table: Table::of(format.encoding),
            format,
            limits,
            buffer: Vec::new(),
            start: 0,
            finished: false,
            position,
            spans: Vec::new(),
            multibyte_seen: false,
            fallback_seen: false,
        }
    }

    /// The format read.
    pub const fn format(&self) -> &Format {
        &self.format
    }

    /// The encoding, as the whole of what was read tells it: a file that was
    /// ASCII in its first 64 KiB may turn out to be Windows-1252.
    pub const fn encoding(&self) -> Encoding {
        if matches!(self.format.encoding, Encoding::Utf8)
            && self.fallback_seen
            && !self.multibyte_seen
        {
            Encoding::Windows1252
        } else {
            self.format.encoding
        }
    }

    /// Where the next record starts: the checkpoint to [`Reader::resume`] at.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Reads the next record that is not blank into `record`; `false` at the end.
    ///
    /// # Errors
    /// Input errors, and limits of the file.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        while self.read_any(record)? {
            if record.row > self.format.header_row && !record.is_empty() {
                if record.row - self.format.header_row > self.limits.rows {
                    return Err(Refusal::TooManyRows.into());
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_any(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        loop {
            let window = self.buffer.get(self.start..).unwrap_or_default();
            if window.is_empty() && self.finished {
                return Ok(false);
            }
            let found = scan(
                window,
                self.finished,
                self.format.delimiter,
                self.limits.quoted_lines,
                &mut self.spans,
            );
            match found {
                Scan::Record(length) if length <= self.limits.record_bytes => {
                    self.take(length, record);
                    return Ok(true);
                }
                Scan::Record(length) => {
                    self.skip(length, Defect::TooLong, record);
                    return Ok(true);
                }
                Scan::Stray { quote } => return self.resync(quote, record),
                Scan::More { quote } if window.len() > self.limits.record_bytes => {
                    return match quote {
                        Some(quote) => self.resync(quote, record),
                        None => self.discard_line(record),
                    };
                }
                Scan::More { .. } => self.fill()?,
            }
        }
    }

    /// Decodes a whole record.
    fn take(&mut self, length: usize, record: &mut Record) {
        let window = self.buffer.get(self.start..self.start + length).unwrap_or_default();
        record.begin(self.position);
        let seen = record.decode(window, &self.spans, self.format.encoding, &self.table);
        if seen.fallback && self.multibyte_seen {
            record.note(Repair::Encoding);
        }
        self.fallback_seen |= seen.fallback;
        self.multibyte_seen |= seen.multibyte;
        self.advance(length);
    }

    /// Gives up a record of known length.
    fn skip(&mut self, length: usize, defect: Defect, record: &mut Record) {
        record.begin(self.position);
        record.defect = Some(defect);
        self.advance(length);
    }

    /// A stray quote: the record ends with the line that holds the quote.
    fn resync(&mut self, quote: usize, record: &mut Record) -> Result<bool, ReadError> {
        loop {
            let window = self.buffer.get(self.start..).unwrap_or_default();
            match line_end(window, quote, self.finished) {
                LineEnd::At(length) => {
                    self.skip(length, Defect::UnterminatedQuote, record);
                    return Ok(true);
                }
                LineEnd::More if window.len() > self.limits.record_bytes => {
                    let found = self.discard_line(record)?;
                    record.defect = Some(Defect::UnterminatedQuote);
                    return Ok(found);
                }
                LineEnd::More => self.fill()?,
            }
        }
    }

    /// Drops a line that is too long to be held.
    fn discard_line(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        record.begin(self.position);
        record.defect = Some(Defect::TooLong);
        let row = self.position.row;
        loop {
            let window = self.buffer.get(self.start..).unwrap_or_default();
            match line_end(window, 0, self.finished) {
                LineEnd::At(length) => {
                    self.advance(length);
                    break;
                }
                LineEnd::More => {
                    // A final CR stays: the LF that may follow belongs to it.
                    let keep = usize::from(window.last() == Some(&b'\r'));
                    self.advance(window.len() - keep);
                    self.fill()?;
                }
            }
        }
        self.position.row = row + 1;
        Ok(true)
    }

    fn advance(&mut self, length: usize) {
        let window = self.buffer.get(self.start..self.start + length).unwrap_or_default();
        self.position.offset += self.format.encoding.raw_length(window);
        self.position.row += 1;
        self.start += length;
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        self.buffer.drain(..self.start);
        self.start = 0;
        // Doubling keeps the cost linear when one record spans many reads.
        let wanted = self.buffer.len().max(128 << 10);
        self.finished = !self.source.fill(&mut self.buffer, wanted)?;
        Ok(())
    }
}
