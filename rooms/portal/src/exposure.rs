//! What a visit shows: one record behind the page, the letter and the e-mail.

use accounts::Organisation;
use chrono::{DateTime, NaiveDate, Utc};
use incidents::{End, Kind, PublicFacts};
use kernel::exposure::ClassSet;

/// A lab in words, as patients know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabWords {
    /// Its name.
    pub name: String,
    /// Its town.
    pub city: String,
    /// The telephone that patients may call.
    pub phone: String,
    /// When it is answered.
    pub hours: String,
    /// The data protection officer: name, e-mail, postal address.
    pub dpo: (String, String, Vec<String>),
}

impl LabWords {
    pub(crate) fn of(lab: &Organisation) -> Self {
        Self {
            name: lab.name.clone(),
            city: lab.city.clone(),
            phone: lab.phone.clone(),
            hours: lab.hours.clone(),
            dpo: (lab.dpo_name.clone(), lab.dpo_email.clone(), lab.dpo_address.clone()),
        }
    }
}

/// The exposure of one person in one lab's files. No name: the page greets nobody, so
/// that a screen left open tells as little as it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// The lab.
    pub lab: LabWords,
    /// The kind of breach, which decides on the words.
    pub kind: Kind,
    /// What the lab says of the breach.
    pub facts: PublicFacts,
    /// First day of exposure, where known, and when it ended.
    pub period: (Option<NaiveDate>, End),
    /// Classes exposed, without the most private ones.
    pub classes: ClassSet,
    /// Classes, without the most private ones, of which nobody knows whether they were
    /// exposed: neither "in the file" nor "not in the file".
    pub unknown: ClassSet,
    /// First and last day of a visit to the lab.
    pub visits: Option<(NaiveDate, NaiveDate)>,
    /// When this answer was made.
    pub at: DateTime<Utc>,
}
