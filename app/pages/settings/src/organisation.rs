//! One organisation: what patients, letters and authorities see of it; creating one.

use accounts::{
    AccountError, NewOrganisation, Organisation, OrganisationKind, OrganisationProfile, Verb,
};
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;

use super::{
    list::runs_platform,
    organisation_view::{self, About, Shown},
};
use web::{
    Done, Pairs, Problem, StaffRequest, Typed,
    organisation_picker::{Asked, Chosen},
};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The fields of a form, filled from what is known.
fn filled(organisation: &Organisation) -> Typed {
    let profile = organisation.profile();
    let version = organisation.version.to_string();
    let (dpo, sender) = (profile.dpo_address.join("\n"), profile.sender_lines.join("\n"));
    Typed::starting(&[
        ("version", &version),
        ("name", &profile.name),
        ("city", &profile.city),
        ("department", &profile.department),
        ("finess", &profile.finess),
        ("siren", &profile.siren),
        ("phone", &profile.phone),
        ("hours", &profile.hours),
        ("dpo_name", &profile.dpo_name),
        ("dpo_email", &profile.dpo_email),
        ("dpo_address", &dpo),
        ("sender_lines", &sender),
        ("language", &profile.language),
        ("zone", &profile.zone),
    ])
}

/// What was typed, as the room takes it.
fn profile(typed: &Typed) -> OrganisationProfile {
    OrganisationProfile {
        name: typed.value("name"),
        city: typed.value("city"),
        department: typed.value("department"),
        finess: typed.value("finess"),
        siren: typed.value("siren"),
        phone: typed.value("phone"),
        hours: typed.value("hours"),
        dpo_name: typed.value("dpo_name"),
        dpo_email: typed.value("dpo_email"),
        dpo_address: typed.lines("dpo_address"),
        sender_lines: typed.lines("sender_lines"),
        language: typed.value("language"),
        zone: typed.value("zone"),
    }
}

/// `GET /console/reglages/organisation`
pub(super) async fn page(
    at: StaffRequest,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&at, Verb::ManageSettings, &asked).await?;
    let typed = filled(&chosen.organisation);
    let done = done.among([
        ("enregistre", "console.settings.saved"),
        ("cree", "accounts.organisation.created"),
    ]);
    let about = About::Known(Box::new(chosen));
    show(&at, StatusCode::OK, Shown { about, typed, done, conflict: false }).await
}

/// `POST /console/reglages/organisation`
pub(super) async fn save(
    at: StaffRequest,
    Query(asked): Query<Asked>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&at, Verb::ManageSettings, &asked).await?;
    let mut typed = Typed::of(pairs);
    let version: i64 = typed.get("version").parse().map_err(|_| Problem::Bad)?;
    let mut new = profile(&typed);
    if !runs_platform(&at.staff) {
        // The form does not offer them: they are the platform's to change.
        let known = chosen.organisation.profile();
        (new.name, new.finess, new.siren) = (known.name, known.finess, known.siren);
    }
    let id = chosen.organisation.id;
    let (status, conflict) =
        match at.state.accounts.update_organisation(&at.staff.actor, id, version, new).await {
            Ok(()) => {
                // Its name, and so its word, may have changed.
                let next =
                    format!("/console/reglages/organisation?organisation={id}&fait=enregistre");
                return Ok(Redirect::to(&next).into_response());
            }
            Err(AccountError::Invalid(fields)) => {
                typed.refuse_all(at.ctx.lang, &fields);
                (REFUSED, false)
            }
            Err(AccountError::Conflict) => (StatusCode::CONFLICT, true),
            Err(error) => return Err(error.into()),
        };
    let about = About::Known(Box::new(chosen));
    show(&at, status, Shown { about, typed, done: None, conflict }).await
}

/// `GET /console/reglages/creer`
pub(super) async fn new_page(at: StaffRequest) -> Result<Response, Problem> {
    if !runs_platform(&at.staff) {
        return Err(Problem::Denied);
    }
    let typed =
        Typed::starting(&[("kind", "lab"), ("language", "fr"), ("zone", i18n::PARIS.name())]);
    let shown = Shown { about: About::New, typed, done: None, conflict: false };
    show(&at, StatusCode::OK, shown).await
}

/// `POST /console/reglages/creer`
pub(super) async fn create(
    at: StaffRequest,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    match OrganisationKind::parse(typed.get("kind")) {
        None => typed.refuse("kind", t(at.ctx.lang, "common.invalid.choice")),
        Some(kind) => {
            let new = NewOrganisation { kind, profile: profile(&typed) };
            match at.state.accounts.create_organisation(&at.staff.actor, new).await {
                Ok(id) => {
                    let next =
                        format!("/console/reglages/organisation?organisation={id}&fait=cree");
                    return Ok(Redirect::to(&next).into_response());
                }
                Err(AccountError::Invalid(fields)) => typed.refuse_all(at.ctx.lang, &fields),
                Err(error) => return Err(error.into()),
            }
        }
    }
    if !runs_platform(&at.staff) {
        return Err(Problem::Denied);
    }
    let shown = Shown { about: About::New, typed, done: None, conflict: false };
    show(&at, REFUSED, shown).await
}

async fn show(at: &StaffRequest, status: StatusCode, shown: Shown) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let platform = runs_platform(&at.staff);
    let lang = at.ctx.lang;
    let title = match &shown.about {
        About::Known(_) => t(lang, "console.settings.title"),
        About::New => t(lang, "accounts.organisation.create"),
    };
    Ok(frame
        .page_with(status, title, move || organisation_view::page(lang, title, platform, &shown)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_is_filled_with_reads_back_the_same() {
        let organisation = Organisation {
            id: kernel::Env::system().new_id(),
            kind: OrganisationKind::Lab,
            name: "Armorbio".to_owned(),
            city: "Vannes".to_owned(),
            department: "Morbihan".to_owned(),
            finess: Some("560000010".to_owned()),
            siren: None,
            phone: "02 61 91 00 00".to_owned(),
            hours: "lundi".to_owned(),
            dpo_name: "Solenn".to_owned(),
            dpo_email: "dpo@example.org".to_owned(),
            dpo_address: vec!["1 RUE A".to_owned(), "99999 VILLE".to_owned()],
            sender_lines: vec!["BP 1".to_owned()],
            language: "fr".to_owned(),
            zone: chrono_tz::Tz::Indian__Reunion,
            version: 7,
        };
        let typed = filled(&organisation);
        assert_eq!(profile(&typed), organisation.profile());
        assert_eq!(typed.get("version"), "7");
    }
}
