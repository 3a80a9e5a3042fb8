//! Model messages to the persons: e-mail, letter, text message, public notice.
//!
//! A model is a list of [`Block`]s, in order; each says which [`Part`] of the
//! communication it is, so that a check can name what is missing (GDPR 34(2)), and
//! holds text with typed [`Placeholder`]s. [`fill`] turns blocks into [`Filled`]
//! ones; [`to_text`] and [`to_html`] print the same words.
//!
//! Invariants: no model names a class of data, a doctor or an illness; no model
//! holds a link; the claim code is alone in its block.

mod models;
mod placeholder;
mod render;
mod when;

pub use models::{Block, Breach, Kind, Model, Part, Role, model};
pub use placeholder::{Placeholder, Values};
pub use render::{Filled, Missing, fill, fill_text, for_sms, to_html, to_text};
pub use when::When;

#[cfg(test)]
mod tests;
