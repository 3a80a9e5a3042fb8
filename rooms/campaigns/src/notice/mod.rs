//! What is said: the snapshot that is approved, its check, and the message of one person.

mod address;
mod email;
mod letter;
mod lint;
mod rehearsal;
mod snapshot;
mod words;

pub(crate) use address::{Addressee, block};
pub(crate) use email::EmailForm;
pub(crate) use letter::{LetterForm, Personal, printed};
pub(crate) use lint::lint;
pub use lint::{Finding, Severity};
pub(crate) use rehearsal::{Rehearsal, rehearse, unprintable};
pub(crate) use snapshot::{CODE, DATE, Inputs, Said, Snapshot};

#[cfg(test)]
mod tests;
