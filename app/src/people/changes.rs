//! Changing a person's precautions, and revoking their codes.

use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use i18n::t;
use kernel::Text;
use people::{
    PeopleError,
    identity::{State as PersonState, StateSet},
};

use super::record::{Read, back, person_of, remembered, show};
use crate::{
    accounts::typed::{Pairs, Typed},
    here::CaseHere,
    state::AppState,
    web::{Ctx, Problem, Staff},
};

/// What a form ticked and unticked is applied to what is there now: a colleague's change
/// in the meantime stays.
fn merged(now: StateSet, before: StateSet, ticked: StateSet) -> StateSet {
    let removed = before.bits() & !ticked.bits();
    let added = ticked.bits() & !before.bits();
    StateSet::from_bits((now.bits() & !removed) | added)
}

/// The states named in a form.
fn ticked(typed: &Typed, name: &str) -> StateSet {
    let named = typed.all(name);
    PersonState::ALL
        .into_iter()
        .filter(|state| named.contains(&state.code()))
        .fold(StateSet::EMPTY, StateSet::with)
}

/// `POST …/personnes/fiche/precautions`
pub(super) async fn states(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let person = person_of(&typed)?;
    // A record is changed from its page, which was opened for a reason.
    let Some(reason) = remembered(&staff, &here, person).await? else {
        return Ok(search_page(&here));
    };
    let why = match Text::<300>::parse(typed.get("why")) {
        Ok(why) => why,
        Err(error) => {
            let key = match error {
                kernel::TextError::Empty => "common.invalid.required",
                kernel::TextError::TooLong { .. } => "people.record.why_too_long",
                kernel::TextError::Control => "common.invalid.control",
            };
            typed.refuse("why", t(ctx.lang, key));
            let read = Read { person, reason, typed, done: None };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show(&state, &ctx, &staff, here, status, read).await;
        }
    };
    let (before, wanted) = (ticked(&typed, "before"), ticked(&typed, "state"));
    let now = state.people.read(&staff.actor, here.id(), person, &why).await?.states;
    let new = merged(now, before, wanted);
    match state.people.set_states(&staff.actor, here.id(), person, new, &why).await {
        Ok(()) => back(&staff, &here, "people.record.states_changed").await,
        Err(PeopleError::Conflict) => {
            typed.refuse("why", t(ctx.lang, "people.record.conflict"));
            let read = Read { person, reason, typed, done: None };
            show(&state, &ctx, &staff, here, StatusCode::CONFLICT, read).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/personnes/fiche/revoquer`
pub(super) async fn revoke(
    State(state): State<AppState>,
    staff: Staff,
    here: CaseHere,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let person = person_of(&Typed::of(pairs))?;
    let Some(_) = remembered(&staff, &here, person).await? else {
        return Ok(search_page(&here));
    };
    state.people.revoke_claims(&staff.actor, here.id(), person).await?;
    back(&staff, &here, "people.record.code_revoked").await
}

fn search_page(here: &CaseHere) -> Response {
    Redirect::to(&here.href("personnes")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(states: &[PersonState]) -> StateSet {
        states.iter().fold(StateSet::EMPTY, |set, state| set.with(*state))
    }

    #[test]
    fn a_colleagues_change_in_the_meantime_stays() {
        use PersonState::{AtRisk, Deceased, DoNotContact, Minor};
        let before = set(&[Minor, DoNotContact]);
        // Somebody marked a danger while this form was open.
        let now = set(&[Minor, DoNotContact, AtRisk]);
        let ticked = set(&[Minor, Deceased]);
        assert_eq!(merged(now, before, ticked), set(&[Minor, AtRisk, Deceased]));
        assert_eq!(merged(before, before, StateSet::EMPTY), StateSet::EMPTY);
        assert_eq!(merged(now, before, before), now);
    }

    #[test]
    fn unknown_words_of_a_form_are_no_state() {
        let typed = Typed::starting(&[("state", "at_risk"), ("state", "famous")]);
        assert_eq!(ticked(&typed, "state"), set(&[PersonState::AtRisk]));
        assert_eq!(ticked(&typed, "before"), StateSet::EMPTY);
    }
}
