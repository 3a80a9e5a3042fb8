//! What the reports say of the persons told.

use reports::{Told, words::Means};

use crate::{AppState, CaseHere, Problem, Staff};

/// What the campaigns of a lab say of the persons told.
///
/// # Errors
/// The room's.
pub async fn told(state: &AppState, staff: &Staff, here: &CaseHere) -> Result<Told, Problem> {
    let informed = state.campaigns.informed_so_far(&staff.actor, here.id()).await?;
    if informed.first_on.is_none() {
        return Ok(Told::default());
    }
    let means = [(informed.letters, Means::Letter), (informed.emails, Means::Email)];
    Ok(Told {
        first_on: informed.first_on,
        planned_on: None,
        number: Some(informed.persons),
        means: means.into_iter().filter_map(|(n, means)| (n > 0).then_some(means)).collect(),
        text: informed.text,
    })
}
