//! Changing a person's precautions, and revoking their codes.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use i18n::{Lang, t};
use people::{
    PeopleError,
    identity::{State as PersonState, StateChange, StateSet},
};

use super::record::{Read, back, person_of, remembered, show};
use web::{CaseHere, CaseRequest, Pairs, Problem, Refused, Typed};

/// The states named in a form. A word that is none is refused: a precaution must not be
/// taken away because its name was not understood.
fn ticked(lang: Lang, typed: &mut Typed, name: &'static str) -> Result<StateSet, Refused> {
    let known = |code: &str| PersonState::ALL.into_iter().find(|state| state.code() == code);
    let named = typed.words(lang, name, known)?;
    Ok(named.into_iter().fold(StateSet::EMPTY, StateSet::with))
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
    let lang = at.ctx.lang;
    let why = typed.text::<300>(lang, "why");
    let (before, after) = (ticked(lang, &mut typed, "before"), ticked(lang, &mut typed, "state"));
    let (Ok(why), Ok(before), Ok(after)) = (why, before, after) else {
        let read = Read { person, reason, typed, done: None };
        return show(at, StatusCode::UNPROCESSABLE_ENTITY, read).await;
    };
    let change = StateChange::between(before, after);
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
    fn an_unknown_word_takes_no_precaution_away() {
        let mut typed = Typed::starting(&[("state", "at_risk"), ("before", "famous")]);
        let known = ticked(Lang::FR, &mut typed, "state");
        assert_eq!(known.ok(), Some(StateSet::EMPTY.with(PersonState::AtRisk)));
        assert!(ticked(Lang::FR, &mut typed, "before").is_err());
        assert!(typed.error("before").is_some());
    }
}
