//! The lab's part of a case that a console page is about, from its address.
//!
//! Addresses are `/console/cas/{reference}/{lab}/…`: the public name of the case and
//! the lab's name as a word. Ids stay inside.

use std::collections::BTreeMap;

use accounts::Organisation;
use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use incidents::{CaseLab, CaseSummary, Incident};
use kernel::{Actor, CaseLabId, OrganisationId};
use serde::Deserialize;

use crate::{AppState, Problem};

/// A case and one of its labs.
#[derive(Clone, Debug)]
pub struct CaseHere {
    /// The breach.
    pub incident: Incident,
    /// The lab's part.
    pub lab: CaseLab,
    /// The lab.
    pub organisation: Organisation,
    /// All labs of the case that the reader may see: name and address of its summary.
    pub labs: Vec<(String, String)>,
}

impl CaseHere {
    /// The id that rooms ask for.
    pub fn id(&self) -> CaseLabId {
        self.lab.id
    }

    /// The address of a page of this lab in this case; `page` without a slash before it.
    pub fn href(&self, page: &str) -> String {
        let base = case_href(&self.incident, &self.organisation);
        if page.is_empty() { base } else { format!("{base}/{page}") }
    }
}

/// The labs of cases with their organisations, in name order, case by case. Names of labs
/// are public: they are read as the system, and all at once, however many there are.
pub async fn with_organisations(
    state: &AppState,
    cases: &[CaseSummary],
) -> Result<Vec<Vec<(CaseLab, Organisation)>>, Problem> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let known = state.accounts.organisations(&Actor::System("pages")).await?;
    let known: BTreeMap<OrganisationId, Organisation> =
        known.into_iter().map(|organisation| (organisation.id, organisation)).collect();
    let parts_of = |case: &CaseSummary| {
        let mut parts = Vec::with_capacity(case.labs.len());
        for lab in &case.labs {
            let organisation = known.get(&lab.organisation).ok_or(Problem::NotFound)?;
            parts.push((lab.clone(), organisation.clone()));
        }
        parts.sort_by(|a, b| a.1.name.cmp(&b.1.name));
        Ok(parts)
    };
    cases.iter().map(parts_of).collect()
}

/// The address of a lab's part of a case.
pub fn case_href(incident: &Incident, organisation: &Organisation) -> String {
    format!("/console/cas/{}/{}", incident.reference, slug(&organisation.name))
}

/// A name as one word of an address.
pub fn slug(name: &str) -> String {
    let folded = people::identity::name::normalise_name(name).to_lowercase();
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The case and the lab that an address names.
#[derive(Deserialize)]
pub struct Address {
    reference: String,
    lab: String,
}

impl Address {
    /// Finds the case, as far as the actor may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    pub async fn find(&self, state: &AppState, actor: &Actor) -> Result<CaseHere, Problem> {
        let reference = self.reference.to_ascii_uppercase();
        let case = state.incidents.by_reference(actor, &reference).await?;
        let mut here = None;
        let mut labs = Vec::new();
        let cases = std::slice::from_ref(&case);
        for (part, organisation) in with_organisations(state, cases).await?.into_iter().flatten() {
            labs.push((organisation.name.clone(), case_href(&case.incident, &organisation)));
            if slug(&organisation.name) == self.lab {
                here = Some((part, organisation));
            }
        }
        let (lab, organisation) = here.ok_or(Problem::NotFound)?;
        Ok(CaseHere { incident: case.incident, lab, organisation, labs })
    }
}

impl FromRequestParts<AppState> for Address {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let address = Path::<Self>::from_request_parts(parts, state).await;
        address.map(|Path(address)| address).map_err(|_| Problem::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_one_plain_word() {
        assert_eq!(slug("Armorbio"), "armorbio");
        assert_eq!(slug("Labo de l’Océan, Vannes"), "labo-de-l-ocean-vannes");
        assert_eq!(slug("--"), "");
    }
}
