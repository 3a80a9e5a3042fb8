//! The delimiter and the header row.

use super::format::{HEADER_ROWS, Overrides};
use crate::Refusal;
use crate::mapping::{Likeness, likeness, squash};
use crate::read::{LineEnd, Scan, line_end, scan};

/// Delimiters looked for; the first wins a draw.
const DELIMITERS: [u8; 4] = *b";\t,|";
/// Rows kept to propose a mapping.
const SAMPLE_ROWS: usize = 200;
/// Rows without which nothing is said about their width.
const REGULAR_ROWS: usize = 20;
/// Share of rows as wide as the header, in per cent, from which others are faults.
const REGULAR_PERCENT: usize = 95;
/// A cell longer than this is a note, no column name.
const NAME_CHARS: usize = 60;

/// What was found.
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) header_row: u64,
    pub(super) headers: Vec<String>,
    pub(super) samples: Vec<Vec<String>>,
    /// Whether rows have as many cells as the header.
    pub(super) regular: bool,
}

/// One way to read the head.
struct Candidate {
    delimiter: u8,
    rows: Vec<Vec<String>>,
    header: usize,
    hits: usize,
    alike: usize,
}

/// Finds the layout of decoded text.
pub(super) fn find(text: &str, complete: bool, overrides: &Overrides) -> Result<Layout, Refusal> {
    let excel_hint = sep_line(text);
    let delimiters = match overrides.delimiter.or(excel_hint) {
        Some(delimiter) => vec![delimiter],
        None => DELIMITERS.to_vec(),
    };
    let known: Vec<String> = overrides.headers.iter().map(|header| squash(header)).collect();
    let best = delimiters
        .into_iter()
        .filter_map(|delimiter| candidate(text, complete, delimiter, overrides.header_row, &known))
        .reduce(
            |best, next| {
                if (next.hits, next.alike) > (best.hits, best.alike) { next } else { best }
            },
        )
        .ok_or(Refusal::NoUsableColumn)?;
    if best.hits == 0 && overrides.header_row.is_none() {
        return Err(Refusal::NoUsableColumn);
    }
    let mut rows = best.rows.into_iter().skip(best.header);
    let headers = rows.next().ok_or(Refusal::NoUsableColumn)?;
    let samples: Vec<Vec<String>> = rows
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .take(SAMPLE_ROWS)
        .collect();
    Ok(Layout {
        regular: is_regular(&samples, headers.len()),
        delimiter: best.delimiter,
        header_row: best.header as u64 + 1,
        headers: headers.into_iter().map(|header| clean_header(&header)).collect(),
        samples,
    })
}

fn is_regular(samples: &[Vec<String>], width: usize) -> bool {
    let alike = samples.iter().filter(|row| row.len() == width).count();
    samples.len() >= REGULAR_ROWS && alike * 100 >= samples.len() * REGULAR_PERCENT
}

/// `sep=;` on the first line, which Excel writes and obeys.
fn sep_line(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches(['"', ' ', '\u{feff}']);
    match line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .and(line.as_bytes().get(4..))
    {
        Some(&[delimiter]) if delimiter.is_ascii_punctuation() || delimiter == b'\t' => {
            Some(delimiter)
        }
        Some([]) => Some(b'\t'),
        _ => None,
    }
}

fn candidate(
    text: &str,
    complete: bool,
    delimiter: u8,
    header_row: Option<u64>,
    known: &[String],
) -> Option<Candidate> {
    let wanted = usize::try_from(header_row.unwrap_or(HEADER_ROWS)).unwrap_or(usize::MAX);
    let rows = rows(text, complete, delimiter, wanted.saturating_add(SAMPLE_ROWS));
    let scores = rows.iter().take(wanted).map(|row| score(row, known));
    let (header, hits) = match header_row {
        Some(row) => {
            let header = usize::try_from(row.checked_sub(1)?).ok()?;
            (header, score(rows.get(header)?, known))
        }
        None => scores.enumerate().fold(
            (0, 0),
            |best, (index, hits)| {
                if hits > best.1 { (index, hits) } else { best }
            },
        ),
    };
    let width = rows.get(header)?.len();
    let alike = if width > 1 {
        rows.iter().skip(header + 1).filter(|row| row.len() == width).count()
    } else {
        0
    };
    Some(Candidate { delimiter, rows, header, hits, alike })
}

/// How many cells of a row are column names: two points for a known name, one for a name that holds one.
fn score(row: &[String], known: &[String]) -> usize {
    row.iter()
        .filter(|cell| cell.chars().count() <= NAME_CHARS)
        .map(|cell| {
            let squashed = squash(cell);
            if squashed.is_empty() {
                0
            } else if known.contains(&squashed) {
                3
            } else {
                match likeness(cell) {
                    Some(Likeness::Exact) => 2,
                    Some(Likeness::Contained) => 1,
                    None => 0,
                }
            }
        })
        .sum()
}

/// The first rows under one delimiter, blank ones included.
fn rows(text: &str, complete: bool, delimiter: u8, most: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut rest = text.as_bytes();
    let mut spans = Vec::new();
    while !rest.is_empty() && rows.len() < most {
        let length = match scan(rest, complete, delimiter, 100, &mut spans) {
            Scan::Record(length) => length,
            Scan::Stray { quote } => match line_end(rest, quote, true) {
                LineEnd::At(length) => {
                    spans.clear();
                    length
                }
                LineEnd::More => break,
            },
            Scan::More { .. } if rows.is_empty() => {
                // One record fills the head: take what there is.
                match scan(rest, true, delimiter, 100, &mut spans) {
                    Scan::Record(length) => length,
                    _ => break,
                }
            }
            Scan::More { .. } => break,
        };
        rows.push(
            spans
                .iter()
                .map(|span| {
                    let cell = rest.get(span.start..span.end).unwrap_or_default();
                    let tail = rest.get(span.tail.0..span.tail.1).unwrap_or_default();
                    let mut cell = String::from_utf8_lossy(cell).into_owned();
                    if span.doubled {
                        cell = cell.replace("\"\"", "\"");
                    }
                    cell.push_str(&String::from_utf8_lossy(tail));
                    cell
                })
                .collect(),
        );
        rest = rest.get(length..).unwrap_or_default();
    }
    rows
}

/// A header as shown: on one line, without control characters.
fn clean_header(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    for word in header.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}
