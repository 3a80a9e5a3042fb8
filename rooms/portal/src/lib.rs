//! What a patient may see: a claim code and a birth date open the exposure of one person.
//!
//! Vocabulary: a **try** is one code and one birth date typed; a **visit** is the quarter
//! of an hour after a good one, carried by a sealed cookie, with no state on the server;
//! an **exposure** is what the visit shows.
//!
//! Invariants (no oracle, rules R1 to R9 of the domain):
//! - nothing here takes a name, a number or an address: only a code sent to a contact
//!   on file leads anywhere;
//! - a code that is wrong, unknown, expired, revoked or locked gives one answer,
//!   [`Answer::Neutral`], after the same reads and the same decryption;
//! - the limits on tries depend on the code as typed and on the address prefix, never on
//!   whether the code exists;
//! - a letter is looked up by the number printed on it, which names no person;
//! - a class is denied only when it is known to be absent ([`Exposure::unknown`]);
//! - the most private classes leave this room in no type: whether a person has any is
//!   not told by a first proof of identity;
//! - a database or vault that does not answer is an error, never an answer.
//!
//! The **board** is what everybody may read (cases, labs, their words); it is kept in
//! memory and read again every two seconds.
//!
//! Tables: `portal_try`. Pages: `app/portal/src`.

mod before_launch;
mod board;
mod error;
mod exposure;
mod journal;
mod letter;
mod limits;
mod service;
mod shown;
mod store;
mod visit;

pub use board::{Board, PublicCase};
pub use error::PortalError;
pub use exposure::{Exposure, LabWords};
pub use letter::LetterAnswer;
pub use limits::Limits;
pub use service::{Answer, Portal};
pub use visit::{VISIT_MINUTES, Visit};

#[cfg(test)]
mod tests;
