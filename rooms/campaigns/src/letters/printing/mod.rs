//! Making print files.
//!
//! First the letters of a batch are chosen and committed, with the instant that the file
//! will bear; then the file is made and sealed; then one transaction says so. A crash in
//! between leads to the same file again: nothing in it depends on when it was made.

mod layout;
mod losses;
mod maker;
mod print;
mod record;
mod restore;
mod written;

pub(crate) use layout::preview_layout;
pub use losses::Losses;
pub(crate) use maker::Maker;
