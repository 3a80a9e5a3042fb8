//! Finds the cells of one record in bytes. No decoding, no allocation but the spans.

/// One cell of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// First byte, after the opening quote.
    pub(crate) start: usize,
    /// End of the cell, or the closing quote.
    pub(crate) end: usize,
    /// Text after the closing quote that belongs to the cell: `"Le Clos" bis`. Empty otherwise.
    pub(crate) tail: (usize, usize),
    /// Whether doubled quotes stand for one.
    pub(crate) doubled: bool,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A record of this many bytes, line end included.
    Record(usize),
    /// The bytes end before the record does; `quote` is the open quote, if any.
    More { quote: Option<usize> },
    /// The quote at this byte is not the start of a quoted cell.
    Stray { quote: usize },
}

/// Where a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    /// After this many bytes, line end included.
    At(usize),
    /// Not in these bytes.
    More,
}

/// The end of the line that holds byte `from`.
pub(crate) fn line_end(bytes: &[u8], from: usize, finished: bool) -> LineEnd {
    let rest = bytes.get(from..).unwrap_or_default();
    match rest.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        Some(at) => match after_line_end(bytes, from + at, finished) {
            Some(end) => LineEnd::At(end),
            None => LineEnd::More,
        },
        None if finished => LineEnd::At(bytes.len()),
        None => LineEnd::More,
    }
}

/// The byte after the line end at `at`; `None` when a CR is the last byte known.
fn after_line_end(bytes: &[u8], at: usize, finished: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\r'), None) if !finished => None,
        _ => Some(at + 1),
    }
}

/// Scans one record from the start of `bytes`. `finished` says that nothing follows them.
pub(crate) fn scan(
    bytes: &[u8],
    finished: bool,
    delimiter: u8,
    quoted_lines: usize,
    spans: &mut Vec<Span>,
) -> Scan {
    spans.clear();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            match quoted(bytes, at, finished, delimiter, quoted_lines) {
                Quoted::Cell(span, next) => {
                    spans.push(span);
                    at = next;
                }
                Quoted::More => return Scan::More { quote: Some(at) },
                Quoted::Stray => return Scan::Stray { quote: at },
            }
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest
                .iter()
                .position(|b| *b == delimiter || matches!(b, b'\n' | b'\r'))
                .unwrap_or(rest.len());
            spans.push(Span { start: at, end: at + length, tail: (0, 0), doubled: false });
            at += length;
        }
        match bytes.get(at) {
            Some(b) if *b == delimiter => at += 1,
            Some(_) => {
                return match after_line_end(bytes, at, finished) {
                    Some(end) => Scan::Record(end),
                    None => Scan::More { quote: None },
                };
            }
            None if finished => return Scan::Record(bytes.len()),
            None => return Scan::More { quote: None },
        }
    }
}

enum Quoted {
    /// The cell and where it ends: at a delimiter, a line end or the end of the file.
    Cell(Span, usize),
    More,
    Stray,
}

