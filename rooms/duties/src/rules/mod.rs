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

mod load;
mod predicate;
mod raw;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use load::PackError;
pub(crate) use predicate::{Context, Predicate, Tri};
pub use predicate::{Count, FactName};

use crate::facts::{Anchor, Facts, Jurisdiction, Party, Question};
use crate::period;

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

/// A recipient, a content list or a proof: a code with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The stable code.
    pub code: String,
    /// What users read.
    pub label: Bilingual,
}

/// What a notice must contain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContentList {
    /// The stable code, as `C-33`.
    pub code: String,
    /// What users read.
    pub label: Bilingual,
    /// The parts, in order.
    pub items: Vec<Bilingual>,
}

/// A ground on which a triggered duty falls away.
#[derive(Clone, Debug)]
pub struct Exemption {
    /// The text.
    pub text: Bilingual,
    /// The facts that prove it; `None` where a person has to judge.
    pub(crate) when: Option<Predicate>,
}

/// How long a duty leaves.
#[derive(Clone, Debug)]
pub enum Term {
    /// A number of units from an event.
    Within(Within),
    /// "Without delay": no number in the law; a target of the product's own, in hours.
    WithoutDelay {
        /// The event.
        start: Anchor,
        /// The rule under which a submission is the event ([`Anchor::Submission`]).
        of: Option<String>,
        /// Hours after which the product reminds.
        soft_hours: Option<u32>,
    },
    /// The date that an authority set.
    SetBy(Anchor),
    /// Kept up to date, with no date.
    Continuous,
    /// Nothing to do in time.
    None,
}

/// A number of units from an event.
#[derive(Clone, Debug)]
pub struct Within {
    /// The event.
    pub start: Anchor,
    /// The rule under which a submission is the event ([`Anchor::Submission`]).
    pub of: Option<String>,
    /// The period, in the zone and calendar of the pack.
    pub period: period::Period,
    /// A longer period, and the facts that allow it (GDPR 12(3), second sentence).
    pub(crate) extension: Option<(Predicate, period::Period)>,
    /// The law also says "without undue delay".
    pub without_delay: Haste,
}

/// Whether the law asks for speed besides its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// "Without undue delay and at the latest ...".
    WithoutUndueDelay,
    /// Only the number.
    NumberOnly,
}

/// One rule of a pack.
#[derive(Clone, Debug)]
pub struct DutyRule {
    /// Stable id, as `eu-gdpr-33-1`.
    pub id: String,
    /// The rule that this one tells how to apply in a country.
    pub refines: Option<String>,
    /// Short name for lists.
    pub title: Bilingual,
    /// The article.
    pub article: String,
    /// Texts and pages in which the rule can be read; never empty.
    pub sources: Vec<String>,
    /// Whose law.
    pub law: Jurisdiction,
    /// In which quality it is owed.
    pub owed_by: Party,
    /// To whom.
    pub recipient: Named,
    /// Duty, option or note.
    pub force: Force,
    /// The trigger in words.
    pub when: Bilingual,
    pub(crate) trigger: Predicate,
    /// By when.
    pub term: Term,
    /// Steps in which it may be done.
    pub phases: Vec<Phase>,
    /// What it must contain.
    pub content: Option<ContentList>,
    /// On which grounds it falls away.
    pub exemptions: Vec<Exemption>,
    /// What to keep.
    pub proof: Vec<Named>,
    /// Whether it is law.
    pub status: Status,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Something the user should read beside it.
    pub note: Option<Bilingual>,
}

/// Whose zone and holidays a pack counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Always those of the pack.
    Own,
    /// Those of the receiving authority when the facts name them.
    Authority,
}

/// One file of rules.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Stable id, as `eu-gdpr`.
    pub id: String,
    /// Version of the file, as `2026-11`.
    pub version: String,
    /// Name for lists.
    pub title: Bilingual,
    /// Day on which the sources were last read.
    pub checked: NaiveDate,
    /// Sources of the whole pack.
    pub sources: Vec<String>,
    /// Zone in which days and hours are counted.
    pub zone: Tz,
    /// Public holidays that count; `None` where no rule of the pack heeds any.
    pub calendar: Option<period::Calendar>,
    /// Whether the facts may name another authority's.
    pub place: Place,
    /// The rules, in the order of the file.
    pub rules: Vec<DutyRule>,
}

/// All packs, checked, with an index by rule id.
#[derive(Clone, Debug)]
pub struct Packs {
    packs: Vec<Pack>,
    index: HashMap<String, (usize, usize)>,
}

impl Packs {
    /// The packs of this release.
    ///
    /// # Errors
    /// Never for a released program: the tests load them all.
    pub fn embedded() -> Result<Self, PackError> {
        load::embedded()
    }

    /// The packs, in display order.
    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.packs.iter()
    }

    /// A rule with its pack.
    pub fn find(&self, rule: &str) -> Option<(&Pack, &DutyRule)> {
        let (pack, rule) = *self.index.get(rule)?;
        let pack = self.packs.get(pack)?;
        Some((pack, pack.rules.get(rule)?))
    }

    /// The questions whose answers can change a duty under the laws of these facts, and
    /// those that are read elsewhere: a public body is a quality, and the form of the
    /// authority asks whether the breach goes on.
    pub fn asked(&self, facts: &Facts) -> BTreeSet<Question> {
        let mut asked = BTreeSet::from([Question::PublicBody, Question::Ongoing]);
        for rule in self.packs.iter().flat_map(|pack| &pack.rules) {
            if facts.under(&rule.law) {
                let grounds = rule.exemptions.iter().filter_map(|ground| ground.when.as_ref());
                let longer = match &rule.term {
                    Term::Within(within) => within.extension.as_ref().map(|(when, _)| when),
                    _ => None,
                };
                for when in std::iter::once(&rule.trigger).chain(grounds).chain(longer) {
                    when.asks(facts, &mut asked);
                }
            }
        }
        asked
    }

    /// The version of each pack, to keep with an assessment.
    pub fn versions(&self) -> BTreeMap<&str, &str> {
        self.packs.iter().map(|pack| (pack.id.as_str(), pack.version.as_str())).collect()
    }

    /// Switches a dormant rule, or every dormant rule of a pack, in force from a
    /// day: the administrator's act when a law is promulgated.
    ///
    /// # Errors
    /// No dormant rule or pack of that id.
    pub fn in_force_from(&mut self, id: &str, day: NaiveDate) -> Result<(), PackError> {
        let mut found = false;
        for pack in &mut self.packs {
            let whole = pack.id == id;
            for rule in &mut pack.rules {
                if (whole || rule.id == id) && rule.status != Status::InForce {
                    rule.status = Status::InForce;
                    rule.from = Some(day);
                    found = true;
                }
            }
        }
        if found { Ok(()) } else { Err(PackError::NothingDormant(id.to_owned())) }
    }
}
