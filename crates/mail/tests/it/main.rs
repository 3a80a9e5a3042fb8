//! Hand-over to a real mail server on loopback: every outcome, every protection.

#![expect(clippy::unwrap_used, reason = "a helper of tests stops at the first surprise")]

mod discretion;
mod outcomes;
mod pool;
mod protection;
mod world;
