//! From facts, stored steps and rules to what a list shows. Pure.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::assess::{Assessed, Due, Reason, State, due_of, evaluate};
use crate::facts::{Facts, Party};
use crate::model::{Debtor, DutyView, NearestDeadline, Refinement, Stage};
use crate::rules::{Bilingual, Force, Packs};
use crate::store::{Duty, Sent};

/// Everything that is known of one lab's duties.
pub(crate) struct Known {
    pub(crate) packs: Arc<Packs>,
    pub(crate) facts: Facts,
    pub(crate) duties: Vec<Duty>,
    pub(crate) sent: Vec<Sent>,
}

impl Known {
    /// The duties that concern the lab, in the order of the packs. Left out: rules of
    /// other laws or of other qualities, and notes that only say how a rule applies.
    pub(crate) fn views(&self) -> Vec<DutyView> {
        let assessed = evaluate(&self.packs, &self.facts);
        assessed
            .iter()
            .filter(|one| one.rule.force != Force::Note && one.rule.refines.is_none())
            .filter(|one| self.stored(&one.rule.id).is_some() || self.concerns(one))
            .map(|one| self.view(one, &assessed))
            .collect()
    }

    /// One duty, also one that does not concern the lab; none for a note.
    pub(crate) fn one(&self, rule: &str) -> Option<DutyView> {
        let assessed = evaluate(&self.packs, &self.facts);
        assessed
            .iter()
            .find(|one| one.rule.id == rule)
            .filter(|one| one.rule.force != Force::Note && one.rule.refines.is_none())
            .map(|one| self.view(one, &assessed))
    }

    /// The lab's own open duty whose target comes first.
    pub(crate) fn nearest(
        &self,
        case_lab: kernel::CaseLabId,
        now: DateTime<Utc>,
    ) -> Option<NearestDeadline> {
        self.views()
            .into_iter()
            .filter(|view| view.debtor == Debtor::Lab)
            .filter(|view| view.force == Force::Duty && view.is_open())
            .filter_map(|view| {
                let Due::At(at) = view.due else { return None };
                let target = at.target?;
                Some(NearestDeadline {
                    case_lab,
                    rule: view.rule,
                    title: view.title,
                    article: view.article,
                    start: at.start,
                    target,
                    legal_limit: at.legal_limit,
                    remaining: target.to_utc() - now,
                })
            })
            .min_by_key(|nearest| nearest.target)
    }

    pub(crate) fn stored(&self, rule: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.rule == rule)
    }

    fn concerns(&self, one: &Assessed<'_>) -> bool {
        match one.reason {
            Reason::OtherLaw | Reason::OtherParty | Reason::NotInForceOn(_) => false,
            // A dormant rule is shown to whom it would bind, and to a lab that has
            // not said whether it is a NIS 2 entity.
            Reason::NotLaw => {
                let party = one.rule.owed_by;
                let undecided = party == Party::Nis2Entity && self.facts.nis2_entity.is_none();
                self.facts.under(&one.rule.law) && (self.facts.has_party(party) || undecided)
            }
            Reason::Met(_) | Reason::Unmet(_) | Reason::Missing(_) | Reason::Exempt(_) => true,
        }
    }

    fn view(&self, one: &Assessed<'_>, all: &[Assessed<'_>]) -> DutyView {
        let rule = one.rule;
        let stored = self.stored(&rule.id);
        let stage = stored.map_or(Stage::NotAssessed, |duty| duty.stage);
        let due = match (stage, one.state) {
            (Stage::NotTriggered, _) => Due::None,
            (Stage::NotAssessed, _) | (_, State::Triggered) => one.due.clone(),
            // Decided against what the facts say now: the deadline counts all the same.
            _ => due_of(&self.packs, &self.facts, &rule.id),
        };
        let refinements: Vec<Refinement> = all
            .iter()
            .filter(|other| other.rule.refines.as_deref() == Some(&rule.id))
            .filter(|other| other.state == State::Triggered)
            .map(|other| Refinement {
                rule: other.rule.id.clone(),
                title: other.rule.title.clone(),
                article: other.rule.article.clone(),
                recipient: other.rule.recipient.clone(),
                note: other.rule.note.clone(),
            })
            .collect();
        // Where one country's rule names the authority, its words are clearer.
        let mut named = all.iter().filter(|other| {
            other.rule.refines.as_deref() == Some(&rule.id)
                && other.rule.force == Force::Note
                && other.state == State::Triggered
                && other.rule.law.as_str() != "EU"
                && other.rule.recipient.code != "nobody"
        });
        let shown = match (named.next(), named.next()) {
            (Some(only), None) => only.rule,
            _ => rule,
        };
        let sent = self.sent.iter().find(|sent| sent.rule == rule.id);
        DutyView {
            rule: rule.id.clone(),
            title: shown.title.clone(),
            article: rule.article.clone(),
            owed_by: Bilingual {
                fr: rule.owed_by.fr().to_owned(),
                en: rule.owed_by.en().to_owned(),
            },
            debtor: if self.facts.owed_by_another(rule.owed_by) {
                Debtor::Another
            } else {
                Debtor::Lab
            },
            recipient: shown.recipient.clone(),
            force: rule.force,
            stage,
            assessed: one.state,
            reason: Bilingual { fr: one.reason_fr(), en: one.reason_en() },
            due,
            submissions: sent.map_or(0, |sent| sent.sent),
            first_sent: sent.map(|sent| sent.first_at),
            refinements,
            note: rule.note.clone(),
            version: stored.map_or(0, |duty| duty.version),
        }
    }
}
