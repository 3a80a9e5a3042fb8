//! Sheets: a form or a register entry as numbered sections of labelled rows.
//!
//! What is missing is gathered at the top, with its section, so that the reader sees first
//! what is left to do.

mod inputs;
mod model;
mod print;

pub use model::{Entry, MetaRow, PreparationSheet, RegisterSheet, Section, Sheet, SheetRow};
