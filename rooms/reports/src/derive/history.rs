//! What was decided, sent and closed: the duties' own history.

use duties::{Stage, Step};

use super::{Found, from, maybe};
use crate::gather::Known;
use crate::model::{Decided, Room, Sent, Value};
use crate::spec::{AUTHORITY_RULE, PERSONS_RULE, REGISTER_RULE};

impl Known {
    pub(super) fn history(&self, key: &str) -> Found {
        let stage = |rule: &str| self.duty(rule).map(|view| view.stage);
        let decided = |rule: &str| stage(rule).filter(|stage| *stage != Stage::NotAssessed);
        match key {
            "decisions.authority_decision" => {
                maybe(decided(AUTHORITY_RULE).map(Value::Stage), Room::Duties, "eu-gdpr-33-1.stage")
            }
            "decisions.persons_decision" => {
                maybe(decided(PERSONS_RULE).map(Value::Stage), Room::Duties, "eu-gdpr-34-1.stage")
            }
            "decisions.decisions" => {
                let decisions = self.decisions();
                if decisions.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Duties, "duty.steps", Value::Decisions(decisions))
            }
            "notices.submissions" => {
                let sent = self.submissions();
                if sent.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Duties, "duty.submissions", Value::Submissions(sent))
            }
            "closure.closed_at" => {
                let at = self.closing().map(|step| Value::Instant(step.decided_at));
                maybe(at, Room::Duties, "eu-gdpr-33-5.stage")
            }
            "closure.closing_reason" => {
                let reason = self.closing().and_then(|step| step.reason.clone());
                maybe(reason.map(Value::Text), Room::Duties, "eu-gdpr-33-5.reason")
            }
            _ => Found::Nothing,
        }
    }

    fn closing(&self) -> Option<&Step> {
        let detail = self.detail(REGISTER_RULE)?;
        detail.steps.iter().rev().find(|step| step.stage == Stage::Closed)
    }

    fn decisions(&self) -> Vec<Decided> {
        let mut found: Vec<Decided> = self
            .details
            .iter()
            .flat_map(|detail| {
                detail.steps.iter().map(|step| Decided {
                    rule: detail.view.rule.clone(),
                    title: detail.view.title.clone(),
                    stage: step.stage,
                    at: step.decided_at,
                    reason: step.reason.clone(),
                })
            })
            .collect();
        found.sort_by_key(|decided| decided.at);
        found
    }

    fn submissions(&self) -> Vec<Sent> {
        let mut found: Vec<Sent> = self
            .details
            .iter()
            .flat_map(|detail| {
                detail.submissions.iter().map(|sent| Sent {
                    rule: detail.view.rule.clone(),
                    recipient: detail.view.recipient.clone(),
                    at: sent.at,
                    number: sent.number.clone(),
                    delay_reason: sent.delay_reason.clone(),
                })
            })
            .collect();
        found.sort_by_key(|sent| sent.at);
        found
    }
}
