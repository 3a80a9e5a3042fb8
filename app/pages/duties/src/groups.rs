//! How the form of facts is laid out. Which fact decides what is the room's to say.

use duties::facts::{Anchor, Question};

/// A part of the form.
pub(super) struct Group {
    /// Its key in the catalogue.
    pub(super) key: &'static str,
    /// Its yes-or-no questions.
    pub(super) questions: &'static [Question],
    /// Its moments.
    pub(super) moments: &'static [Anchor],
}

/// The parts, in order; those after the third are folded.
pub(super) const GROUPS: &[Group] = &[
    Group {
        key: "breach",
        questions: &[
            Question::PersonalData,
            Question::Published,
            Question::Unintelligible,
            Question::RiskRemoved,
            Question::Disproportionate,
            Question::Incomplete,
            Question::Ongoing,
            Question::Resolved,
        ],
        moments: &[Anchor::ListKnown, Anchor::Resolution],
    },
    Group {
        key: "care",
        questions: &[
            Question::HealthData,
            Question::CareSafety,
            Question::NormalRunning,
            Question::RegionalEffect,
            Question::MaySpread,
        ],
        moments: &[],
    },
    Group {
        key: "attack",
        questions: &[
            Question::MaliciousAttack,
            Question::InsuranceClaim,
            Question::Offence,
            Question::PublicBody,
        ],
        moments: &[],
    },
    Group {
        key: "persons",
        questions: &[
            Question::Ordered,
            Question::RightsRequest,
            Question::ComplexRequest,
            Question::EeaEstablishment,
            Question::LegalOrPublicTask,
            Question::SecrecyDecree,
            Question::TellingEndangersSecurity,
            Question::LegalSecrecy,
            Question::InterestsPrevail,
            Question::LandOrChurchBody,
        ],
        moments: &[Anchor::OrderDue, Anchor::Request],
    },
    Group {
        key: "vendor",
        questions: &[
            Question::HostedData,
            Question::ExploitedVulnerability,
            Question::SevereProductIncident,
            Question::VendorSignificant,
            Question::Nis2Significant,
            Question::Nis2ReportAsked,
            Question::ServiceRecipients,
            Question::EssentialSystem,
        ],
        moments: &[Anchor::FixAvailable, Anchor::UserNoticeDue],
    },
    Group {
        key: "abroad",
        questions: &[
            Question::CriticalCyberattack,
            Question::SmallEnterprise,
            Question::ProtectionNeeded,
            Question::UnsecuredPhi,
            Question::LowProbability,
            Question::LawEnforcementDelay,
            Question::UnencryptedPi,
            Question::UnlawfulMedicalAccess,
            Question::SignificantHarm,
            Question::OtherCanReduce,
        ],
        moments: &[Anchor::Determination],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_question_is_asked_once() {
        let asked: Vec<Question> =
            GROUPS.iter().flat_map(|group| group.questions).copied().collect();
        let once: BTreeSet<Question> = asked.iter().copied().collect();
        assert_eq!((asked.len(), once.len()), (Question::ALL.len(), Question::ALL.len()));
    }
}
