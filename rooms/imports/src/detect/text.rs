//! The encoding of a file's first bytes, and their text.

use crate::Refusal;
use crate::read::{Encoding, Table};

/// The decoded head.
pub(super) struct HeadText {
    pub(super) encoding: Encoding,
    pub(super) bom_bytes: u64,
    pub(super) text: String,
    pub(super) multibyte_seen: bool,
}

/// Finds the encoding and decodes.
pub(super) fn decode_head(head: &[u8], wanted: Option<Encoding>) -> Result<HeadText, Refusal> {
    let (bom, bom_bytes) = match head {
        [0xef, 0xbb, 0xbf, ..] => (Some(Encoding::Utf8), 3),
        // FF FE 00 00 would be UTF-32, which no lab software writes: as UTF-16 it is full of NUL.
        [0xff, 0xfe, ..] => (Some(Encoding::Utf16Le), 2),
        [0xfe, 0xff, ..] => (Some(Encoding::Utf16Be), 2),
        _ => (None, 0),
    };
    let body = head.get(bom_bytes..).unwrap_or_default();
    let encoding = wanted.or(bom).unwrap_or_else(|| guess(body));
    // A mark of another encoding than the one asked for is data.
    let (bom_bytes, body) = match bom {
        Some(bom) if bom != encoding && !(bom.is_utf16() && encoding.is_utf16()) => (0, head),
        _ => (bom_bytes, body),
    };
    let mut text = String::with_capacity(body.len());
    let mut multibyte_seen = false;
    match encoding {
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let units = body.chunks_exact(2).map(|pair| match (pair, encoding) {
                (&[one, two], Encoding::Utf16Le) => u16::from_le_bytes([one, two]),
                (&[one, two], _) => u16::from_be_bytes([one, two]),
                _ => 0xfffd,
            });
            text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')));
        }
        Encoding::Utf8 => {
            multibyte_seen = push_utf8(body, &mut text);
        }
        Encoding::Windows1252 | Encoding::Iso885915 | Encoding::MacRoman => {
            Table::of(encoding).push(body, &mut text);
        }
    }
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(HeadText { encoding, bom_bytes: bom_bytes as u64, text, multibyte_seen })
}

/// Decodes UTF-8; bytes that are not are read as Windows-1252. Whether real UTF-8 was met.
fn push_utf8(bytes: &[u8], out: &mut String) -> bool {
    let table = Table::of(Encoding::Windows1252);
    let mut multibyte = false;
    for chunk in bytes.utf8_chunks() {
        multibyte |= !chunk.valid().is_ascii();
        out.push_str(chunk.valid());
        table.push(chunk.invalid(), out);
    }
    multibyte
}

/// The encoding of bytes without a byte-order mark.
fn guess(body: &[u8]) -> Encoding {
    if let Some(utf16) = guess_utf16(body) {
        return utf16;
    }
    let (mut good, mut bad) = (0usize, 0usize);
    let mut chunks = body.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // The head may end in the middle of a character.
        let cut = chunks.peek().is_none()
            && chunk.invalid().len() < 4
            && body.len() > 4
            && is_prefix(chunk.invalid());
        bad += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    if bad == 0 || good > bad {
        return Encoding::Utf8;
    }
    guess_single_byte(body)
}

/// Whether bytes are the start of a longer UTF-8 character.
fn is_prefix(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// UTF-16 without mark: every other byte of Latin text is NUL.
fn guess_utf16(body: &[u8]) -> Option<Encoding> {
    let pairs = body.len() / 2;
    if pairs < 4 {
        return None;
    }
    let nul = |parity: usize| body.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (nul(0), nul(1));
    if second * 10 > pairs * 7 && first * 10 < pairs {
        Some(Encoding::Utf16Le)
    } else if first * 10 > pairs * 7 && second * 10 < pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Windows-1252 or ISO-8859-15. The bytes 80 to 9F are characters in the first
/// alone (€ is 80, œ is 9C); without them, A4 (€ against ¤) and BC, BD, BE, A6,
/// A8, B4, B8 (Œ, œ, Ÿ, Š, š, Ž, ž against ¼, ½, ¾, ¦, ¨, ´, ¸) next to a letter speak for
/// the second. Where both read the same, Windows-1252 is the answer.
fn guess_single_byte(body: &[u8]) -> Encoding {
    if body.iter().any(|b| (0x80..=0x9f).contains(b)) {
        return Encoding::Windows1252;
    }
    let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0xc0);
    let latin9 = body.iter().enumerate().any(|(at, byte)| match byte {
        0xa4 => true,
        0xbc..=0xbe | 0xa6 | 0xa8 | 0xb4 | 0xb8 => {
            letter(body.get(at + 1))
                || at.checked_sub(1).is_some_and(|before| letter(body.get(before)))
        }
        _ => false,
    });
    if latin9 { Encoding::Iso885915 } else { Encoding::Windows1252 }
}
