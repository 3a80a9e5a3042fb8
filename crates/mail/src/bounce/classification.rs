//! What was understood of a returned message.

use serde::Serialize;

use super::recipients::Failed;
use crate::Reference;

/// What a returned message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A server reports that it failed, or has failed so far, to deliver.
    Bounce,
    /// An automatic answer, a read or delivery receipt, a complaint, a person's message.
    NotBounce,
    /// Nobody knows: to be read by a person.
    Unknown,
}

/// What was understood of one returned message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Classification {
    /// Bounce, not a bounce, or unknown.
    pub class: Class,
    /// The recipients not reached; empty unless a bounce.
    pub recipients: Vec<Failed>,
    /// Whether the recipients were read in fields (RFC 3464). What was read in prose is
    /// to be believed for the address that was written to alone.
    #[serde(skip)]
    pub in_fields: bool,
    /// The Message-ID of the message that came back, without angle brackets.
    pub original_message_id: Option<String>,
    /// Whether that Message-ID is of our domain.
    pub ours: bool,
    /// The reference of our message: from its Message-ID, its `X-Delivery-Ref`
    /// or the tagged return path.
    #[serde(skip)]
    pub reference: Option<Reference>,
}

impl Classification {
    /// Nothing was understood.
    pub(super) const fn unknown() -> Self {
        Self {
            class: Class::Unknown,
            recipients: Vec::new(),
            in_fields: false,
            original_message_id: None,
            ours: false,
            reference: None,
        }
    }
}
