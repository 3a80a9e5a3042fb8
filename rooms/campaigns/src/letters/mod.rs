//! Letters: print files in batches, downloads, posting, marks.

mod files;
mod genuine;
mod mark;
mod posting;
pub(crate) mod printing;

pub use genuine::{Genuine, Marks};
pub(crate) use mark::{is_genuine, mark_of, read_mark};
pub use posting::{BatchFile, BatchState, LetterBatch, PrintFile};
pub use printing::Losses;
