//! The place of a message in the list.

use chrono::{DateTime, Utc};

use crate::Reference;

/// The place of a message in the list; the list goes on after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it was captured, in whole milliseconds.
    pub at: DateTime<Utc>,
    /// Its reference.
    pub reference: Reference,
}
