//! Signing in: password, then second factor.
//!
//! The same answer and the same work for an address that has an account and one that has
//! none. Every try is counted before it is looked at, so that many at once gain nothing,
//! and forgiven when it was right. Delays grow to a minute and belong to an address
//! prefix (and, for the second factor, to an account whose password was right): a stranger
//! cannot shut anybody out. Guessing a second factor from many prefixes is slowed by
//! account; its owner still gets in with a recovery code, which nobody can guess.

pub(crate) mod delay;
pub(crate) mod store;
mod verbs;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use kernel::{AccountId, SessionId};

pub(crate) use delay::Gate;

use crate::secrets::SecretText;

/// The part of an internet address that stands for one household or office: 24 bits of
/// IPv4, 56 bits of IPv6. Kept only as a keyed hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressPrefix([u8; 8]);

impl AddressPrefix {
    /// The prefix of an address.
    pub fn of(address: IpAddr) -> Self {
        let mut prefix = [0; 8];
        let mut keep = |family: u8, octets: &[u8]| {
            for (place, octet) in prefix.iter_mut().zip(std::iter::once(&family).chain(octets)) {
                *place = *octet;
            }
        };
        match address.to_canonical() {
            IpAddr::V4(v4) => keep(4, v4.octets().get(..3).unwrap_or_default()),
            IpAddr::V6(v6) => keep(6, v6.octets().get(..7).unwrap_or_default()),
        }
        Self(prefix)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for AddressPrefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressPrefix")
    }
}

/// What proves that the password was right, for five minutes. To be kept in the browser's
/// session between the two pages, never in an address.
pub type SignInTicket = SecretText;

/// The second factor as typed.
#[derive(Clone, Copy)]
pub enum SecondFactor<'a> {
    /// Six digits of an authenticator.
    Totp(&'a str),
    /// A recovery code.
    Recovery(&'a str),
}

impl std::fmt::Debug for SecondFactor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Totp(_) => "Totp",
            Self::Recovery(_) => "Recovery",
        })
    }
}

/// A finished sign-in, to be bound to the browser's session by
/// [`crate::Accounts::open_session`].
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub account: AccountId,
    /// The session to open.
    pub session: SessionId,
    /// When.
    pub at: DateTime<Utc>,
    /// When this account signed in before, to be shown to its owner.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Recovery codes left.
    pub recovery_codes_left: i64,
}

#[cfg(test)]
mod tests {
    use super::AddressPrefix;

    fn prefix(address: &str) -> AddressPrefix {
        AddressPrefix::of(address.parse().unwrap())
    }

    #[test]
    fn neighbours_share_a_prefix_and_strangers_do_not() {
        assert!(prefix("192.0.2.1") == prefix("192.0.2.254"));
        assert!(prefix("192.0.2.1") == prefix("::ffff:192.0.2.9"));
        assert!(prefix("192.0.2.1") != prefix("192.0.3.1"));
        assert!(prefix("2001:db8:0:1100::1") == prefix("2001:db8:0:11ff:5::1"));
        assert!(prefix("2001:db8:0:1100::1") != prefix("2001:db8:0:1200::1"));
        assert_eq!(format!("{:?}", prefix("192.0.2.1")), "AddressPrefix");
    }
}
