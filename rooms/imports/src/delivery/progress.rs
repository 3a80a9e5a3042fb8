//! How far a delivery is, and when it should be done.

use chrono::{DateTime, Duration, Utc};

use super::{model::Import, state::ImportState};

/// Progress as shown to people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImportProgress {
    /// Where it stands.
    pub state: ImportState,
    /// Rows done by the present run.
    pub rows: i64,
    /// Rows that wait for a correction so far.
    pub quarantined: i64,
    /// Share of the file read, 0 to 1.
    pub share: f64,
    /// Rows a second over the run; none in its first half second.
    pub rate: Option<f64>,
    /// Time left at that rate.
    pub left: Option<Duration>,
}

impl ImportProgress {
    /// Progress at an instant.
    pub fn at(import: &Import, now: DateTime<Utc>) -> Self {
        let bytes = import.bytes.max(1) as f64;
        let share = (import.done_bytes as f64 / bytes).clamp(0.0, 1.0);
        let end = import.finished_at.unwrap_or(now);
        let seconds =
            import.started_at.map_or(0.0, |start| (end - start).num_milliseconds() as f64 / 1000.0);
        let running = matches!(import.state, ImportState::Checking | ImportState::Loading);
        let rate = (seconds > 0.5).then(|| import.rows as f64 / seconds);
        let left = (running && seconds > 0.5 && share > 0.0).then(|| {
            let total = seconds / share;
            #[expect(clippy::cast_possible_truncation, reason = "a time left is rounded anyway")]
            let millis = ((total - seconds) * 1000.0) as i64;
            Duration::milliseconds(millis.max(0))
        });
        Self {
            state: import.state,
            rows: import.rows,
            quarantined: import.quarantined,
            share,
            rate,
            left,
        }
    }
}
