//! Messages and their hand-over: building, SMTP connections, the capture
//! folder, server replies, and the reading of bounces.
//!
//! Vocabulary: a [`Message`] is the finished bytes of one e-mail; an
//! [`Outgoing`] is a message with its [`Envelope`] (one return path, one
//! recipient); a [`Transport`] hands it over in two steps, so that the caller
//! can record "sending" between them; an [`Outcome`] says what is known
//! afterwards; a [`Reference`] ties a message to its delivery and says nothing
//! about the person.
//!
//! Invariants:
//! - Nothing is transmitted before [`Prepared::data`]: until then a delivery can
//!   be tried again without risk of a double.
//! - [`Outcome::NotSent`] is said only when the final dot cannot have left this
//!   machine; once it may have left and no reply came, the answer is
//!   [`Outcome::InDoubt`], never a guess.
//! - A message loads nothing: no image, no script, no form, no tracking.
//! - Addresses, subjects, bodies and server replies never appear in logs,
//!   errors or `Debug` output; a reply's text is reached by [`Reply::text`] only.
//! - Captured mail is written sealed ([`Seal`]); this crate holds no key.

mod address;
pub mod bounce;
pub mod capture;
mod config;
mod config_error;
mod memory;
mod message;
mod outcome;
mod outgoing;
mod reference;
mod reply;
mod seal;
pub mod smtp;
pub mod testing;
mod transport;

pub use address::{Address, AddressError, Domain};
pub use capture::Capture;
pub use config::{CaptureFolder, MailConfig, OpenError, Opened};
pub use config_error::ConfigError;
pub use memory::{Fault, MemoryTransport};
pub use message::{BuildError, Content, Mailbox, Message, ReturnPath, Sender};
pub use outcome::{InDoubt, NotSent, Outcome, Refusal, Stage, TlsFailure, Unprepared};
pub use outgoing::{Envelope, Outgoing};
pub use reference::{NotAReference, Reference};
pub use reply::{Enhanced, Reply};
pub use seal::{Seal, SealError};
pub use smtp::SmtpTransport;
pub use transport::{Checked, Prepared, Transport};
