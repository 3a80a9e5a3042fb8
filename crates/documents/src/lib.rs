//! Letters and reports as tagged PDF (PDF/UA-1), set by Typst.
//!
//! Plain data in, bytes out: this crate knows no room and no database. An [`Engine`] is made
//! once per process, holds the embedded fonts and the templates, and is shared by threads.
//!
//! Vocabulary: a *letter* is for one person; a *chunk* is one PDF of many letters; a *mark* is
//! the opaque reference in the Data Matrix, read again when an envelope comes back; a *sheet*
//! is a form or a register entry as numbered sections; a *manifest* travels with a batch to
//! the printer and holds counts and hashes, never a name.
//!
//! Invariants:
//! - data reaches a template as values, never as Typst source: `#eval("x")` prints as typed;
//! - nothing but the address and the mark stands where an envelope window can show it, and a
//!   letter whose claim code could be read from outside is refused;
//! - the QR code holds the address of the site and nothing else;
//! - equal input gives equal bytes, so a reprint has the same hash: no clock is read, no font
//!   of the machine is used;
//! - types holding a person's data have no `Serialize` and no revealing `Debug`, and errors
//!   name a letter by its place in the chunk, never by its content.
//!
//! Typst is slow to compile: no public type here mentions a Typst type, so that dependants
//! are rebuilt cheaply.

mod engine;
mod error;
mod fonts;
mod inputs;
mod labels;
mod lang;
mod letter;
mod manifest;
mod marks;
mod sheet;

#[cfg(test)]
extern crate self as documents;
#[cfg(test)]
mod tests;

pub use engine::{Document, Engine};
pub use error::DocumentError;
pub use lang::Lang;
pub use letter::{
    ActionText, Envelope, Letter, LetterFault, LetterField, LetterLayout, LetterPages, Note,
    NoteWidth, PrintSize, RenderedLetters, RichText, Run, Sides,
};
pub use manifest::{Manifest, ManifestFile};
pub use sheet::{Entry, MetaRow, PreparationSheet, RegisterSheet, Section, Sheet, SheetRow};
