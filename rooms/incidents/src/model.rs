//! Incidents and their labs.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{CaseLabId, IncidentId, OrganisationId, Text};

use crate::{PublicFacts, error::CaseError};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All values, in display order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable word kept in columns, forms and catalogues.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads a stable word back.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What kind of breach it is (GDPR 4(12): confidentiality, integrity, availability).
    Kind {
        /// Copied or published by somebody outside.
        Leak = "leak",
        /// Reachable by anybody, for instance through a search engine.
        Indexed = "indexed",
        /// Made unavailable for ransom.
        Ransomware = "ransomware",
        /// Sent to the wrong recipient.
        WrongRecipient = "wrong_recipient",
        /// A device was lost or stolen.
        LostDevice = "lost_device",
        /// Changed without permission.
        Altered = "altered",
    }
}

words! {
    /// What is thought to have caused it, in the authority's terms.
    Cause {
        /// Nothing is known yet.
        Unknown = "unknown",
        /// Somebody outside, on purpose.
        ExternalMalicious = "external_malicious",
        /// Somebody outside, by accident.
        ExternalAccidental = "external_accidental",
        /// Somebody inside, on purpose.
        InternalMalicious = "internal_malicious",
        /// Somebody inside, by accident.
        InternalAccidental = "internal_accidental",
    }
}

words! {
    /// How sure the cause is.
    CauseStatus {
        /// Supposed.
        Suspected = "suspected",
        /// Shown.
        Confirmed = "confirmed",
        /// Excluded.
        RuledOut = "ruled_out",
    }
}

/// When the exposure ended. Going on and not known are two things: a person who is told
/// must not read that it is over, nor that it is not, where nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum End {
    /// On that day.
    On(NaiveDate),
    /// Not yet.
    GoingOn,
    /// Nobody knows.
    #[default]
    Unknown,
}

impl End {
    /// The last day, where known.
    pub const fn day(self) -> Option<NaiveDate> {
        match self {
            Self::On(day) => Some(day),
            Self::GoingOn | Self::Unknown => None,
        }
    }

    /// Whether it is known to go on.
    pub const fn is_going_on(self) -> bool {
        matches!(self, Self::GoingOn)
    }
}

impl From<Option<NaiveDate>> for End {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Unknown, Self::On)
    }
}

/// What may change of a case after its opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseChange {
    /// Its kind: what was thought encrypted is found copied.
    pub kind: Kind,
    /// Its title in the console.
    pub title: Text<160>,
    /// The processor concerned.
    pub vendor: Option<OrganisationId>,
    /// The software or service concerned.
    pub product: Option<Text<160>>,
    /// First day of exposure, where known.
    pub started_on: Option<NaiveDate>,
    /// When it ended.
    pub end: End,
    /// What is thought to have caused it.
    pub cause: Cause,
    /// How sure that is.
    pub cause_status: CauseStatus,
}

/// The public name of a case, typed on the command line and printed on letters:
/// 3 to 24 capitals, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// Checks a reference.
    ///
    /// # Errors
    /// [`CaseError::Invalid`] on anything else than 3 to 24 of `A-Z 0-9 -`.
    pub fn parse(raw: &str) -> Result<Self, CaseError> {
        let text = raw.trim().to_ascii_uppercase();
        let fits = (3..=24).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits { Ok(Self(text)) } else { Err(CaseError::field("reference", "reference")) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The breach as such, common to its labs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Its public name.
    pub reference: String,
    /// Its kind.
    pub kind: Kind,
    /// Its title in the console.
    pub title: String,
    /// The processor concerned (GDPR 28), if any.
    pub vendor: Option<OrganisationId>,
    /// The software or service concerned.
    pub product: Option<String>,
    /// First day of exposure, where known.
    pub started_on: Option<NaiveDate>,
    /// When it ended.
    pub end: End,
    /// What is thought to have caused it.
    pub cause: Cause,
    /// How sure that is.
    pub cause_status: CauseStatus,
    /// When the case was opened.
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i64,
}

/// One lab's part of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLab {
    /// Its id: the unit of tenancy.
    pub id: CaseLabId,
    /// The incident.
    pub incident: IncidentId,
    /// The lab, controller of the data.
    pub organisation: OrganisationId,
    /// What patients and authorities are told, in words.
    pub facts: PublicFacts,
    /// Facts for the duty rules, a versioned JSON document read by the duties room.
    pub duty_facts: String,
    /// When the awareness in force began, once decided.
    pub aware_at: Option<DateTime<Utc>>,
    /// Since when the public page of this lab is open.
    pub public_since: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i64,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSummary {
    /// The breach.
    pub incident: Incident,
    /// The labs of it that the reader may see.
    pub labs: Vec<CaseLab>,
}

/// What opens a case.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// Its public name.
    pub reference: Reference,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: Text<160>,
    /// The processor concerned.
    pub vendor: Option<OrganisationId>,
    /// The software or service concerned.
    pub product: Option<Text<160>>,
    /// First day of exposure.
    pub started_on: Option<NaiveDate>,
    /// When it ended.
    pub end: End,
    /// The labs concerned; at least one.
    pub labs: Vec<OrganisationId>,
}

impl NewCase {
    pub(crate) fn check(&self) -> Result<(), CaseError> {
        if self.labs.is_empty() {
            return Err(CaseError::field("labs", "required"));
        }
        in_order(self.started_on, self.end)
    }
}

/// Refuses an end before the start.
pub(crate) fn in_order(start: Option<NaiveDate>, end: End) -> Result<(), CaseError> {
    match (start, end.day()) {
        (Some(start), Some(end)) if end < start => {
            Err(CaseError::field("ended_on", "before_start"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_short_and_plain() {
        assert_eq!(Reference::parse(" demo-1 ").unwrap().as_str(), "DEMO-1");
        for bad in ["", "AB", "-ABC", "ABC-", "A B C", "É-123", &"A".repeat(25)] {
            assert!(Reference::parse(bad).is_err(), "{bad:?}");
        }
    }
}
