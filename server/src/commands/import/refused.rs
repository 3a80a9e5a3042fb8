//! A refusal of the import commands.

use crate::Failure;

/// The stable code, and what is said.
pub(super) type Refused = (&'static str, Failure);
