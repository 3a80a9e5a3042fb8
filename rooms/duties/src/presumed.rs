//! The facts presumed of a case before anybody has written them down: those of a
//! French laboratory, so that the clocks run from the first minute.

use incidents::{Cause, End, Incident, Kind as IncidentKind};

use crate::facts::{Facts, Jurisdiction, Kind, Party, Structure};

/// The presumption for one lab of an incident. Every part can be corrected; unknown
/// stays unknown wherever the kind of incident does not settle it.
pub(crate) fn presumed(incident: &Incident) -> Facts {
    let kinds: &[Kind] = match incident.kind {
        IncidentKind::Leak | IncidentKind::Indexed | IncidentKind::WrongRecipient => {
            &[Kind::Confidentiality]
        }
        IncidentKind::Ransomware => &[Kind::Availability],
        IncidentKind::LostDevice => &[Kind::Confidentiality, Kind::Availability],
        IncidentKind::Altered => &[Kind::Integrity],
    };
    let mut parties = std::collections::BTreeSet::from([Party::Controller]);
    if incident.vendor.is_some() {
        parties.insert(Party::Processor);
    }
    Facts {
        jurisdictions: Jurisdiction::try_from("FR").into_iter().collect(),
        parties,
        structure: Some(Structure::MedicalLaboratory),
        personal_data: Some(true),
        kinds: Some(kinds.iter().copied().collect()),
        health_data: Some(true),
        normal_running: (incident.kind == IncidentKind::Ransomware).then_some(true),
        malicious_attack: malicious(incident),
        ongoing: ongoing(incident),
        // Loi 78-17, art. 58 II frees almost no laboratory: "no" until somebody says yes.
        secrecy_decree: Some(false),
        telling_endangers_security: Some(false),
        ..Facts::default()
    }
}

/// What the case itself says, in facts that somebody wrote down: a case whose kind, dates
/// or cause change later moves its duties, and what was answered by hand stays.
pub(crate) fn follow(incident: &Incident, facts: &mut Facts) {
    // Nobody loses a file, or publishes one, without loss of confidentiality; facts that
    // were written while the case was thought to be another kind do not hide that.
    let lost = match incident.kind {
        IncidentKind::Leak
        | IncidentKind::Indexed
        | IncidentKind::WrongRecipient
        | IncidentKind::LostDevice => Kind::Confidentiality,
        IncidentKind::Ransomware => Kind::Availability,
        IncidentKind::Altered => Kind::Integrity,
    };
    facts.kinds.get_or_insert_default().insert(lost);
    facts.ongoing = facts.ongoing.or(ongoing(incident));
    facts.malicious_attack = facts.malicious_attack.or(malicious(incident));
}

/// Takes out the answers that only repeat the case, before facts are kept: they go on
/// following it.
pub(crate) fn unfollow(incident: &Incident, facts: &mut Facts) {
    facts.ongoing = facts.ongoing.filter(|own| Some(*own) != ongoing(incident));
    facts.malicious_attack = facts.malicious_attack.filter(|own| Some(*own) != malicious(incident));
}

fn ongoing(incident: &Incident) -> Option<bool> {
    match incident.end {
        End::GoingOn => Some(true),
        End::On(_) => Some(false),
        End::Unknown => None,
    }
}

fn malicious(incident: &Incident) -> Option<bool> {
    let malicious = matches!(incident.cause, Cause::ExternalMalicious)
        || incident.kind == IncidentKind::Ransomware;
    malicious.then_some(true)
}
