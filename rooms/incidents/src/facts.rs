//! What is told in words to patients and authorities: one source for the letter, the
//! e-mail, the portal and the forms, so that they never disagree.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{CaseError, FieldError};

const MAX: usize = 2_000;

/// The words of one lab about its part of the case, French and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublicFacts {
    /// What happened, French.
    pub what_fr: String,
    /// What happened, English.
    pub what_en: String,
    /// What was done about it, French.
    pub measures_fr: String,
    /// What was done about it, English.
    pub measures_en: String,
    /// What is not known yet, French.
    pub unknown_fr: String,
    /// What is not known yet, English.
    pub unknown_en: String,
    /// The day by which more will be said.
    pub next_update_on: Option<NaiveDate>,
}

impl PublicFacts {
    /// Refuses texts that are too long or hold control characters.
    pub(crate) fn check(&self) -> Result<(), CaseError> {
        let fields: [(&'static str, &str); 6] = [
            ("what_fr", &self.what_fr),
            ("what_en", &self.what_en),
            ("measures_fr", &self.measures_fr),
            ("measures_en", &self.measures_en),
            ("unknown_fr", &self.unknown_fr),
            ("unknown_en", &self.unknown_en),
        ];
        let errors: Vec<FieldError> = fields
            .into_iter()
            .filter_map(|(field, text)| {
                let code = if text.chars().count() > MAX {
                    "too_long"
                } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
                    "control"
                } else {
                    return None;
                };
                Some(FieldError { field, code })
            })
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(CaseError::Invalid(errors)) }
    }

    /// The fields that a notice to persons cannot do without (GDPR 34(2)) and that
    /// are still empty.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("what_fr", self.what_fr.trim().is_empty()),
            ("measures_fr", self.measures_fr.trim().is_empty()),
            ("unknown_fr", self.unknown_fr.trim().is_empty()),
        ]
        .into_iter()
        .filter_map(|(field, empty)| empty.then_some(field))
        .collect()
    }
}
