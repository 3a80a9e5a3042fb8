//! Building the bytes of a message.
//!
//! A message is plain text, with an HTML alternative or without. Its Message-ID
//! is `reference@domain`; the reference is repeated in `X-Delivery-Ref`, since
//! some relays replace the Message-ID. Neither names the product nor the person.
//! The same input gives the same bytes: date and boundary are not left to chance.

mod build;
mod content;
mod error;
mod finished;
mod header;
mod html;
mod sender;
#[cfg(test)]
mod tests;

pub use self::content::Content;
pub use self::error::BuildError;
pub use self::finished::Message;
pub use self::sender::{Mailbox, ReturnPath, Sender};
