//! Browser sessions of the console.
//!
//! The browser holds 128 random bits; the table holds their SHA-256. A session ends after
//! half an hour without a request and twelve hours after the sign-in. It changes its
//! identifier at the sign-in and when the roles or the password of its account change.
//!
//! Use: the layer of `tower-sessions` over [`StaffSessions`], with `Expiry::OnSessionEnd`
//! (the limits are kept here, not in the cookie), then [`crate::Accounts::actor_of`] once
//! a request.

mod agent;
mod store;
mod tower;
mod verbs;

use chrono::{DateTime, Utc};
use kernel::{AccountId, SessionId};
use serde::{Deserialize, Serialize};

pub use agent::Agent;
pub(crate) use store::{end_all, mark_for_rotation};
pub use tower::StaffSessions;
pub use verbs::PurgeCounts;

/// The key under which a session's data say who has signed in.
const BOUND: &str = "accounts.signed_in";

/// Who has signed in with a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bound {
    account: AccountId,
    session: SessionId,
    at: DateTime<Utc>,
    agent: Agent,
}

/// Which session is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that asks.
    Current,
    /// Another one.
    Other,
}

/// One of one's own sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub which: Which,
    /// The browser, in one word.
    pub agent: Agent,
    /// When it began.
    pub signed_in_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
}
