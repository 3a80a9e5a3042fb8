//! The facts presumed of a case before anybody has written them down: those of a
//! French laboratory, so that the clocks run from the first minute.

use incidents::{Cause, Incident, Kind as IncidentKind};

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
    let malicious = matches!(incident.cause, Cause::ExternalMalicious)
        || incident.kind == IncidentKind::Ransomware;
    Facts {
        jurisdictions: Jurisdiction::try_from("FR").into_iter().collect(),
        parties,
        structure: Some(Structure::MedicalLaboratory),
        personal_data: Some(true),
        kinds: Some(kinds.iter().copied().collect()),
        health_data: Some(true),
        normal_running: (incident.kind == IncidentKind::Ransomware).then_some(true),
        malicious_attack: malicious.then_some(true),
        ..Facts::default()
    }
}
