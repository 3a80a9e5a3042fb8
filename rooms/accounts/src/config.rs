//! Settings of the room.

use chrono::Duration;

/// The cost of one password hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// Settings of the room. The defaults are those of production.
#[derive(Clone, Debug)]
pub struct AccountsConfig {
    /// Cost of a password hash (Argon2id, RFC 9106).
    pub hash_cost: HashCost,
    /// Hashes computed at the same time.
    pub hash_slots: usize,
    /// Hashes running or waiting before callers are told that the service is busy.
    pub hash_queue: usize,
    /// A session ends after this long without a request.
    pub session_idle: Duration,
    /// A session ends this long after the sign-in, whatever happens.
    pub session_absolute: Duration,
    /// A session's last use is written at most this often.
    pub session_touch: Duration,
    /// How long a one-time code may be typed.
    pub invitation_life: Duration,
    /// How long the second factor may take after the password.
    pub ticket_life: Duration,
    /// The longest delay after failed tries.
    pub longest_delay: Duration,
    /// The name that authenticators show; no colon.
    pub issuer: String,
}

impl Default for AccountsConfig {
    fn default() -> Self {
        Self {
            hash_cost: HashCost { memory_kib: 19_456, passes: 2, lanes: 1 },
            hash_slots: 2,
            hash_queue: 64,
            session_idle: Duration::minutes(30),
            session_absolute: Duration::hours(12),
            session_touch: Duration::minutes(1),
            invitation_life: Duration::days(7),
            ticket_life: Duration::minutes(5),
            longest_delay: Duration::seconds(60),
            issuer: "Concerné".to_owned(),
        }
    }
}
