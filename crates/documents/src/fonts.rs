//! The embedded faces, and which characters they can draw.
//!
//! Only embedded fonts are used: the same letter looks the same, and has the same hash, on
//! every machine. All are under the SIL Open Font License or the DejaVu licence.

use typst::{
    foundations::Bytes,
    text::{Font, FontStyle, FontWeight},
};

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

/// The face of running text.
const FACE: &str = "Noto Sans";
/// The face of titles; what it lacks is set in the face of running text.
const VOICE: &str = "Libertinus Serif";
/// The face of addresses and codes: its letters are not taken for one another.
const CODE: &str = "DejaVu Sans Mono";

/// Where in a letter a text stands, which decides what can draw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Running text, plain or strong.
    Body,
    /// A title of a page.
    Title,
    /// The claim code.
    Code,
}

/// What the faces of a letter can draw, each where it is used: the template names them and
/// forbids any other (`fallback: false`), so that a check here is what the page shows.
pub(crate) struct Faces {
    body: Coverage,
    title: Coverage,
    code: Coverage,
    /// For an address: the face of codes, and the one that stands in for it as a whole, so
    /// that no name is put together from two.
    address: [(&'static str, Coverage); 2],
}

impl Faces {
    /// Reads the faces that the letter template names.
    pub(crate) fn of(fonts: &[Font]) -> Self {
        let face = |family: &str, bold: bool| {
            let fits = |font: &&Font| {
                let info = font.info();
                let upright = info.variant.style == FontStyle::Normal;
                let weight = if bold { FontWeight::BOLD } else { FontWeight::REGULAR };
                info.family == family && upright && info.variant.weight == weight
            };
            Coverage::of(fonts.iter().filter(fits))
        };
        let (plain, strong) = (face(FACE, false), face(FACE, true));
        Self {
            title: face(VOICE, true).or(&strong),
            body: plain.and(&strong),
            code: face(CODE, true),
            address: [(CODE, face(CODE, false)), (FACE, plain)],
        }
    }

    /// The first character of `text` that cannot be printed at a place.
    pub(crate) fn first_gap(&self, place: Place, text: &str) -> Option<u32> {
        match place {
            Place::Body => self.body.first_gap(text),
            Place::Title => self.title.first_gap(text),
            Place::Code => self.code.first_gap(text),
        }
    }

    /// The face that sets an address, all its lines in one.
    ///
    /// # Errors
    /// The first character that no face for addresses has.
    pub(crate) fn address(&self, lines: &[String]) -> Result<&'static str, u32> {
        let gap = |coverage: &Coverage| lines.iter().find_map(|line| coverage.first_gap(line));
        let [(first, mono), (second, plain)] = &self.address;
        match (gap(mono), gap(plain)) {
            (None, _) => Ok(first),
            (Some(_), None) => Ok(second),
            (Some(_), Some(codepoint)) => Err(codepoint),
        }
    }
}

/// Characters that some faces can draw.
///
/// PDF/UA-1 forbids missing glyphs, so one exotic name would fail a whole chunk; it is
/// found beforehand instead.
pub(crate) struct Coverage(Vec<u64>);

impl Coverage {
    /// The union of what `fonts` cover.
    pub(crate) fn of<'a>(fonts: impl IntoIterator<Item = &'a Font>) -> Self {
        let mut bits: Vec<u64> = Vec::new();
        for code in fonts.into_iter().flat_map(|font| font.info().coverage.iter()) {
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

    /// What both have.
    fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, two)| one & two).collect())
    }

    /// What one of both has.
    fn or(&self, other: &Self) -> Self {
        let len = self.0.len().max(other.0.len());
        let word = |bits: &Vec<u64>, at: usize| bits.get(at).copied().unwrap_or(0);
        Self((0..len).map(|at| word(&self.0, at) | word(&other.0, at)).collect())
    }

    /// The first character of `text` that cannot be printed. Line breaks can; other control
    /// characters, the line and paragraph separators, which would break a line that was
    /// counted as one, and direction overrides, which could disguise a text, cannot.
    pub(crate) fn first_gap(&self, text: &str) -> Option<u32> {
        text.chars().find(|&c| !self.can_print(c)).map(u32::from)
    }

    pub(crate) fn can_print(&self, c: char) -> bool {
        if c == '\n' {
            return true;
        }
        let splits = matches!(c, '\u{2028}' | '\u{2029}');
        let disguises = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        // PDF/UA forbids it as the text of a glyph (ISO 14289-1, 7.21.7).
        let is_mark_of_order = c == '\u{FEFF}';
        if c.is_control() || splits || disguises || is_mark_of_order {
            return false;
        }
        let code = u32::from(c);
        usize::try_from(code / 64)
            .ok()
            .and_then(|place| self.0.get(place))
            .is_some_and(|word| word & (1 << (code % 64)) != 0)
    }
}
