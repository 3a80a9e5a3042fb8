//! What is this file: encoding, delimiter, header row, from its first 64 KiB.
//!
//! Files that are no delimited text are refused by their first bytes, each with
//! a sentence that says what to do. The delimiter and the header row are the pair
//! under which the most cells of one of the first twenty rows are known column names.

mod format;
mod layout;
mod magic;
mod text;

pub use format::{Format, HEAD_BYTES, HEADER_ROWS, Overrides};

use crate::Refusal;

/// What was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) format: Format,
    pub(crate) headers: Vec<String>,
    pub(crate) samples: Vec<Vec<String>>,
    pub(crate) multibyte_seen: bool,
}

/// Looks at the first bytes; `complete` says that they are the whole file.
///
/// # Errors
/// What is no delimited text, and a text without any known column name.
pub(crate) fn detect(head: &[u8], complete: bool, overrides: &Overrides) -> Result<Found, Refusal> {
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    magic::refuse_binary(head)?;
    let text = text::decode_head(head, overrides.encoding)?;
    magic::refuse_other_text(&text.text)?;
    if text.text.chars().all(|c| c.is_whitespace() || matches!(c, '\0' | '\u{1a}' | '\u{feff}')) {
        return Err(Refusal::Empty);
    }
    let layout = layout::find(&text.text, complete, overrides)?;
    Ok(Found {
        format: Format {
            encoding: text.encoding,
            bom_bytes: text.bom_bytes,
            delimiter: layout.delimiter,
            header_row: layout.header_row,
            regular: layout.regular,
        },
        headers: layout.headers,
        samples: layout.samples,
        multibyte_seen: text.multibyte_seen,
    })
}

#[cfg(test)]
mod tests;
