//! What connections tell the ledger.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{DeliveryId, PersonId};
use mail::Outcome;
use tokio::sync::oneshot;

use crate::{DeliveryState, ledger::Fate};

/// An e-mail on its way through a session.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: DeliveryId,
    pub(crate) person: PersonId,
    pub(crate) from: DeliveryState,
    pub(crate) counted: bool,
    pub(crate) attempts: i64,
    pub(crate) tries: i64,
    pub(crate) first_at: Option<DateTime<Utc>>,
    /// Whether a letter can go to the person instead.
    pub(crate) letter: bool,
}

/// What a connection tells the ledger.
pub(crate) enum Entry {
    /// About to transmit; waits for the answer.
    Start(Arc<Item>, oneshot::Sender<bool>),
    /// The server's word, after a start or without one.
    End { item: Arc<Item>, begun: Option<DateTime<Utc>>, outcome: Outcome, fate: Fate },
    /// The server never saw it: again later.
    Postpone(Arc<Item>),
    /// Not by e-mail: excluded, or failed with a letter instead.
    Aside(Arc<Item>, DeliveryState, &'static str),
}
