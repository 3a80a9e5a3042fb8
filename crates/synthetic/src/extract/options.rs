//! What can be asked of an extract.

use crate::lab::Lab;

/// How an extract is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtractOptions {
    /// The seed of the people and of the mess.
    pub seed: u64,
    /// Rows after the header, bad ones included.
    pub rows: u64,
    /// The laboratory, which decides of the people and of the columns.
    pub lab: Lab,
    /// The text encoding of the file.
    pub encoding: Encoding,
    /// The character between two cells.
    pub delimiter: Delimiter,
    /// Clean or as it comes.
    pub mess: Mess,
}

impl ExtractOptions {
    /// The file that a French laboratory most often gives: Windows-1252,
    /// semicolons, all the mess.
    pub const fn new(seed: u64, rows: u64, lab: Lab) -> Self {
        Self {
            seed,
            rows,
            lab,
            encoding: Encoding::Windows1252,
            delimiter: Delimiter::Semicolon,
            mess: Mess::Realistic,
        }
    }
}

/// A text encoding met in French extracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Windows-1252, the default of office software.
    Windows1252,
    /// ISO-8859-15, old Unix systems.
    Iso8859_15,
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Bom,
    /// UTF-16, little end first, with a byte-order mark.
    Utf16Le,
    /// Macintosh Roman.
    MacRoman,
}

/// The character between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// `;`, usual where the comma is the decimal mark.
    Semicolon,
    /// A tabulation.
    Tab,
    /// `,`.
    Comma,
    /// `|`.
    Pipe,
}

impl Delimiter {
    /// The character.
    pub const fn as_char(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Comma => ',',
            Self::Pipe => '|',
        }
    }
}

/// How much of real life the file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mess {
    /// One spelling a person, one date format, empty cells empty, no bad row,
    /// the header first. Several visits, line breaks and quotes stay.
    Clean,
    /// A note above the header, several spellings and date formats, blank
    /// markers, lost zeros, numbers ruined by a spreadsheet, and two rows in a
    /// thousand that cannot be used.
    Realistic,
}
