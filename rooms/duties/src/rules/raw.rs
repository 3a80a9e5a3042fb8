//! The shapes of the TOML files, before they are checked.

use serde::Deserialize;

use super::words::{Bilingual, Confidence, Force, Phase, Status};
use crate::facts::{Anchor, Kind, Nis2, Party, Risk, Severity, Structure};

/// A file of rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPack {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) law: String,
    pub(super) title: Bilingual,
    pub(super) checked: String,
    pub(super) sources: Vec<String>,
    pub(super) zone: String,
    pub(super) holidays: Option<String>,
    /// "authority": the facts may name another zone and calendar.
    #[serde(default)]
    pub(super) place: RawPlace,
    pub(super) rule: Vec<RawRule>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawPlace {
    #[default]
    Own,
    Authority,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) id: String,
    pub(super) refines: Option<String>,
    pub(super) title: Bilingual,
    pub(super) article: String,
    pub(super) sources: Vec<String>,
    /// Where it is not that of the pack.
    pub(super) law: Option<String>,
    pub(super) owed_by: Party,
    pub(super) recipient: String,
    #[serde(default = "duty")]
    pub(super) force: Force,
    pub(super) when: Bilingual,
    pub(super) trigger: RawExpr,
    pub(super) deadline: RawTerm,
    #[serde(default)]
    pub(super) phases: Vec<Phase>,
    pub(super) content: Option<String>,
    #[serde(default)]
    pub(super) exemption: Vec<RawExemption>,
    #[serde(default)]
    pub(super) proof: Vec<String>,
    pub(super) status: Status,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) confidence: Confidence,
    pub(super) note: Option<Bilingual>,
}

const fn duty() -> Force {
    Force::Duty
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExemption {
    pub(super) fr: String,
    pub(super) en: String,
    pub(super) when: Option<RawExpr>,
}

/// A deadline: `{n, unit, start, calc}`, `{asap, start, soft_hours}`,
/// `{set_by}`, `{continuous}` or `{none}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    pub(super) n: Option<u32>,
    pub(super) unit: Option<String>,
    pub(super) start: Option<Anchor>,
    pub(super) of: Option<String>,
    pub(super) calc: Option<String>,
    pub(super) extended_n: Option<u32>,
    pub(super) extended_when: Option<RawExpr>,
    #[serde(default)]
    pub(super) asap: bool,
    pub(super) soft_hours: Option<u32>,
    pub(super) set_by: Option<Anchor>,
    #[serde(default)]
    pub(super) continuous: bool,
    #[serde(default)]
    pub(super) none: bool,
}

/// An expression: one operator or one test.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawExpr {
    pub(super) always: Option<bool>,
    pub(super) all: Option<Vec<Self>>,
    pub(super) any: Option<Vec<Self>>,
    pub(super) not: Option<Box<Self>>,
    pub(super) fact: Option<String>,
    pub(super) risk: Option<Vec<Risk>>,
    pub(super) severity: Option<Vec<Severity>>,
    pub(super) kinds: Option<Vec<Kind>>,
    pub(super) structure: Option<Vec<Structure>>,
    pub(super) nis2_entity: Option<Vec<Nis2>>,
    pub(super) party: Option<Party>,
    pub(super) only_under: Option<String>,
    pub(super) count: Option<String>,
    pub(super) above: Option<u64>,
    pub(super) at_least: Option<u64>,
    pub(super) below: Option<u64>,
    pub(super) submitted: Option<String>,
    pub(super) late: Option<String>,
    pub(super) unknown: Option<bool>,
}

/// The shared lists: recipients, content lists, proofs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRegistry {
    pub(super) recipient: Vec<RawNamed>,
    pub(super) content: Vec<RawContent>,
    pub(super) proof: Vec<RawNamed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNamed {
    pub(super) code: String,
    pub(super) fr: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawContent {
    pub(super) code: String,
    pub(super) fr: String,
    pub(super) en: String,
    pub(super) items: Vec<Bilingual>,
}
