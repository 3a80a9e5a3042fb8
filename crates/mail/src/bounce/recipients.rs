//! The recipients that an answer names.

use std::fmt;

use serde::Serialize;

use super::codes::Reason;
use crate::Enhanced;

/// The most recipients that one answer names.
pub(super) const RECIPIENTS_MAX: usize = 1000;

/// One recipient that was not reached. `Debug` hides the address.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// The address that we wrote to, as far as the server says.
    pub address: String,
    /// Whether nobody tries any more: the message did not arrive (RFC 3464 2.3.3). False
    /// for a delay, and where the server does not say.
    pub given_up: bool,
    /// Whether the codes say that trying again is useless (class 5, RFC 3463).
    pub permanent: bool,
    /// The enhanced status code (RFC 3463), when there is one.
    pub status: Option<Enhanced>,
    /// Why.
    pub reason: Reason,
    /// What the remote server wrote; may hold personal data.
    #[serde(skip)]
    pub diagnostic: Option<String>,
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("given_up", &self.given_up)
            .field("permanent", &self.permanent)
            .field("status", &self.status)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Whether the text looks like an address, for want of better knowledge.
pub(super) fn is_address_like(text: &str) -> bool {
    text.len() <= 320
        && text.bytes().all(|b| b.is_ascii_graphic() || b >= 0x80)
        && !text.contains(['<', '>', '(', ')', ',', ';', ':', '"', '\\', '[', ']'])
        && text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !local.contains('@')
                && domain.len() > 2
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
}