fn quoted(
    bytes: &[u8],
    quote: usize,
    finished: bool,
    delimiter: u8,
    quoted_lines: usize,
) -> Quoted {
    let incomplete = if finished { Quoted::Stray } else { Quoted::More };
    let mut at = quote + 1;
    let mut lines = 0;
    let mut doubled = false;
    let close = loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(step) = rest.iter().position(|b| matches!(b, b'"' | b'\n' | b'\r')) else {
            return incomplete;
        };
        at += step;
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'"'), Some(b'"')) => {
                doubled = true;
                at += 2;
            }
            (Some(b'"'), None) if !finished => return Quoted::More,
            (Some(b'"'), _) => break at,
            (Some(b'\r'), Some(b'\n')) => at += 1,
            _ => {
                lines += 1;
                if lines > quoted_lines {
                    return Quoted::Stray;
                }
                at += 1;
            }
        }
    };
    let rest = bytes.get(close + 1..).unwrap_or_default();
    let tail = rest.iter().position(|b| *b == delimiter || matches!(b, b'\n' | b'\r'));
    let (tail, next) = match tail {
        Some(length) => (close + 1, close + 1 + length),
        None if finished => (close + 1, bytes.len()),
        None => return Quoted::More,
    };
    let only_spaces = bytes.get(tail..next).unwrap_or_default().iter().all(|b| *b == b' ');
    let inside = bytes.get(quote + 1..close).unwrap_or_default();
    let opens_another = inside.iter().rfind(|b| **b != b' ') == Some(&delimiter);
    if !only_spaces && (lines > 0 || opens_another) {
        // The quote "closes" in another cell, lines below or right after a delimiter: it is
        // that cell's opening quote, and the first one was stray. Taken as one cell, all
        // that follows would stand in the wrong columns.
        return Quoted::Stray;
    }
    let tail = if only_spaces { (0, 0) } else { (tail, next) };
    Quoted::Cell(Span { start: quote + 1, end: close, tail, doubled }, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> (Scan, Vec<String>) {
        let mut spans = Vec::new();
        let found = scan(text.as_bytes(), true, b';', 3, &mut spans);
        let cells = spans
            .iter()
            .map(|span| {
                format!("{}{}", &text[span.start..span.end], &text[span.tail.0..span.tail.1])
            })
            .collect();
        (found, cells)
    }

    #[test]
    fn plain_and_quoted_cells_are_found() {
        let found = |text: &str| {
            let (scan, cells) = cells(text);
            (scan, cells.join("|"))
        };
        assert_eq!(found("a;b\nc"), (Scan::Record(4), "a|b".to_owned()));
        assert_eq!(found("a;b\r\nc"), (Scan::Record(5), "a|b".to_owned()));
        assert_eq!(found("a;b\rc"), (Scan::Record(4), "a|b".to_owned()));
        assert_eq!(found("a;\"b;\nc\";d\n"), (Scan::Record(11), "a|b;\nc|d".to_owned()));
        assert_eq!(found("a;\"b\" bis;d"), (Scan::Record(11), "a|b bis|d".to_owned()));
        assert_eq!(found("a;\"b\" ;d"), (Scan::Record(8), "a|b|d".to_owned()));
        assert_eq!(found("a\";b"), (Scan::Record(4), "a\"|b".to_owned()));
        assert_eq!(found(";;"), (Scan::Record(2), "||".to_owned()));
    }

    #[test]
    fn stray_quotes_are_told_from_quoted_cells() {
        assert_eq!(cells("a;\"b\nc;d").0, Scan::Stray { quote: 2 });
        assert_eq!(cells("a;\"b\nc;\"d\";e\n").0, Scan::Stray { quote: 2 });
        assert_eq!(cells("a;\"1\n2\n3\n4\n5\"\n").0, Scan::Stray { quote: 2 });
        assert_eq!(cells("a;\"rue du Port;56400;\"voir\";d\n").0, Scan::Stray { quote: 2 });
        assert_eq!(cells("a;\"rue du Port; \"voir\";d\n").0, Scan::Stray { quote: 2 });
        assert_eq!(cells("a;\"rue; Port\" bis;d").1.join("|"), "a|rue; Port bis|d");
        assert_eq!(cells("a;\"rue;\";d").1.join("|"), "a|rue;|d");
        assert_eq!(cells("a;\"1\n2\n3\n4\"\n").0, Scan::Record(12));
    }

    #[test]
    fn an_undecided_end_asks_for_more() {
        let mut spans = Vec::new();
        for text in ["a;b", "a;b\r", "a;\"b", "a;\"b\"", "a;\"b\"x"] {
            let found = scan(text.as_bytes(), false, b';', 3, &mut spans);
            assert!(matches!(found, Scan::More { .. }), "{text}");
        }
    }
}
