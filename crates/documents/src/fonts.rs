//! The embedded faces, and which characters they can draw.
//!
//! Only embedded fonts are used: the same letter looks the same, and has the same hash, on
//! every machine. All are under the SIL Open Font License or the DejaVu licence.

use typst::{foundations::Bytes, text::Font};

use crate::error::DocumentError;

/// Families taken from Typst's own bundle; the rest of the bundle is for mathematics.
const BUNDLED: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

/// Noto Sans regular and bold, then the bundled families.
pub(crate) fn load() -> Result<Vec<Font>, DocumentError> {
    let own = [notosans::REGULAR_TTF, notosans::BOLD_TTF];
    let fonts: Vec<Font> = own
        .into_iter()
        .chain(typst_assets::fonts())
        .filter_map(|data| Font::new(Bytes::new(data), 0))
        .filter(|font| {
            let family = font.info().family.as_str();
            family == "Noto Sans" || BUNDLED.contains(&family)
        })
        .collect();
    let complete = ["Noto Sans", "Libertinus Serif", "DejaVu Sans Mono"]
        .iter()
        .all(|family| fonts.iter().any(|font| font.info().family == *family));
    if complete { Ok(fonts) } else { Err(DocumentError::Embedded { part: "fonts" }) }
}

/// Characters that at least one embedded face can draw.
///
/// PDF/UA-1 forbids missing glyphs, so one exotic name would fail a whole chunk; it is
/// found beforehand instead.
pub(crate) struct Coverage(Vec<u64>);

impl Coverage {
    /// The union of what `fonts` cover.
    pub(crate) fn of(fonts: &[Font]) -> Self {
        let mut bits: Vec<u64> = Vec::new();
        for code in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
            let Ok(place) = usize::try_from(code / 64) else { continue };
            if place >= bits.len() {
                bits.resize(place + 1, 0);
            }
            if let Some(word) = bits.get_mut(place) {
                *word |= 1 << (code % 64);
            }
        }
        Self(bits)
    }

    /// The first character of `text` that cannot be printed. Line breaks can; other control
    /// characters and direction overrides, which could disguise a text, cannot.
    pub(crate) fn first_gap(&self, text: &str) -> Option<u32> {
        text.chars().find(|&c| !self.can_print(c)).map(u32::from)
    }

    fn can_print(&self, c: char) -> bool {
        if c == '\n' {
            return true;
        }
        if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            return false;
        }
        let code = u32::from(c);
        usize::try_from(code / 64)
            .ok()
            .and_then(|place| self.0.get(place))
            .is_some_and(|word| word & (1 << (code % 64)) != 0)
    }
}
