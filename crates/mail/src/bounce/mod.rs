//! Reading what comes back: bounces, delays, automatic answers.
//!
//! Order of belief: a delivery report in fields (RFC 3464) first; then the
//! prose of mail servers that write none (qmail, old Exim, sendmail and
//! Exchange); never the prose of a person. What is not understood is
//! [`Class::Unknown`], and stays so until somebody reads it.
//!
//! Three things are kept apart. `given_up`: no server tries any more, so the message did
//! not arrive, whatever the class of its codes (`Action: failed`, RFC 3464 2.3.3).
//! `permanent`: what the codes say of another try (class 5 of RFC 3463). [`Reason`]: a
//! wrong address, a full mailbox, a blocked sender. None of them follows from another.
//!
//! A robot that answers for a person (RFC 3834) is no server: what it says of addresses,
//! in whatever language, is not read.
//!
//! Anybody can write to a return path: nothing here is proof. The ledger only
//! believes a bounce whose [`Classification::reference`] it issued.

mod classification;
mod classify;
mod codes;
mod dsn;
mod incoming;
mod mime;
mod original;
mod person;
mod prose;
mod recipients;
#[cfg(test)]
mod tests;

pub use self::classification::{Class, Classification};
pub use self::classify::{SIZE_MAX, classify};
pub use self::codes::Reason;
pub use self::recipients::Failed;
