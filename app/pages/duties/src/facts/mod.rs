//! The form of the facts that decide: everything may stay unknown.

mod fields;
mod typed;

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duties::DutyError;
use duties::facts::FactsError;
use i18n::t;
use leptos::prelude::*;

use self::typed::{asked, laws, shown, write};
use super::groups::GROUPS;
use ui::{Notice, NoticeKind};
use web::{CaseForm, CaseRequest, Pairs, Problem, Typed, VERSION, time::BadTime};

/// Groups shown open; the others concern few labs and are folded.
const OPEN: usize = 3;

/// `GET …/obligations/faits`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.must(Verb::AssessDuty)?;
    let (facts, version) = at.state.duties.facts(&at.staff.actor, at.here.id()).await?;
    let typed = shown(&facts, version, at.here.organisation.zone);
    form(at, StatusCode::OK, typed, false).await
}

/// `POST …/obligations/faits`
pub(super) async fn save(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let (room, lang) = (&at.state.duties, at.ctx.lang);
    let (mut facts, present) = room.facts(&at.staff.actor, at.here.id()).await?;
    let mut typed = Typed::of(pairs);
    let zone = at.here.organisation.zone;
    write(lang, &mut typed, &mut facts, &laws(room.packs()), zone);
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    if typed.is_refused() {
        return form(at, refused, typed, false).await;
    }
    match room.set_facts(&at.staff.actor, at.here.id(), typed.version(), facts).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("obligations")).into_response()),
        Err(DutyError::Conflict) => {
            // What was typed stays; the present version lets it be sent again.
            typed.set(VERSION, present.to_string());
            form(at, StatusCode::CONFLICT, typed, true).await
        }
        Err(DutyError::Facts(FactsError::Unclear { field, source })) => {
            typed.refuse(field, BadTime::from(&source).words(lang));
            form(at, refused, typed, false).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form; `conflict` when somebody else saved first.
async fn form(
    at: CaseRequest,
    status: StatusCode,
    typed: Typed,
    conflict: bool,
) -> Result<Response, Problem> {
    let packs = at.state.duties.packs();
    let laws = laws(packs);
    let asked = asked(packs, &typed);
    let presumed = at.here.lab.duty_facts.trim() == "{}";
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let zone = here.organisation.zone;
    let word = move |key: &str| t(lang, &format!("duties.facts.{key}"));
    let title = word("title");
    Ok(frame.page_with(status, title, move || {
        let page = CaseForm {
            title,
            lead: word("lead"),
            above: t(lang, "duties.list.title"),
            above_at: "obligations",
            sent_to: "obligations/faits",
            version: typed.value(VERSION),
            errors: typed.summary(),
            conflict: conflict.then(|| word("conflict")),
        };
        let presumed = presumed
            .then(|| view! { <Notice kind=NoticeKind::Info title=word("presumed")/> }.into_any());
        let groups = GROUPS
            .iter()
            .enumerate()
            .filter_map(|(place, group)| {
                fields::group(lang, group, &typed, &asked, zone, place < OPEN)
            })
            .collect_view();
        let fields = view! { {fields::who(lang, &typed, &laws)} {groups} };
        page.view(lang, &here, presumed, fields.into_any())
    }))
}
