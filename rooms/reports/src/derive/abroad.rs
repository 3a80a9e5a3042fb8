//! Persons and authorities of other countries, and the other authorities told.

use duties::DutyView;

use super::{Found, from};
use crate::gather::Known;
use crate::model::{Room, Value};

impl Known {
    pub(super) fn borders(&self, code: &str) -> Found {
        let persons = &self.facts.persons;
        let abroad = persons.iter().any(|(place, n)| place.country() != "FR" && *n > 0);
        let crosses = match self.settled_value_of_xborder(code) {
            Some(answer) => answer,
            None => abroad,
        };
        let sent = || self.duties.iter().filter(|view| view.submissions > 0);
        match code {
            "xborder" if persons.is_empty() => Found::Nothing,
            "xborder" => from(Room::Duties, "facts.persons", Value::YesNo(abroad)),
            "places" if !crosses => Found::NotApplicable,
            "places" if persons.is_empty() => Found::Nothing,
            "places" => {
                let places = persons.iter().map(|(place, n)| (place.as_str().to_owned(), *n));
                from(Room::Duties, "facts.persons", Value::Places(places.collect()))
            }
            "other_dpa_notified" if !crosses => Found::NotApplicable,
            "other_dpa_notified" => {
                let other = sent().any(|view| is_foreign_dpa(&view.recipient.code));
                from(Room::Duties, "submissions", Value::YesNo(other))
            }
            "other_authorities" => {
                let mut found: Vec<_> = sent()
                    .filter(|view| is_other_authority(view))
                    .map(|view| view.recipient.clone())
                    .collect();
                found.dedup_by(|a, b| a.code == b.code);
                if found.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Duties, "submissions", Value::Recipients(found))
            }
            _ => Found::Nothing,
        }
    }

    /// Whether persons of several states are concerned, for the fields that depend on it.
    fn settled_value_of_xborder(&self, asking: &str) -> Option<bool> {
        if asking == "xborder" {
            return None;
        }
        match self.settled("cross_border.xborder") {
            Some(Value::YesNo(answer)) => Some(answer),
            _ => None,
        }
    }
}

/// A data protection authority of another country.
fn is_foreign_dpa(code: &str) -> bool {
    matches!(
        code,
        "lead_authority"
            | "ico"
            | "land_authority"
            | "apd"
            | "pfpdt"
            | "opc_and_persons"
            | "cai_and_persons"
    )
}

/// An authority that is neither the controller's own nor the persons concerned.
fn is_other_authority(view: &DutyView) -> bool {
    let code = view.recipient.code.as_str();
    !is_foreign_dpa(code)
        && !matches!(
            code,
            "cnil"
                | "supervisory_authority"
                | "data_subjects"
                | "public"
                | "requester"
                | "controllers"
                | "own_register"
                | "hosting_client"
                | "product_users"
                | "service_recipients"
                | "covered_entity"
                | "helping_organisation"
                | "media"
                | "nobody"
        )
}
