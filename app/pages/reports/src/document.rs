//! The documents of the room: where each stands, and where its fields are filled in.

use reports::{Report, Told, spec::Place};
use web::{CaseHere, CaseRequest, Problem};

/// A document of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    /// The preparation of the notification to the authority.
    Sheet,
    /// The entry of the register.
    Register,
}

impl Document {
    /// Its address, below that of the list.
    pub(super) const fn page(self) -> &'static str {
        match self {
            Self::Sheet => "fiche",
            Self::Register => "registre",
        }
    }

    /// What the name of its file says of it.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::Sheet => "fiche-cnil",
            Self::Register => "registre",
        }
    }

    /// Its section of the catalogue.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Sheet => "preparation_sheet",
            Self::Register => "register_entry",
        }
    }

    /// What it holds now.
    ///
    /// # Errors
    /// The room's.
    pub(super) async fn report(self, at: &CaseRequest, told: Told) -> Result<Report, Problem> {
        let (room, actor, lab) = (&at.state.reports, &at.staff.actor, at.here.id());
        Ok(match self {
            Self::Sheet => room.preparation_sheet(actor, lab, told).await?.0,
            Self::Register => room.register_entry(actor, lab, told).await?.0,
        })
    }
}

/// Where somebody fills a field in.
pub(super) fn place_href(here: &CaseHere, place: Place, key: &str) -> String {
    match place {
        Place::Answers => format!("{}#{key}", here.href("rapports/reponses")),
        Place::Organisation => "/console/reglages".to_owned(),
        Place::PublicFacts => here.href("faits"),
        Place::Awareness => here.href("connaissance"),
        Place::DutyFacts => here.href("obligations/faits"),
        Place::Duty(rule) => here.href(&format!("obligations/{rule}")),
        Place::Imports => here.href("imports"),
        Place::Timeline => here.href("chronologie"),
        Place::Case => here.href(""),
    }
}
