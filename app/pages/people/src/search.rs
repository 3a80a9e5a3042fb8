//! Searching persons by exact traits, with a reason. The answer is that of the form: what
//! was searched for stands in no address.

use accounts::Verb;
use axum::{Form, http::StatusCode, response::Response};
use chrono::NaiveDate;
use i18n::{Lang, t, tr};
use people::{
    Criteria, PeopleError, SEARCH_LIMIT,
    identity::{Email, Phone},
};

use super::{
    reason::Reason,
    search_view::{self, Found},
};
use web::{CaseRequest, Pairs, Problem, Typed};

/// `GET …/personnes`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let (actor, lab) = (&at.staff.actor, at.here.id());
    let scope = at.state.incidents.scope(actor, Verb::SearchPersons, lab).await?;
    let none = at.state.people.totals(&scope).await?.persons == 0;
    let found = if none { Found::NothingImported } else { Found::NotAsked };
    show(at, StatusCode::OK, Typed::default(), found).await
}

/// `POST …/personnes`
pub(super) async fn search(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let lang = at.ctx.lang;
    let criteria = read(lang, &mut typed);
    let reason = Reason::read(lang, &mut typed);
    let Some((reason, text)) = reason
        .filter(|_| !typed.is_refused())
        .and_then(|reason| Some((reason.clone(), reason.text()?)))
    else {
        return show(at, refused, typed, Found::NotAsked).await;
    };
    match at.state.people.search(&at.staff.actor, at.here.id(), &criteria, &text).await {
        Ok(persons) => {
            let found = Found::Persons { persons, reason };
            show(at, StatusCode::OK, typed, found).await
        }
        Err(PeopleError::Required { .. }) => {
            typed.refuse("surname", t(lang, "people.search.required"));
            show(at, refused, typed, Found::NotAsked).await
        }
        Err(PeopleError::TooMany { .. }) => {
            let limit = i18n::number(lang, i64::try_from(SEARCH_LIMIT).unwrap_or(i64::MAX));
            typed.refuse("surname", tr(lang, "people.search.too_many", &[("limit", &limit)]));
            show(at, refused, typed, Found::NotAsked).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads the criteria. A criterion that cannot be read is refused: left out, it would
/// make the search find others.
fn read(lang: Lang, typed: &mut Typed) -> Criteria {
    let given = |typed: &Typed, name: &str| typed.has(name).then(|| typed.value(name));
    let criteria = Criteria {
        surname: given(typed, "surname"),
        sounds_like: typed.has("sounds_like"),
        birth_date: birth(lang, typed),
        postcode: given(typed, "postcode"),
        email: given(typed, "email"),
        phone: given(typed, "phone"),
    };
    if criteria.surname.as_deref().is_some_and(|name| !name.chars().any(char::is_alphabetic)) {
        typed.refuse("surname", t(lang, "people.search.surname_invalid"));
    }
    if criteria.email.as_deref().is_some_and(|email| Email::parse(email).is_err()) {
        typed.refuse("email", t(lang, "common.invalid.email"));
    }
    if criteria.phone.as_deref().is_some_and(|phone| Phone::parse(phone).is_err()) {
        typed.refuse("phone", t(lang, "people.search.phone_invalid"));
    }
    let any = criteria.surname.is_some()
        || criteria.postcode.is_some()
        || criteria.email.is_some()
        || criteria.phone.is_some()
        || criteria.birth_date.is_some()
        || typed.is_refused();
    if !any {
        typed.refuse("surname", t(lang, "people.search.required"));
    }
    criteria
}

/// The birth date typed in three parts.
fn birth(lang: Lang, typed: &mut Typed) -> Option<NaiveDate> {
    let parts = ["birth_day", "birth_month", "birth_year"];
    if !parts.iter().any(|part| typed.has(part)) {
        return None;
    }
    let [day, month, year] = parts.map(|part| typed.get(part).parse::<u32>().ok());
    let date = year
        .filter(|year| (1850..2200).contains(year))
        .and_then(|year| i32::try_from(year).ok())
        .zip(month)
        .zip(day)
        .and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
    if date.is_none() {
        typed.refuse("birth", t(lang, "common.invalid.date"));
    }
    date
}

async fn show(
    at: CaseRequest,
    status: StatusCode,
    typed: Typed,
    found: Found,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "people.search.title");
    Ok(frame.page_with(status, title, move || search_view::page(lang, &here, &typed, found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(pairs: &[(&str, &str)]) -> (Criteria, Typed) {
        let mut typed = Typed::starting(pairs);
        let criteria = read(Lang::FR, &mut typed);
        (criteria, typed)
    }

    #[test]
    fn a_criterion_that_cannot_be_read_is_refused_not_left_out() {
        for (pairs, field) in [
            (vec![("surname", "Kerdoret"), ("email", "nobody")], "email"),
            (vec![("surname", "Kerdoret"), ("phone", "12")], "phone"),
            (vec![("surname", "--")], "surname"),
            (
                vec![
                    ("surname", "Kerdoret"),
                    ("birth_day", "31"),
                    ("birth_month", "2"),
                    ("birth_year", "1984"),
                ],
                "birth",
            ),
            (vec![("birth_year", "84")], "birth"),
            (vec![("surname", " ")], "surname"),
        ] {
            let (_, typed) = reading(&pairs);
            assert!(typed.error(field).is_some(), "{pairs:?}");
        }
    }

    #[test]
    fn one_criterion_is_enough() {
        let (criteria, typed) =
            reading(&[("birth_day", "14"), ("birth_month", "06"), ("birth_year", "1984")]);
        assert!(!typed.is_refused());
        assert_eq!(criteria.birth_date, NaiveDate::from_ymd_opt(1984, 6, 14));
        let (criteria, typed) = reading(&[("phone", "06 39 98 12 42"), ("sounds_like", "yes")]);
        assert!(!typed.is_refused() && criteria.sounds_like && criteria.surname.is_none());
    }
}
