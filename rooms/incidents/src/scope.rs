//! The proof that an actor may act in one lab's part of one case.

use kernel::{CaseLabId, IncidentId, OrganisationId};

/// Made by [`crate::Incidents::scope`] alone, after authorisation. Every tenant query
/// takes one: there is no other way to name a lab's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    case_lab: CaseLabId,
    incident: IncidentId,
    organisation: OrganisationId,
}

impl Scope {
    pub(crate) fn new(
        case_lab: CaseLabId,
        incident: IncidentId,
        organisation: OrganisationId,
    ) -> Self {
        Self { case_lab, incident, organisation }
    }

    /// The lab's part of the case.
    pub fn case_lab(&self) -> CaseLabId {
        self.case_lab
    }

    /// The case.
    pub fn incident(&self) -> IncidentId {
        self.incident
    }

    /// The lab.
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The journal of this lab in this case.
    pub fn chain(&self) -> audit::Chain {
        audit::Chain::CaseLab(self.case_lab)
    }
}
