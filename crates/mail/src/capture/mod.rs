//! Captured mail: messages kept in a folder instead of leaving the machine.
//!
//! Layout of the folder, shared by all processes of one machine:
//! - `messages/<reference>`: one sealed message, written under another name,
//!   flushed to disk and renamed, so that a file is whole or absent;
//! - `order/<milliseconds>-<reference>`: empty, one per message; its name alone
//!   gives the list, newest first, without opening anything.
//!
//! A message is captured once per reference: a second hand-over changes nothing.
//! Names hold the opaque reference and the instant, no personal datum.

mod check;
mod error;
mod file;
mod page;
mod place;
mod store;
#[cfg(test)]
mod tests;
mod transport;

pub use self::check::CaptureCheck;
pub use self::error::CaptureError;
pub use self::file::{CapturedMail, Header};
pub use self::page::{PAGE_MAX, Page};
pub use self::place::Place;
pub use self::transport::Capture;
