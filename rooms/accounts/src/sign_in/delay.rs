//! Growing delays after failed tries.

use std::time::Duration;

use chrono::{DateTime, Utc};
use db::Tx;
use kernel::{AccountId, Id as _};

use crate::{
    Accounts,
    error::{AccountError, Result},
    secrets::Secrets,
    sign_in::{AddressPrefix, store},
};

/// Failures are forgotten after this long without a try.
pub(crate) const FORGET_SECS: i64 = 3_600;

/// Failures without delay: people mistype.
const FREE_PAIR: i64 = 2;
/// An office shares one prefix.
const FREE_PREFIX: i64 = 20;
const FREE_ACCOUNT: i64 = 4;

/// What tries are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Gate {
    subject: [u8; 16],
    free: i64,
    success: OnSuccess,
}

/// What a right try does to the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OnSuccess {
    /// All is forgotten.
    Clear,
    /// This try is forgotten: one's own account must not wash away tries at others.
    TakeBack,
}

impl Gate {
    /// One typed address from one prefix.
    pub(crate) fn pair(secrets: &Secrets, token: [u8; 16], from: AddressPrefix) -> Self {
        let value = [token.as_slice(), from.as_bytes()].concat();
        let subject = secrets.subject("delay_pair", &value);
        Self { subject, free: FREE_PAIR, success: OnSuccess::Clear }
    }

    /// Everything from one prefix.
    pub(crate) fn prefix(secrets: &Secrets, from: AddressPrefix) -> Self {
        let subject = secrets.subject("delay_prefix", from.as_bytes());
        Self { subject, free: FREE_PREFIX, success: OnSuccess::TakeBack }
    }

    /// One act on one account, where something else was proved first.
    pub(crate) fn account(secrets: &Secrets, act: &str, account: AccountId) -> Self {
        let value = [act.as_bytes(), account.uuid().as_bytes()].concat();
        let subject = secrets.subject("delay_account", &value);
        Self { subject, free: FREE_ACCOUNT, success: OnSuccess::Clear }
    }
}

/// The delay after so many failures in a row: none for the free ones, then one second,
/// doubled each time, up to the longest.
fn after(failures: i64, free: i64, longest: chrono::Duration) -> chrono::Duration {
    let over = failures - free;
    if over <= 0 {
        return chrono::Duration::zero();
    }
    let seconds = 1_i64.checked_shl(u32::try_from(over - 1).unwrap_or(u32::MAX).min(40));
    chrono::Duration::seconds(seconds.unwrap_or(i64::MAX >> 20)).min(longest)
}

/// What is left of a delay. A longer rest than any delay was noted before the clock was
/// set back: it is over, or the clock's error would shut out whoever tried meanwhile.
fn still_to_wait(rest: chrono::Duration, longest: chrono::Duration) -> chrono::Duration {
    if rest > longest { chrono::Duration::zero() } else { rest }
}

impl Accounts {
    /// Counts one try for every gate before it is looked at. Gives the delay to keep if it
    /// fails. The caller commits, whatever the outcome.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`] while a delay runs: the try is not looked at, and
    /// not counted.
    pub(crate) async fn admit(&self, tx: &mut Tx, gates: &[Gate]) -> Result<Duration> {
        let now = self.env.now();
        let forget = now - chrono::Duration::seconds(FORGET_SECS);
        // Always in the same order, so that two tries never wait for each other.
        let mut gates = gates.to_vec();
        gates.sort_unstable();
        let mut counts = Vec::with_capacity(gates.len());
        let mut wait = chrono::Duration::zero();
        for gate in &gates {
            let count = store::hold_delay(tx, &gate.subject, now).await?;
            wait = wait.max(still_to_wait(count.next_at - now, self.config.longest_delay));
            let failures = if count.last_at <= forget { 0 } else { count.failures };
            counts.push((gate, failures + 1));
        }
        if wait > chrono::Duration::zero() {
            return Err(AccountError::WrongCredentials { retry_after: seconds(wait) });
        }
        let mut longest = chrono::Duration::zero();
        for (gate, failures) in counts {
            let delay = after(failures, gate.free, self.config.longest_delay);
            longest = longest.max(delay);
            store::set_delay(tx, &gate.subject, failures, now, now + delay).await?;
        }
        Ok(seconds(longest))
    }

    /// Takes a right try back.
    pub(crate) async fn forgive(&self, tx: &mut Tx, gates: &[Gate]) -> Result<()> {
        let now: DateTime<Utc> = self.env.now();
        let mut gates = gates.to_vec();
        gates.sort_unstable();
        for gate in &gates {
            match gate.success {
                OnSuccess::Clear => store::clear_delay(tx, &gate.subject).await?,
                OnSuccess::TakeBack => store::take_back_delay(tx, &gate.subject, now).await?,
            };
        }
        Ok(())
    }
}

fn seconds(delay: chrono::Duration) -> Duration {
    delay.to_std().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest() {
        let longest = chrono::Duration::seconds(60);
        let delays: Vec<i64> = (1..12).map(|n| after(n, 2, longest).num_seconds()).collect();
        assert_eq!(delays, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(after(i64::MAX, 2, longest), longest);
    }
}
