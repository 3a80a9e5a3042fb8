//! Letters: one person, one envelope, the claim code inside.
//!
//! Page 1 has the sender and the address (NF Z 10-011), what happened, the code in a box and
//! a telephone number; page 2, "Que faire maintenant", has what to do. A letter without
//! actions and notes has one page.

mod check;
mod fault;
mod inputs;
mod pages;
mod render;
mod share;
mod text;

pub use fault::{LetterFault, LetterField};
pub use pages::LetterPages;
pub use render::RenderedLetters;
pub use text::{ActionText, Note, NoteWidth, RichText, Run};

use chrono::{DateTime, Utc};

use crate::lang::Lang;

/// What a chunk of letters has in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLayout {
    /// Title of the PDF, for example "Lettres, lot 12". Neutral: no name.
    pub title: String,
    /// Author of the PDF: the sender's name.
    pub author: String,
    /// What identifies this chunk for ever, for example batch and chunk number.
    pub reference: String,
    /// The instant written into the PDF. Keep it with the batch: a reprint needs the same.
    pub created: DateTime<Utc>,
    /// Main language of the PDF; each letter still states its own.
    pub lang: Lang,
    /// How the sheets are printed.
    pub sides: Sides,
    /// The envelope, which sets the fold marks.
    pub envelope: Envelope,
}

/// Printing on one or both sides of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sides {
    /// Both sides: a letter with an odd number of pages gets a blank last page, so that the
    /// next letter starts on a fresh sheet.
    #[default]
    Duplex,
    /// One side: no blank page.
    Simplex,
}

impl Sides {
    /// Sheets of paper for one letter of `pages` pages.
    pub const fn sheets(self, pages: usize) -> usize {
        match self {
            Self::Duplex => pages.div_ceil(2),
            Self::Simplex => pages,
        }
    }
}

/// A window envelope, window on the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Envelope {
    /// 110 × 220 mm, A4 folded in three.
    #[default]
    Dl,
    /// 162 × 229 mm, A4 folded in two.
    C5,
}

impl Envelope {
    /// Heights of the fold marks, in tenths of a millimetre from the top of the sheet.
    pub(crate) const fn folds(self) -> &'static [u32] {
        match self {
            Self::Dl => &[990, 1980],
            Self::C5 => &[1485],
        }
    }
}

/// Size of the running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PrintSize {
    /// About 11 points of a wide face.
    #[default]
    Normal,
    /// About 16.5 points, on demand for people who read with difficulty.
    Large,
}

impl PrintSize {
    pub(crate) const fn scale(self) -> f64 {
        match self {
            Self::Normal => 1.0,
            Self::Large => 1.5,
        }
    }
}

/// One letter. All texts are printed as typed: no character has a special meaning.
///
/// The type holds a person's name, address and code: no `Serialize`, a silent `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Size of the text.
    pub print: PrintSize,
    /// The address, already in the form of NF Z 10-011: 1 to 7 lines of at most 38 characters.
    pub address_lines: Vec<String>,
    /// Sender, first line its name: at most 6 lines. It stands outside the window.
    pub sender_lines: Vec<String>,
    /// "Vannes, le 28 février 2026".
    pub date_line: String,
    /// Reference of the case or campaign, the same for everyone.
    pub reference: String,
    /// Number typed on the site to know whether the letter is genuine.
    pub verification: String,
    /// Title of page 1, in plain words.
    pub subject: String,
    /// Paragraphs of page 1, the salutation first.
    pub paragraphs: Vec<RichText>,
    /// Claim code as typed by the person, at most 24 characters; printed in the box on page 1.
    pub code: Option<String>,
    /// Address of the site as typed by the person, without code, query or fragment.
    pub portal_address: String,
    /// Telephone number as read by a person.
    pub phone: String,
    /// When the telephone is answered: "du lundi au vendredi, 8 h – 19 h".
    pub hours: String,
    /// Sentences after the telephone line (price of the call, other formats), or empty.
    pub phone_note: String,
    /// Signature lines at the end of page 1.
    pub closing: Vec<String>,
    /// Data protection officer: name, e-mail, postal address; at the foot of page 1.
    pub contact: String,
    /// Sentence before the actions of page 2, or empty.
    pub actions_intro: String,
    /// What to do now, in order.
    pub actions: Vec<ActionText>,
    /// Short texts after the actions: help lines, rights, other language, next information.
    pub notes: Vec<Note>,
    /// Opaque reference for the Data Matrix, read when the envelope comes back: 1 to 24
    /// letters, digits or hyphens; empty for no mark. Never derived from the claim code.
    pub mark: String,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Letter {
    /// Whether there is something for page 2.
    pub(crate) fn has_back(&self) -> bool {
        !self.actions.is_empty() || !self.notes.is_empty()
    }
}
