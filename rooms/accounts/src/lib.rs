//! Organisations, staff, roles, passwords, second factors and sessions.
//!
//! Vocabulary: an **organisation** is a laboratory, a vendor, an authority or the
//! platform; an **account** is one member of staff; a **grant** is one role in one
//! organisation; an **invitation** is a one-time code to type, never an address to
//! click; a **ticket** stands between the password and the second factor.
//!
//! Invariants:
//! - names, e-mail addresses and secrets of staff are sealed under the platform's
//!   key; an address is found by its blind index; what a laboratory shows to its
//!   patients is public and stands in clear;
//! - passwords are hashed with Argon2id (RFC 9106), outside transactions, and a
//!   sign-in costs the same work whether or not the account exists;
//! - a failed sign-in delays its own address prefix, never somebody else's: no
//!   stranger can shut a DPO out;
//! - roles are read from the database at every request: a change acts at once;
//! - nobody changes their own roles, and no account both runs the platform and
//!   reads persons.
//!
//! Tables: `organisation`, `account`, `account_grant`, `recovery_code`, `invitation`,
//! `invitation_grant`, `sign_in_delay`, `sign_in_ticket`, `staff_session`. Pages:
//! connection, team and rights (`app/pages/accounts/src`). Commands: `concerne create-admin`,
//! `concerne demo --reset-accounts`.

mod account;
mod accounts;
mod code;
mod config;
mod email;
mod error;
mod invitation;
mod organisation;
mod password;
mod rules;
mod secrets;
mod session;
mod sign_in;
mod totp;

#[cfg(test)]
mod tests;

pub use account::{
    AccountScope, AccountState, AccountView, DemoAccount, DemoCredentials, Factors, Origin,
};
pub use accounts::Accounts;
pub use config::{AccountsConfig, HashCost};
pub use error::{AccountError, FieldCode, FieldError, Result};
pub use invitation::{
    Acceptance, Accepted, Enrolment, InvitationKind, InvitationView, Invited, NewInvitation,
    Opened, OpenedGrant,
};
pub use organisation::{
    NewOrganisation, Organisation, OrganisationKind, OrganisationProfile, zone_of,
};
pub use rules::{Denied, Target, Verb, authorise, holds, organisations_with};
pub use secrets::SecretText;
pub use session::{Agent, PurgeCounts, SessionView, StaffSessions, Which};
pub use sign_in::{AddressPrefix, SecondFactor, SignInTicket, SignedIn};
pub use totp::totp_code;
