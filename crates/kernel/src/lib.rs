//! Words shared by every crate of the workspace.
//!
//! Typed ids, the clock, randomness, who acts ([`Actor`]), and the classes of
//! exposed data ([`exposure::Class`]). No input or output, no SQL, no HTTP.
//!
//! Invariants: time and chance enter the product through [`Env`] alone, so that
//! a test can decide both; an [`Actor`] is never "nobody": work without a person
//! behind it names the system part that does it.

mod actor;
mod clock;
mod env;
pub mod exposure;
mod ids;
mod text;

pub use actor::{Actor, Grant, Role, StaffActor};
pub use clock::{Clock, MockClock, SystemClock};
pub use env::{Entropy, Env, OsEntropy, SeededEntropy};
pub use ids::*;
pub use text::{Text, TextError};
