//! Changing a person's precautions, and revoking their codes.

use accounts::Verb;
use axum::{
    Form,
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
    web::{CaseRequest, Pairs, Problem, Typed},
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
pub(super) async fn states(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    at.must(Verb::ChangePerson)?;
    let mut typed = Typed::of(pairs);
    let person = person_of(&typed)?;
    // A record is changed from its page, which was opened for a reason.
    let Some(reason) = remembered(&at, person).await? else {
        return Ok(search_page(&at.here));
    };
    let Ok(why) = typed.text::<300>(at.ctx.lang, "why") else {
        let read = Read { person, reason, typed, done: None };
        return show(at, StatusCode::UNPROCESSABLE_ENTITY, read).await;
    };
    let change = StateChange::between(ticked(&typed, "before"), ticked(&typed, "state"));
    let room = &at.state.people;
    match room.change_states(&at.staff.actor, at.here.id(), person, change, &why).await {
        Ok(()) => back(&at, "people.record.states_changed").await,
        Err(PeopleError::Conflict) => {
            typed.refuse("why", t(at.ctx.lang, "people.record.conflict"));
            let read = Read { person, reason, typed, done: None };
            show(at, StatusCode::CONFLICT, read).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/personnes/fiche/revoquer`
pub(super) async fn revoke(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    at.must(Verb::ChangePerson)?;
    let person = person_of(&Typed::of(pairs))?;
    let Some(_) = remembered(&at, person).await? else {
        return Ok(search_page(&at.here));
    };
    at.state.people.revoke_claims(&at.staff.actor, at.here.id(), person).await?;
    back(&at, "people.record.code_revoked").await
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
