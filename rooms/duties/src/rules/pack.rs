//! Packs: the files of rules, and all of them with an index.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::error::PackError;
use super::rule::{DutyRule, Term};
use super::words::{Bilingual, Status};
use crate::facts::{Facts, Question};
use crate::period;

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
    pub(super) packs: Vec<Pack>,
    /// Place of each rule: its pack, and where in it.
    pub(super) index: HashMap<String, (usize, usize)>,
}

impl Packs {
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
