//! E-mails: from the ledger to the mail server and back.
//!
//! A session claims due e-mails, opens their persons, and lets as many connections work
//! as the transport has. Everything that they tell the ledger goes through one writer,
//! which gathers what came in and commits it in one transaction: "I am about to send
//! this", answered only after the commit, and "this is what the server said". So a
//! message's content never leaves before its row says `sending`, and a commit costs the
//! same for one message or for fifty.

mod breaker;
mod limiter;
mod reference;
mod seal;
mod session;
mod worker;
mod writer;

pub(crate) use reference::References;
pub use seal::VaultSeal;
pub use session::SessionReport;
pub(crate) use session::sender;
pub use worker::SendEmails;
pub(crate) use writer::{add_letter, attempt_place};
