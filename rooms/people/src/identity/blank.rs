//! What software writes in a cell to say that there is nothing.

/// Trims white space, no-break and zero-width characters and a stray byte-order mark.
pub fn trim(cell: &str) -> &str {
    // Most cells are plain ASCII: spare them the Unicode tables.
    let cell = cell.trim_ascii();
    match (cell.as_bytes().first(), cell.as_bytes().last()) {
        (Some(first), Some(last)) if first.is_ascii() && last.is_ascii() => cell,
        (None, _) | (_, None) => cell,
        _ => cell.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{200d}')
        }),
    }
}

/// Whether a cell says nothing: empty, or one of the usual markers
/// (`NULL`, `NC`, `-`, `.`, `INCONNU`, `X`, a run of zeros…), in any case.
pub fn is_blank(cell: &str) -> bool {
    let cell = trim(cell);
    let bytes = cell.as_bytes();
    match bytes {
        [] | [b'-' | b'.' | b'?' | b'x' | b'X' | b'_'] => true,
        [b'-' | b'.', rest @ ..] if rest.len() < 12 => {
            rest.iter().all(|b| matches!(b, b'-' | b'.'))
        }
        // `0000000000` is the marker met in practice; a run of zeros of any
        // length from four is the same filler in a column of another width.
        [b'0', ..] => bytes.len() >= 4 && bytes.iter().all(|b| *b == b'0'),
        // The first letters of the markers: most cells are left here.
        [b'n' | b'N' | b'i' | b'I' | b'(' | b'\\' | b'#', ..] if bytes.len() <= 16 => {
            MARKERS.iter().any(|marker| cell.eq_ignore_ascii_case(marker))
        }
        _ => false,
    }
}

/// Markers that are words, compared without regard to case.
const MARKERS: [&str; 15] = [
    "NULL",
    "NC",
    "N/C",
    "INCONNU",
    "INCONNUE",
    "(NULL)",
    "\\N",
    "N/A",
    "#N/A",
    "NR",
    "NON RENSEIGNE",
    "NON RENSEIGNEE",
    "NON RENSEIGNÉ",
    "NEANT",
    "NÉANT",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_blank() {
        for marker in [
            "",
            " ",
            "\u{a0}",
            "NULL",
            "null",
            "NC",
            "nc",
            "-",
            "--",
            ".",
            "...",
            "INCONNU",
            "inconnu",
            "X",
            "x",
            "0000000000",
            "00000",
            "\u{feff}",
            " N/A ",
        ] {
            assert!(is_blank(marker), "{marker:?}");
        }
    }

    #[test]
    fn values_are_not_blank() {
        for value in ["0", "000", "NCO", "XI", "-1", "Martin", "1,84E+12", "00000A", "é", ".a", "O"]
        {
            assert!(!is_blank(value), "{value:?}");
        }
    }
}
