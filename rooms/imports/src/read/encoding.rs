//! Text encodings of lab extracts.

use serde::{Deserialize, Serialize};

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without byte-order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little end first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big end first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, of which ISO-8859-1 text is a part.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// ISO-8859-15.
    #[serde(rename = "iso-8859-15")]
    Iso885915,
    /// MacRoman, on demand only: nothing in the bytes tells it apart.
    #[serde(rename = "macintosh")]
    MacRoman,
}

impl Encoding {
    /// All encodings.
    pub const ALL: [Self; 6] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Windows1252,
        Self::Iso885915,
        Self::MacRoman,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Iso885915 => "iso-8859-15",
            Self::MacRoman => "macintosh",
        }
    }

    /// Reads a name or a usual alias, as `--encoding` takes it.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        Self::ALL.into_iter().find(|encoding| encoding.name() == name).or(match name.as_str() {
            "utf8" | "utf-8-sig" | "utf-8-bom" | "ascii" | "us-ascii" => Some(Self::Utf8),
            "utf16" | "utf-16" | "utf16le" | "utf-16-le" => Some(Self::Utf16Le),
            "utf16be" | "utf-16-be" => Some(Self::Utf16Be),
            "cp1252" | "latin1" | "latin-1" | "iso-8859-1" | "iso8859-1" | "ansi" => {
                Some(Self::Windows1252)
            }
            "iso8859-15" | "latin9" | "latin-9" | "iso-8859-15-1" => Some(Self::Iso885915),
            "macroman" | "mac-roman" | "mac" => Some(Self::MacRoman),
            _ => None,
        })
    }

    /// Whether the source is transcoded to UTF-8 before it is scanned.
    pub(crate) const fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    /// Whether scanned bytes are UTF-8.
    pub(crate) const fn scans_as_utf8(self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf16Le | Self::Utf16Be)
    }

    /// Bytes of the file that `scanned` bytes stand for.
    pub(crate) fn raw_length(self, scanned: &[u8]) -> u64 {
        if !self.is_utf16() {
            return scanned.len() as u64;
        }
        // A UTF-8 lead byte begins one unit, or two when it leads four bytes.
        let units = scanned
            .iter()
            .map(|byte| match byte {
                0x80..=0xbf => 0,
                0xf0.. => 2,
                _ => 1,
            })
            .sum::<u64>();
        units * 2
    }
}

/// The 256 characters of a single-byte encoding.
pub(crate) struct Table([char; 256]);

impl Table {
    /// The table of a single-byte encoding; for the others that of
    /// Windows-1252, which mends cells that are not valid UTF-8.
    pub(crate) fn of(encoding: Encoding) -> Self {
        let encoding = match encoding {
            Encoding::Iso885915 => encoding_rs::ISO_8859_15,
            Encoding::MacRoman => encoding_rs::MACINTOSH,
            _ => encoding_rs::WINDOWS_1252,
        };
        let mut table = ['\u{fffd}'; 256];
        for (byte, slot) in (0..=u8::MAX).zip(table.iter_mut()) {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            *slot = text.chars().next().unwrap_or('\u{fffd}');
        }
        Self(table)
    }

    /// Appends the decoded bytes.
    pub(crate) fn push(&self, bytes: &[u8], out: &mut String) {
        out.extend(bytes.iter().map(|byte| self.0[usize::from(*byte)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_differ_where_the_encodings_differ() {
        let decode = |encoding, byte| {
            let mut out = String::new();
            Table::of(encoding).push(&[byte], &mut out);
            out
        };
        assert_eq!(decode(Encoding::Windows1252, 0x80), "€");
        assert_eq!(decode(Encoding::Windows1252, 0x9c), "œ");
        assert_eq!(decode(Encoding::Iso885915, 0xa4), "€");
        assert_eq!(decode(Encoding::Iso885915, 0xbd), "œ");
        assert_eq!(decode(Encoding::MacRoman, 0x8e), "é");
    }

    #[test]
    fn names_read_back() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::parse(encoding.name()), Some(encoding));
        }
        assert_eq!(Encoding::parse("CP1252"), Some(Encoding::Windows1252));
        assert_eq!(Encoding::parse("ebcdic"), None);
    }

    #[test]
    fn utf16_lengths_are_counted_back() {
        for text in ["abc", "éàœ", "a😀b", ""] {
            let expected = text.encode_utf16().count() as u64 * 2;
            assert_eq!(Encoding::Utf16Le.raw_length(text.as_bytes()), expected);
        }
    }
}
