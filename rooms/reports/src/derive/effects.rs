//! What the breach does: consequences, harm to persons, risk.

use super::{Found, maybe, presumed};
use crate::gather::Known;
use crate::model::{Room, Value};
use crate::presume;
use crate::words::{AvailEffect, ConfEffect, IntegEffect, Nature, ordered};

impl Known {
    pub(super) fn effects(&self, key: &str) -> Found {
        let kind = "incident.kind";
        match key {
            "consequences.conf_effects" if !self.lost(Nature::Confidentiality) => {
                Found::NotApplicable
            }
            "consequences.integ_effects" if !self.lost(Nature::Integrity) => Found::NotApplicable,
            "consequences.avail_effects" if !self.lost(Nature::Availability) => {
                Found::NotApplicable
            }
            "consequences.conf_effects" => {
                presumed(ordered(ConfEffect::LIST, &presume::conf_effects(self)), kind)
            }
            "consequences.integ_effects" => presumed(ordered(IntegEffect::LIST, &[]), kind),
            "consequences.avail_effects" => {
                presumed(ordered(AvailEffect::LIST, &presume::avail_effects(self)), kind)
            }
            "harm.harms" => {
                presumed(presume::harms(self, &self.settled_words("violation.nature")), kind)
            }
            "harm.severity" => {
                maybe(presume::severity(self).map(Value::Word), Room::Presumed, kind)
            }
            "risk.risk" => maybe(
                self.facts.risk.map(|risk| Value::Word(risk.as_str())),
                Room::Duties,
                "facts.risk",
            ),
            "risk.incident_severity" => maybe(
                self.facts.severity.map(|severity| Value::Word(severity.as_str())),
                Room::Duties,
                "facts.severity",
            ),
            _ => Found::Nothing,
        }
    }
}
