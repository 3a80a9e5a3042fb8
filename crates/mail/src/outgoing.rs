//! A message on its way: what goes, and where.

use crate::{Address, Message};

/// Who is told about a failure, and who receives: one recipient a message, so
/// that one outcome is one person's outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The return path (MAIL FROM), where bounces come back.
    pub return_path: Address,
    /// The recipient (RCPT TO).
    pub recipient: Address,
}

/// A finished message with its envelope.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Where it goes.
    pub envelope: Envelope,
    /// What goes.
    pub message: Message,
}
