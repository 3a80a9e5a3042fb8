//! What can be refused.

use crate::letter::LetterFault;

/// Why no document was made. Messages hold no content of a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// One letter cannot be printed as it is; the others are not to blame.
    #[error("letter {index} of the chunk cannot be printed: {fault}")]
    Letter {
        /// Place of the letter in the chunk, from 0.
        index: usize,
        /// What is wrong with it.
        fault: LetterFault,
    },
    /// A chunk without letters.
    #[error("there is no letter to print")]
    NoLetters,
    /// A text holds a character that no embedded face can draw, as in some
    /// scripts without a catalogue yet.
    #[error("the document holds a character that cannot be printed (U+{codepoint:04X})")]
    Unprintable {
        /// The first such character.
        codepoint: u32,
    },
    /// The template refused its data or the PDF failed its conformance check.
    #[error("template {template} failed with {diagnostics} diagnostics")]
    Typesetting {
        /// Template file.
        template: &'static str,
        /// How many messages Typst gave. Their text may quote data, so it is not kept.
        diagnostics: usize,
    },
    /// The program was built with damaged fonts, words or standards.
    #[error("the embedded {part} cannot be read")]
    Embedded {
        /// Which part.
        part: &'static str,
    },
}
