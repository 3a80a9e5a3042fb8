//! The demonstration: a synthetic case as a user would have made it, through the verbs.
//!
//! Nothing here writes to a table: organisations, accounts, the case, its awareness
//! ledger and its imports come from the same calls as the console's. All persons are
//! synthetic. Loading it again changes nothing.

mod labs_leak;
mod people;

use accounts::DemoCredentials;

pub(crate) use labs_leak::{Options, REFERENCE, ensure};

/// What a load of the demonstration gives back.
pub(crate) struct Loaded {
    /// Credentials of the accounts, when they were made by this load.
    pub(crate) accounts: Vec<DemoCredentials>,
}
