//! What waits for the reader: rooms say it, the dashboard collects it.

/// One thing to do.
pub struct Waiting {
    /// When it is due, or how many wait.
    pub when: String,
    /// The line under it.
    pub when_note: String,
    /// What to do.
    pub title: String,
    /// What happens if nobody acts.
    pub effect: String,
    /// Where.
    pub href: String,
    /// The words of the button.
    pub button: &'static str,
    /// Smaller comes first: minutes left, or a large number.
    pub rank: i64,
}

/// The rank of what has no hour.
pub const NO_HOUR: i64 = 1_000_000;
