//! Changing a person's precautions, and revoking their codes.

use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use i18n::t;
use people::{
    PeopleError,
    identity::{State as PersonState, StateChange, StateSet},
};

use super::record::{Read, back, person_of, remembered, show};
use crate::{
    here::CaseHere,
    state::AppState,
    web::{Ctx, Pairs, Problem, Staff, Typed},
};

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
    let Ok(why) = typed.text::<300>(ctx.lang, "why") else {
        let read = Read { person, reason, typed, done: None };
        return show(&state, &ctx, &staff, here, StatusCode::UNPROCESSABLE_ENTITY, read).await;
    };
    let change = StateChange::between(ticked(&typed, "before"), ticked(&typed, "state"));
    match state.people.change_states(&staff.actor, here.id(), person, change, &why).await {
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

    #[test]
    fn unknown_words_of_a_form_are_no_state() {
        let typed = Typed::starting(&[("state", "at_risk"), ("state", "famous")]);
        assert_eq!(ticked(&typed, "state"), StateSet::EMPTY.with(PersonState::AtRisk));
        assert_eq!(ticked(&typed, "before"), StateSet::EMPTY);
    }
}
