//! One person's record: asked for by a form with a reason; each showing is one reading in
//! the journal.
//!
//! Which record is open, and why, waits in the browser's session: a change goes back to
//! the record by a redirect, and its id stands in no address.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use kernel::{CaseLabId, PersonId};
use people::{IssuedClaim, Person};
use serde::{Deserialize, Serialize};

use super::{mask::Sight, reason::Reason, record_page::RecordPage, record_view};
use web::{CaseRequest, Pairs, Problem, Typed};

const OPEN: &str = "person_open";
const DONE: &str = "person_done";

/// The record that is open in this browser.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Open {
    case_lab: CaseLabId,
    person: PersonId,
    reason: String,
}

/// Which record, from the form.
pub(super) fn person_of(typed: &Typed) -> Result<PersonId, Problem> {
    typed.get("person").parse().map_err(|_| Problem::NotFound)
}

/// Back to the record, with a sentence on what was done.
pub(super) async fn back(at: &CaseRequest, done: &'static str) -> Result<Response, Problem> {
    at.staff.session.insert(DONE, done).await.map_err(Problem::internal)?;
    Ok(Redirect::to(&at.here.href("personnes/fiche")).into_response())
}

/// Remembers which record is open and why.
pub(super) async fn remember(
    at: &CaseRequest,
    person: PersonId,
    reason: &Reason,
) -> Result<(), Problem> {
    let open = Open { case_lab: at.here.id(), person, reason: reason.line() };
    at.staff.session.insert(OPEN, open).await.map_err(Problem::internal)
}

/// Why this record was opened in this browser.
pub(super) async fn remembered(
    at: &CaseRequest,
    person: PersonId,
) -> Result<Option<Reason>, Problem> {
    let open = at.staff.session.get::<Open>(OPEN).await.map_err(Problem::internal)?;
    Ok(open
        .filter(|open| open.case_lab == at.here.id() && open.person == person)
        .and_then(|open| Reason::parse(&open.reason)))
}

/// `GET …/personnes/fiche`: the record that is open, read again.
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.must(Verb::ReadPerson)?;
    let open = at.staff.session.get::<Open>(OPEN).await.map_err(Problem::internal)?;
    let open = open.filter(|open| open.case_lab == at.here.id());
    let Some((person, reason)) =
        open.and_then(|open| Some((open.person, Reason::parse(&open.reason)?)))
    else {
        return Ok(Redirect::to(&at.here.href("personnes")).into_response());
    };
    let done = at.staff.session.remove::<String>(DONE).await.map_err(Problem::internal)?;
    // Only sentences of the record's own, whatever the session says.
    let done = done.and_then(|key| {
        ["people.record.states_changed", "people.record.code_revoked"]
            .into_iter()
            .find(|known| *known == key)
    });
    let read = Read { person, reason, typed: Typed::default(), done };
    show(at, StatusCode::OK, read).await
}

/// `POST …/personnes/fiche`: opens a record.
pub(super) async fn open(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let person = person_of(&typed)?;
    let Some(reason) = Reason::read(at.ctx.lang, &mut typed) else {
        let frame = at.frame().await?;
        let (lang, here) = (at.ctx.lang, at.here);
        let title = t(lang, "people.record.title");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(
            frame.page_with(status, title, move || record_view::gate(lang, &here, person, &typed))
        );
    };
    let read = Read { person, reason, typed: Typed::default(), done: None };
    show(at, StatusCode::OK, read).await
}

/// A reading to be done and shown.
pub(super) struct Read {
    /// Whom.
    pub(super) person: PersonId,
    /// Why.
    pub(super) reason: Reason,
    /// A form that comes back.
    pub(super) typed: Typed,
    /// What was done a moment ago: the key of a sentence.
    pub(super) done: Option<&'static str>,
}

/// Reads the record and shows it.
pub(super) async fn show(
    at: CaseRequest,
    status: StatusCode,
    read: Read,
) -> Result<Response, Problem> {
    let Read { person: id, reason, typed, done } = read;
    let text = reason.text().ok_or(Problem::Bad)?;
    let (room, actor, lab) = (&at.state.people, &at.staff.actor, at.here.id());
    let person: Person = room.read(actor, lab, id, &text).await?;
    let claims: Vec<IssuedClaim> = room.claims_of(actor, lab, id).await?;
    remember(&at, id, &reason).await?;
    let frame = at.frame().await?;
    let sight = Sight::of(actor.roles_in(at.here.lab.organisation));
    let changes = at.may(Verb::ChangePerson);
    let now = at.state.env.now();
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "people.record.title");
    let page = RecordPage { person, claims, reason, typed, done, sight, changes, now };
    Ok(frame.page_with(status, title, move || record_view::page(lang, &here, &page)))
}
