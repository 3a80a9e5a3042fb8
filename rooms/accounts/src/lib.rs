//! Organisations, staff, roles, passwords, second factors and sessions.

mod rules;

pub use rules::{Denied, Target, Verb, authorise, holds, organisations_with};
