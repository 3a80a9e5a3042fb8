//! Texts with emphasis, actions and notes.

use crate::lang::Lang;

/// A paragraph: runs of plain or strong text. A plain string becomes one plain run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RichText(Vec<Run>);

/// A stretch of text in one weight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Run {
    /// Ordinary text.
    Plain(String),
    /// Bold text.
    Strong(String),
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Strong(text) => text,
        }
    }
}

impl RichText {
    /// A paragraph made of runs.
    pub fn new(runs: Vec<Run>) -> Self {
        Self(runs)
    }

    /// Adds ordinary text.
    pub fn plain(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run::Plain(text.into()));
        self
    }

    /// Adds bold text.
    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run::Strong(text.into()));
        self
    }

    /// The runs in order.
    pub fn runs(&self) -> &[Run] {
        &self.0
    }
}

impl From<String> for RichText {
    fn from(text: String) -> Self {
        Self(vec![Run::Plain(text)])
    }
}

impl From<&str> for RichText {
    fn from(text: &str) -> Self {
        Self(vec![Run::Plain(text.to_owned())])
    }
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActionText {
    /// The action as an order: "Regardez vos remboursements de santé."
    pub title: String,
    /// How, in one to three sentences.
    pub body: RichText,
}

/// A short text with a title, at the end of page 2.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    /// Its language: a note can repeat the essential in another one.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// Paragraphs.
    pub body: Vec<RichText>,
    /// Room that it takes.
    pub width: NoteWidth,
}

/// Room of a note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NoteWidth {
    /// Half the page: two notes stand side by side.
    #[default]
    Half,
    /// The whole width.
    Full,
}
