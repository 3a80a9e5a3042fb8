#![recursion_limit = "512"]
//! Every component in every state, on one page: a development route only.
//!
//! The samples are French because French words are the longest that a component meets.
//! All persons, labs and numbers are made up.

mod acts;
mod data;
mod forms;
mod layout;
mod page;
mod portal;
mod signs;

use site::{Routes, get};

pub use page::view;

/// `GET /styleguide`. The caller mounts it in development only.
pub fn router<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new().route("/styleguide", get(async || ui::page(view)))
}
