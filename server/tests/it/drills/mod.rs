//! Drills: the real program, killed with SIGKILL at random moments, loses no row, forgets
//! nobody and writes to nobody twice.
//!
//! Small by default. `docs/operations.md` has the command for the full sizes.

mod campaign;
mod import;
mod launch;
mod ledger;
mod place;
mod returned;
mod smtp;
mod stored;

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    time::Duration,
};

/// How large the drills are.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    /// Kills on the way.
    kills: u64,
    /// Rows of the extract.
    rows: u64,
    /// Persons of the campaign.
    people: u64,
    /// Claims and leases of the dead run out in real time; otherwise the drill sets the
    /// clock of the ledger back between two workers.
    real_time: bool,
    /// The same seed gives the same kills, as far as the machine repeats itself.
    seed: u64,
}

impl Sizes {
    fn of_environment() -> Self {
        Self {
            kills: number("DRILL_KILLS").unwrap_or(3),
            rows: number("DRILL_ROWS").unwrap_or(20_000),
            people: number("DRILL_PEOPLE").unwrap_or(300),
            real_time: number("DRILL_REAL_TIME").is_some_and(|on| on > 0),
            seed: number("DRILL_SEED")
                .unwrap_or_else(|| RandomState::new().build_hasher().finish()),
        }
    }
}

/// Tells the person who runs a drill how it goes; hidden by a test that passes.
#[expect(clippy::print_stdout, reason = "the figures of a drill are its result")]
fn say(line: std::fmt::Arguments<'_>) {
    println!("{line}");
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number")))
}

/// A small generator of one's own, so that a printed seed repeats a drill.
#[derive(Clone, Copy, Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(1);
        synthetic::mix(self.0, 0, 0) % sides.max(1)
    }

    /// A moment before `end`, any as likely as any other.
    fn moment(&mut self, end: Duration) -> Duration {
        Duration::from_micros(self.roll(u64::try_from(end.as_micros()).unwrap()))
    }
}
