//! What a catalogue says of its language: the way it runs, its own name.

use crate::{Lang, catalogue};

/// The way a language runs on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of the HTML `dir` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl Lang {
    /// The way the language runs.
    pub fn direction(self) -> Direction {
        match catalogue::text(self, "language.direction") {
            Some("rtl") => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }

    /// The language's own name, for the menu that changes it.
    pub fn name(self) -> &'static str {
        catalogue::text(self, "language.name").unwrap_or_else(|| self.tag())
    }
}
