//! The breach itself: its dates, what was lost, how, and who caused it.

use incidents::{Cause, CauseStatus, Decision, End};

use super::{Found, either, from, maybe, presumed, some_text, some_words};
use crate::gather::Known;
use crate::model::{Room, Value};
use crate::presume;
use crate::spec::AUTHORITY_RULE;
use crate::words::{CauseWord, Nature, ordered};

impl Known {
    pub(super) fn dates(&self, code: &str) -> Found {
        let incident = &self.incident;
        let aware = self.ledger.iter().find(|row| row.decision == Decision::Aware);
        let going_on = incident.end.is_going_on() || self.facts.ongoing == Some(true);
        match code {
            "period_known" => {
                let known = self.settled("dates.start").is_some();
                from(Room::Incidents, "incident.started_on", Value::YesNo(known))
            }
            "start" => {
                maybe(incident.started_on.map(Value::Day), Room::Incidents, "incident.started_on")
            }
            "end" if going_on => Found::NotApplicable,
            "end" => {
                maybe(incident.end.day().map(Value::Day), Room::Incidents, "incident.ended_on")
            }
            "ongoing" => match (incident.end, self.facts.ongoing) {
                (End::GoingOn, _) => from(Room::Incidents, "incident.going_on", Value::YesNo(true)),
                (_, Some(true)) => from(Room::Duties, "facts.ongoing", Value::YesNo(true)),
                (End::On(_), _) => from(Room::Incidents, "incident.ended_on", Value::YesNo(false)),
                (End::Unknown, Some(false)) => {
                    from(Room::Duties, "facts.ongoing", Value::YesNo(false))
                }
                (End::Unknown, None) => Found::Nothing,
            },
            "detection" => {
                let first = self.ledger.iter().map(|row| row.at).min();
                maybe(first.map(Value::Instant), Room::Ledger, "awareness.first_candidate")
            }
            "awareness" => {
                maybe(self.lab.aware_at.map(Value::Instant), Room::Ledger, "awareness.in_force")
            }
            "discovery_circumstances" => match aware {
                Some(row) => some_text(
                    row.note.as_deref().unwrap_or_default(),
                    Room::Ledger,
                    "awareness.note",
                ),
                None => Found::Nothing,
            },
            "delay_reason" => self.delay(),
            _ => Found::Nothing,
        }
    }

    pub(super) fn violation(&self, code: &str) -> Found {
        let facts = &self.lab.facts;
        match code {
            "nature" => {
                let kinds = self.facts.kinds.iter().flatten();
                let lost: Vec<_> = kinds.map(|kind| nature(*kind).as_str()).collect();
                let room = if self.facts_are_presumed() { Room::Presumed } else { Room::Duties };
                some_words(ordered(Nature::LIST, &lost), room, "facts.kinds")
            }
            "origin" => presumed(presume::origin(self), "incident.kind"),
            "cause" => self.cause(),
            "description" => {
                some_text(either(&facts.what_fr, &facts.what_en), Room::Incidents, "facts.what")
            }
            _ => Found::Nothing,
        }
    }

    /// The reasons for a late notification (GDPR 33(1), second sentence).
    fn delay(&self) -> Found {
        let first = self.detail(AUTHORITY_RULE).and_then(|detail| detail.submissions.first());
        let late = match first {
            Some(sent) => sent.target_at.is_some_and(|target| sent.at > target),
            None => self.due().is_some_and(|due| due.is_late(self.now)),
        };
        if !late {
            return Found::NotApplicable;
        }
        let reason = first.and_then(|sent| sent.delay_reason.clone());
        maybe(reason.map(Value::Text), Room::Duties, "submission.delay_reason")
    }

    fn cause(&self) -> Found {
        let incident = &self.incident;
        let word = match incident.cause {
            Cause::ExternalMalicious => CauseWord::ExternalMalicious,
            Cause::ExternalAccidental => CauseWord::ExternalAccidental,
            Cause::InternalMalicious => CauseWord::InternalMalicious,
            Cause::InternalAccidental => CauseWord::InternalAccidental,
            Cause::Unknown => {
                let usual = presume::cause(self);
                if !usual.is_empty() {
                    return presumed(usual, "incident.kind");
                }
                CauseWord::Unknown
            }
        };
        let ruled_out = incident.cause_status == CauseStatus::RuledOut;
        let word = if ruled_out { CauseWord::Unknown } else { word };
        from(Room::Incidents, "incident.cause", Value::Words(vec![word.as_str()]))
    }
}

const fn nature(kind: duties::facts::Kind) -> Nature {
    match kind {
        duties::facts::Kind::Confidentiality => Nature::Confidentiality,
        duties::facts::Kind::Integrity => Nature::Integrity,
        duties::facts::Kind::Availability => Nature::Availability,
    }
}
