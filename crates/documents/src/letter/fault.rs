//! Why one letter cannot be printed.

/// Why one letter cannot be printed. Says the place, never the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterFault {
    /// No line, more than seven lines, or a blank line.
    #[error("the address has {lines} lines, or a blank one")]
    AddressLines {
        /// Lines given.
        lines: usize,
    },
    /// A line over 38 characters would leave the window.
    #[error("line {line} of the address has {chars} characters, more than 38")]
    AddressTooWide {
        /// Line, from 1.
        line: usize,
        /// Characters of that line.
        chars: usize,
    },
    /// No sender, or more than six lines.
    #[error("the sender has {lines} lines; 1 to 6 fit")]
    SenderLines {
        /// Lines given.
        lines: usize,
    },
    /// The claim code would be readable from outside, or in the QR code.
    #[error("the code would show outside its box")]
    CodeExposed,
    /// The code is blank or too long for its box.
    #[error("the code is blank or longer than 24 characters")]
    Code,
    /// The mark is not opaque ASCII or too long.
    #[error("the mark is not made of at most 24 letters, digits and hyphens")]
    Mark,
    /// The site address is blank, too long, or holds a query, a fragment or a space.
    #[error("the address of the site is not a bare address")]
    Portal,
    /// A text that must be there is blank.
    #[error("{field:?} is blank")]
    Blank {
        /// Which text.
        field: LetterField,
    },
    /// A character that the face of its place cannot draw.
    #[error("{field:?} holds a character that cannot be printed (U+{codepoint:04X})")]
    Unprintable {
        /// Which text.
        field: LetterField,
        /// The first such character.
        codepoint: u32,
    },
}

/// The parts of a letter that a fault can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterField {
    /// Address of the person.
    Address,
    /// Sender, date, reference, verification number.
    Head,
    /// Title of page 1.
    Subject,
    /// Paragraphs, telephone, closing, contact.
    Body,
    /// Claim code and site address.
    CodeBox,
    /// Page 2.
    Actions,
}
