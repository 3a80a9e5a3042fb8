//! The words of packs: texts in both languages, and closed lists.

use serde::{Deserialize, Serialize};

/// A text in the two languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// Whether the law is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Applies, within its dates.
    InForce,
    /// Adopted or expected, without a date yet; or kept as a sample.
    Dormant,
    /// A proposal under discussion.
    Proposal,
}

/// What kind of rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Must be done.
    Duty,
    /// May be done.
    Optional,
    /// Tells how another rule applies; nothing to submit.
    Note,
}

/// How sure the authors are of the text and its reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "three plain degrees")]
pub enum Confidence {
    High,
    Medium,
    Low,
}

/// A step in which a duty may be fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the laws")]
pub enum Phase {
    EarlyWarning,
    Initial,
    Complementary,
    Intermediate,
    Final,
    Full,
    Update,
    Resolution,
}
