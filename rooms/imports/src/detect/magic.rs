//! Files that are no delimited text, told by their first bytes.

use crate::Refusal;

/// First bytes and what they mean.
const MAGIC: [(&[u8], Refusal); 19] = [
    (b"%PDF", Refusal::Pdf),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal::OldOffice),
    (b"\x1f\x8b", Refusal::Archive),
    (b"7z\xbc\xaf\x27\x1c", Refusal::Archive),
    (b"Rar!\x1a\x07", Refusal::Archive),
    (b"BZh9", Refusal::Archive),
    (b"\xfd7zXZ\0", Refusal::Archive),
    (b"\x28\xb5\x2f\xfd", Refusal::Archive),
    (b"\x89PNG", Refusal::Image),
    (b"\xff\xd8\xff", Refusal::Image),
    (b"GIF87a", Refusal::Image),
    (b"GIF89a", Refusal::Image),
    (b"II*\0", Refusal::Image),
    (b"MM\0*", Refusal::Image),
    (b"SQLite format 3\0", Refusal::Database),
    (b"PGDMP", Refusal::Database),
    (b"\0\x01\0\0Standard", Refusal::Database),
    (b"\x7fELF", Refusal::NotText),
    (b"MZ\x90\0", Refusal::NotText),
];

/// Refuses what is known by its first bytes.
pub(super) fn refuse_binary(head: &[u8]) -> Result<(), Refusal> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let holds = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
        return Err(if holds(b"opendocument.spreadsheet") {
            Refusal::Ods
        } else if holds(b"xl/") || (holds(b"[Content_Types].xml") && !holds(b"word/")) {
            Refusal::Xlsx
        } else {
            Refusal::Zip
        });
    }
    match MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, refusal)) => Err(*refusal),
        None => Ok(()),
    }
}

/// Refuses text that is another format.
pub(super) fn refuse_other_text(text: &str) -> Result<(), Refusal> {
    let start =
        text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{b}'));
    if start.starts_with("MSH|") || start.starts_with("FHS|") || start.starts_with("BHS|") {
        return Err(Refusal::Hl7);
    }
    if start.starts_with("{\\rtf") {
        return Err(Refusal::NotText);
    }
    if start.starts_with('{') || start.starts_with("[{") || start.starts_with("[\n") {
        return Err(Refusal::Json);
    }
    let tag = start.strip_prefix('<').and_then(|rest| rest.chars().next());
    if tag.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '?' | '!')) {
        return Err(Refusal::Markup);
    }
    // Delimited text has line breaks, tabs and rare accidents; more control
    // characters than one in fifty mean that it is no text.
    let (mut all, mut control) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\0'));
    }
    let nul = text.bytes().filter(|b| *b == 0).count();
    if control * 50 > all || nul * 4 > all { Err(Refusal::NotText) } else { Ok(()) }
}
