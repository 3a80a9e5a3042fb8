//! Languages of printed documents.

/// A language with its own file of fixed words in `labels/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// French, the language of the law and the default.
    #[default]
    Fr,
    /// English.
    En,
}

impl Lang {
    /// Every language that a document can be printed in.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag written into the PDF (BCP 47).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
}
