//! The facts of one breach, as one organisation knows them: what rules are
//! evaluated against.
//!
//! Everything may be unknown: an absent answer is "not known yet", never "no".
//! The JSON form is versioned ([`FactsVersion`]); a key that is not in the list is
//! refused, so that a misspelt one cannot silence a duty. No person, no name and
//! no exposed value is a fact: only counts, dates and yes or no.

mod moment;
mod questions;
mod schema;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use moment::{Anchor, Moment};
pub use questions::{Facts, Question};
pub use schema::json_schema;
pub use words::{
    AuthorityZone, Calendar, FactsVersion, Jurisdiction, Kind, Nis2, Party, Risk, Severity,
    Structure, Territory, UnknownWord,
};

use crate::period::PeriodError;

/// Facts that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// Not JSON, an unknown key, or a word that is not in its list.
    #[error("the facts cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A local time that happens twice or never.
    #[error("{field}: {source}")]
    Unclear {
        /// The field.
        field: String,
        /// Why.
        source: PeriodError,
    },
}

impl Facts {
    /// Reads facts, and fixes local times without offset in the authority's zone.
    ///
    /// # Errors
    /// See [`FactsError`].
    pub fn parse(text: &str) -> Result<Self, FactsError> {
        // A list would be read as fields in order, without their names.
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)?;
        let mut facts: Self = serde_json::from_str(text)?;
        facts.settle()?;
        Ok(facts)
    }

    /// Gives every local time its offset.
    fn settle(&mut self) -> Result<(), FactsError> {
        let zone = self.zone.unwrap_or_default().tz();
        for anchor in Anchor::MOMENTS {
            if let Some(moment) = self.moment_mut(anchor) {
                *moment = moment.settled(zone).map_err(|source| FactsError::Unclear {
                    field: anchor.as_str().to_owned(),
                    source,
                })?;
            }
        }
        for (rule, moment) in &mut self.submissions {
            *moment = moment.settled(zone).map_err(|source| FactsError::Unclear {
                field: format!("submissions.{rule}"),
                source,
            })?;
        }
        Ok(())
    }

    /// The moment of an anchor that is a field of its own.
    pub fn moment(&self, anchor: Anchor) -> Option<Moment> {
        match anchor {
            Anchor::Awareness | Anchor::YearEnd => self.awareness,
            Anchor::Determination => self.determination,
            Anchor::ListKnown => self.list_known,
            Anchor::Request => self.request,
            Anchor::FixAvailable => self.fix_available,
            Anchor::Resolution => self.resolution,
            Anchor::OrderDue => self.order_due,
            Anchor::UserNoticeDue => self.user_notice_due,
            Anchor::Submission => None,
        }
    }

    fn moment_mut(&mut self, anchor: Anchor) -> Option<&mut Moment> {
        match anchor {
            Anchor::Awareness => self.awareness.as_mut(),
            Anchor::Determination => self.determination.as_mut(),
            Anchor::ListKnown => self.list_known.as_mut(),
            Anchor::Request => self.request.as_mut(),
            Anchor::FixAvailable => self.fix_available.as_mut(),
            Anchor::Resolution => self.resolution.as_mut(),
            Anchor::OrderDue => self.order_due.as_mut(),
            Anchor::UserNoticeDue => self.user_notice_due.as_mut(),
            Anchor::YearEnd | Anchor::Submission => None,
        }
    }

    /// The day at which the law is read: that of awareness, else `as_of`.
    pub fn reference_day(&self) -> Option<NaiveDate> {
        self.awareness.map(|moment| moment.day(self.zone.unwrap_or_default().tz())).or(self.as_of)
    }

    /// Whether some organisation at the table has that quality. Some qualities
    /// follow from other facts: a laboratory is a health structure, and anybody
    /// may be the victim of an attack.
    pub fn has_party(&self, party: Party) -> bool {
        self.parties.contains(&party)
            || match party {
                Party::Victim => true,
                Party::HealthStructure => self.structure.is_some_and(Structure::declares_to_ans),
                Party::Nis2Entity => {
                    matches!(self.nis2_entity, Some(Nis2::Important | Nis2::Essential))
                }
                Party::PublicAuthority => self.public_body == Some(true),
                _ => false,
            }
    }

    /// Whether a duty of that quality falls on another organisation than the one
    /// whose facts these are: a controller's processor owes its own duties.
    pub fn owed_by_another(&self, party: Party) -> bool {
        let decides = [Party::Controller, Party::CoveredEntity];
        party.serves_others() && decides.iter().any(|own| self.parties.contains(own))
    }

    /// Whether the law of a place applies: named itself, or through a part of it
    /// (`FR` brings `EU`, `US-CA` brings `US`).
    pub fn under(&self, law: &Jurisdiction) -> bool {
        self.jurisdictions.iter().any(|named| named.brings(law))
    }

    /// Whether the law of a State applies, and that of no other State of the European
    /// Economic Area.
    pub fn only_under(&self, law: &Jurisdiction) -> bool {
        self.under(law) && self.jurisdictions.iter().all(|own| own.brings(law) || !own.is_eea())
    }

    /// All persons concerned: the stated total, or the sum over territories where
    /// that is more. `None` while nothing was counted.
    pub fn persons_total(&self) -> Option<u64> {
        let sum = (!self.persons.is_empty())
            .then(|| self.persons.values().fold(0_u64, |sum, n| sum.saturating_add(*n)));
        self.persons_total.max(sum)
    }

    /// Persons who live in a territory. `None` while no territory was counted.
    pub fn persons_in(&self, territory: &Territory) -> Option<u64> {
        (!self.persons.is_empty()).then(|| self.persons.get(territory).copied().unwrap_or(0))
    }

    /// The largest count among the states of the United States.
    pub fn largest_us_state(&self) -> Option<u64> {
        let states = self.persons.iter().filter(|(territory, _)| territory.is_us_state());
        (!self.persons.is_empty()).then(|| states.map(|(_, n)| *n).max().unwrap_or(0))
    }

    /// Member States of the European Economic Area with persons concerned.
    pub fn eea_states(&self) -> Option<u64> {
        let states = self.persons.iter().filter(|(territory, n)| **n > 0 && territory.is_eea());
        (!self.persons.is_empty()).then(|| {
            let distinct: BTreeSet<_> = states.map(|(territory, _)| territory.country()).collect();
            u64::try_from(distinct.len()).unwrap_or(u64::MAX)
        })
    }

    /// First submissions made, by rule.
    pub fn submissions(&self) -> &BTreeMap<String, Moment> {
        &self.submissions
    }
}
