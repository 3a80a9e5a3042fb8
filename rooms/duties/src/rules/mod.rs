//! Rule packs: the law as dated data.
//!
//! A *pack* is one embedded TOML file for one law or country; a *rule* is one
//! duty in it: who owes it, when it is triggered, to whom, by when, with what
//! content and proof. The packs travel inside the program; the tests of this
//! module check every one of them.
//!
//! Invariants: a pack with an unknown word, an unknown recipient or a rule
//! without source does not load; a rule whose status is not "in force" never
//! produces a deadline, until [`Packs::in_force_from`] gives it a date.

mod error;
mod expression;
mod load;
mod pack;
mod predicate;
mod raw;
mod rule;
mod term;
#[cfg(test)]
mod tests;
mod words;

pub use error::PackError;
pub use pack::{Pack, Packs, Place};
#[cfg(test)]
pub(crate) use predicate::Predicate;
pub(crate) use predicate::{Context, Tri};
pub use predicate::{Count, FactName};
pub use rule::{ContentList, DutyRule, Exemption, Haste, Named, Term, Within};
pub use words::{Bilingual, Confidence, Force, Phase, Status};
