//! Streaming reader of delimited text: any `Read` in, records out, bounded memory.
//!
//! Cells are found in the raw bytes (the delimiter, the quote and line ends are
//! ASCII in every encoding read here) and decoded afterwards, so that the byte
//! offset of each record is known and reading can resume there. UTF-16 is
//! transcoded on the way in; its offsets are counted back in code units.
//!
//! CR, LF and CRLF all end a record outside quotes, as in a spreadsheet. A quote
//! that swallows too many lines, reaches the end of the file, or closes in the
//! middle of a cell some lines later is a stray one: the record that holds it is
//! a [`Defect`], and reading goes on at the line after the quote.

mod encoding;
mod error;
mod position;
mod reader;
mod record;
mod scan;
mod source;

pub use encoding::Encoding;
pub(crate) use encoding::Table;
pub use error::ReadError;
pub use position::Position;
pub use reader::{Opened, Reader};
pub use record::{Defect, Record, Repair};
pub(crate) use scan::{LineEnd, Scan, line_end, scan};

#[cfg(test)]
mod tests;
