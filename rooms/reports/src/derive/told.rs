//! Whether persons were told, when, how many, how, or why not.

use duties::facts::Risk;
use duties::{Stage, State};

use super::{Found, from, maybe, some_text, some_words};
use crate::gather::Known;
use crate::model::{Room, Value};
use crate::spec::PERSONS_RULE;
use crate::words::{Informed, Means, WhyNot, ordered};

impl Known {
    pub(super) fn told(&self, code: &str) -> Found {
        let told = &self.told;
        let (yes, later, no) = (
            self_or(code, || self.is_informed(Informed::Yes)),
            self_or(code, || self.is_informed(Informed::NotYet)),
            self_or(code, || self.is_informed(Informed::No)),
        );
        match code {
            "informed" => self.informed(),
            "informed_date" if yes => {
                let sent = self.duty(PERSONS_RULE).and_then(|view| view.first_sent);
                let day = sent.map(|at| at.with_timezone(&i18n::PARIS).date_naive());
                match told.first_on {
                    Some(first) => from(Room::Campaigns, "campaign.first_on", Value::Day(first)),
                    None => maybe(day.map(Value::Day), Room::Duties, "submission.at"),
                }
            }
            "planned_date" if later => {
                maybe(told.planned_on.map(Value::Day), Room::Campaigns, "campaign.planned_on")
            }
            "informed_number" if yes => {
                maybe(told.number.map(Value::Count), Room::Campaigns, "campaign.informed")
            }
            "informed_means" if yes => {
                let means: Vec<_> = told.means.iter().map(|means| means.as_str()).collect();
                some_words(ordered(Means::LIST, &means), Room::Campaigns, "campaign.channels")
            }
            "informed_text" if yes => some_text(
                told.text.as_deref().unwrap_or_default(),
                Room::Campaigns,
                "campaign.text",
            ),
            "informed_why_not" if no => {
                let facts = &self.facts;
                let reason = if facts.unintelligible == Some(true) {
                    Some((WhyNot::Encryption, "facts.unintelligible"))
                } else if facts.risk_removed == Some(true) {
                    Some((WhyNot::LaterMeasures, "facts.risk_removed"))
                } else if facts.disproportionate == Some(true) {
                    Some((WhyNot::Effort, "facts.disproportionate"))
                } else {
                    None
                };
                match reason {
                    Some((word, fact)) => from(Room::Duties, fact, Value::Word(word.as_str())),
                    // Without a high risk, 34(1) asks for nothing: there is nothing to excuse.
                    None if matches!(facts.risk, Some(Risk::Unlikely | Risk::Risk)) => {
                        Found::NotApplicable
                    }
                    None => Found::Nothing,
                }
            }
            _ => Found::NotApplicable,
        }
    }

    fn informed(&self) -> Found {
        let told = &self.told;
        if told.first_on.is_some() || told.number.is_some_and(|n| n > 0) {
            return from(Room::Campaigns, "campaign", Value::Word(Informed::Yes.as_str()));
        }
        let Some(view) = self.duty(PERSONS_RULE) else { return Found::Nothing };
        let word = match (view.stage, view.assessed) {
            (Stage::SubmittedInitial | Stage::SubmittedComplementary, _) => Informed::Yes,
            (Stage::Closed, _) if view.submissions > 0 => Informed::Yes,
            (Stage::Closed | Stage::NotTriggered, _) => Informed::No,
            (Stage::Triggered, _) | (Stage::NotAssessed, State::Triggered) => Informed::NotYet,
            (Stage::NotAssessed, State::NotTriggered) => Informed::No,
            (Stage::NotAssessed, _) => Informed::Undecided,
        };
        from(Room::Duties, "eu-gdpr-34-1.stage", Value::Word(word.as_str()))
    }
}

/// Asks only for fields that depend on whether persons were told, not for that itself.
fn self_or(code: &str, ask: impl FnOnce() -> bool) -> bool {
    code != "informed" && ask()
}
