//! One's own access: sessions, password, recovery codes, language.

use accounts::{AccountError, SessionView};
use axum::{
    Form,
    extract::Query,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, t};
use kernel::SessionId;
use serde::Deserialize;

use super::{
    invitation::same_twice,
    once::{keep_codes, take_codes},
    profile_view::{self, Shown},
    words::with_wait,
};
use site::LANGUAGE_COOKIE;
use web::{Done, Problem, StaffRequest};
use web::{Pairs, Typed};

/// A year: the language is no secret and no trace.
const COOKIE_SECONDS: u32 = 365 * 24 * 3600;

/// What is said of an act, by its word in the address.
const DONE: [(&str, &str); 5] = [
    ("mot-de-passe", "accounts.profile.password_changed"),
    ("session", "accounts.profile.session_closed"),
    ("sessions", "accounts.profile.sessions_closed"),
    ("langue", "accounts.profile.language_changed"),
    ("roles", "accounts.invitation.claimed"),
];

/// `GET /console/mon-acces`
pub(super) async fn page(at: StaffRequest, Query(done): Query<Done>) -> Result<Response, Problem> {
    show(&at, StatusCode::OK, Typed::default(), done.among(DONE)).await
}

#[derive(Deserialize)]
pub(super) struct One {
    session: String,
}

/// `POST /console/mon-acces/session`: ends one session.
pub(super) async fn revoke(at: StaffRequest, Form(one): Form<One>) -> Result<Redirect, Problem> {
    let id: SessionId = one.session.parse().map_err(|_| Problem::NotFound)?;
    match at.state.accounts.revoke_session(&at.staff.actor, id).await {
        // It ended by itself in the meantime: what was asked for is so.
        Ok(()) | Err(AccountError::NotFound) => Ok(Redirect::to("/console/mon-acces?fait=session")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /console/mon-acces/sessions`: ends all sessions but this one.
pub(super) async fn revoke_others(at: StaffRequest) -> Result<Redirect, Problem> {
    at.state.accounts.revoke_other_sessions(&at.staff.actor).await?;
    Ok(Redirect::to("/console/mon-acces?fait=sessions"))
}

/// `POST /console/mon-acces/mot-de-passe`
pub(super) async fn password(
    at: StaffRequest,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    typed.require(at.ctx.lang, "current");
    if same_twice(&at.ctx, &mut typed) && !typed.is_refused() {
        let (current, new) = (typed.raw("current"), typed.raw("password"));
        match at.state.accounts.change_password(&at.staff.actor, current, new).await {
            Ok(()) => {
                return Ok(Redirect::to("/console/mon-acces?fait=mot-de-passe").into_response());
            }
            Err(AccountError::Invalid(fields)) => typed.refuse_all(at.ctx.lang, &fields),
            Err(AccountError::WrongCredentials { retry_after }) => {
                let sentence = t(at.ctx.lang, "accounts.profile.wrong_password");
                typed.refuse("current", with_wait(at.ctx.lang, sentence, retry_after));
            }
            Err(error) => return Err(error.into()),
        }
    }
    show(&at, StatusCode::UNPROCESSABLE_ENTITY, typed, None).await
}

/// `POST /console/mon-acces/secours`: new recovery codes.
pub(super) async fn recovery(
    at: StaffRequest,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    typed.require(at.ctx.lang, "totp");
    if !typed.is_refused() {
        match at.state.accounts.renew_recovery_codes(&at.staff.actor, typed.get("totp")).await {
            Ok(codes) => {
                keep_codes(&at.staff.session, &codes).await?;
                return Ok(Redirect::to("/console/mon-acces/codes").into_response());
            }
            Err(AccountError::WrongCredentials { retry_after }) => {
                let sentence = t(at.ctx.lang, "accounts.second_factor.failed");
                typed.refuse("totp", with_wait(at.ctx.lang, sentence, retry_after));
            }
            Err(error) => return Err(error.into()),
        }
    }
    show(&at, StatusCode::UNPROCESSABLE_ENTITY, typed, None).await
}

/// `GET /console/mon-acces/codes`: the recovery codes, taken out of the session.
pub(super) async fn codes(at: StaffRequest) -> Result<Response, Problem> {
    let Some(codes) = take_codes(&at.staff.session).await? else {
        return Ok(Redirect::to("/console/mon-acces").into_response());
    };
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "accounts.profile.recovery_title");
    Ok(frame.page(title, move || profile_view::codes(lang, title, codes)))
}

#[derive(Deserialize)]
pub(super) struct Language {
    lang: String,
}

/// `POST /console/mon-acces/langue`
pub(super) async fn language(
    at: StaffRequest,
    Form(asked): Form<Language>,
) -> Result<Response, Problem> {
    let lang = Lang::parse(&asked.lang).ok_or(Problem::Bad)?;
    let cookie = language_cookie(lang, at.state.config.secure_cookies);
    let next = Redirect::to("/console/mon-acces?fait=langue");
    Ok(([(header::SET_COOKIE, cookie)], next).into_response())
}

fn language_cookie(lang: Lang, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let tag = lang.tag();
    format!(
        "{LANGUAGE_COOKIE}={tag}; Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}{secure}"
    )
}

async fn show(
    at: &StaffRequest,
    status: StatusCode,
    typed: Typed,
    done: Option<&'static str>,
) -> Result<Response, Problem> {
    let (room, actor) = (&at.state.accounts, &at.staff.actor);
    let account = room.own_account(actor).await?;
    let sessions: Vec<SessionView> = room.list_sessions(actor).await?;
    let mut roles = Vec::new();
    for organisation in room.organisations(actor).await? {
        let held: Vec<_> = actor.roles_in(organisation.id).collect();
        if !held.is_empty() {
            roles.push((organisation.name, held));
        }
    }
    let frame = at.frame().await?;
    let (lang, now) = (at.ctx.lang, at.state.env.now());
    let shown = Shown { account, roles, sessions, typed, done, now };
    let title = t(lang, "accounts.profile.title");
    Ok(frame.page_with(status, title, move || profile_view::page(lang, title, shown)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use site::Ctx;

    #[test]
    fn the_next_page_reads_the_language_that_was_chosen() {
        for lang in Lang::all() {
            let cookie = language_cookie(lang, true);
            let (pair, rest) = cookie.split_once(';').unwrap();
            let request = axum::http::Request::builder()
                .header(header::COOKIE, pair)
                .header(header::ACCEPT_LANGUAGE, "de");
            let parts = request.body(()).unwrap().into_parts().0;
            assert_eq!(Ctx::of(&parts).lang, lang);
            assert!(rest.ends_with("; Secure"));
        }
    }
}
