//! What the case says of itself: name, facts, measures, other bodies.

use super::{Found, either, from, some_text};
use crate::gather::Known;
use crate::model::{Body, Logged, Room, Value};
use crate::words::BodyRole;

impl Known {
    pub(super) fn case(&self, key: &str) -> Found {
        let (incident, facts) = (&self.incident, &self.lab.facts);
        match key {
            "other_bodies.bodies" => match &self.vendor {
                Some(vendor) => {
                    let name = vendor.name.clone();
                    let body = Body { name, role: BodyRole::Processor };
                    from(Room::Incidents, "incident.vendor", Value::Bodies(vec![body]))
                }
                None => Found::Nothing,
            },
            "measures_after.measures_after" => some_text(
                either(&facts.measures_fr, &facts.measures_en),
                Room::Incidents,
                "facts.measures",
            ),
            "measures.measures_log" => {
                let log: Vec<Logged> = self
                    .measures
                    .iter()
                    .filter_map(|entry| Some(Logged { at: entry.at, text: entry.text.clone()? }))
                    .collect();
                if log.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Ledger, "timeline.measure", Value::Log(log))
            }
            "reference.case_reference" => {
                some_text(&incident.reference, Room::Incidents, "incident.reference")
            }
            "reference.title" => some_text(&incident.title, Room::Incidents, "incident.title"),
            "reference.controller" => {
                some_text(&self.organisation.name, Room::Accounts, "organisation.name")
            }
            "facts.case_kind" => {
                from(Room::Incidents, "incident.kind", Value::Word(incident.kind.as_str()))
            }
            "facts.cause_status" => from(
                Room::Incidents,
                "incident.cause_status",
                Value::Word(incident.cause_status.as_str()),
            ),
            "facts.not_known" => some_text(
                either(&facts.unknown_fr, &facts.unknown_en),
                Room::Incidents,
                "facts.unknown",
            ),
            "facts.product" => some_text(
                incident.product.as_deref().unwrap_or_default(),
                Room::Incidents,
                "incident.product",
            ),
            _ => Found::Nothing,
        }
    }
}
