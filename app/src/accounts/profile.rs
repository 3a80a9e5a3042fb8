//! One's own access: sessions, password, recovery codes, language.

use accounts::{AccountError, SessionView};
use axum::{
    Form,
    extract::{Query, State},
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
    typed::{Pairs, Typed},
    words::with_wait,
};
use crate::{
    layout::Frame,
    state::AppState,
    web::{Ctx, LANGUAGE_COOKIE, Problem, Staff},
};

/// A year: the language is no secret and no trace.
const COOKIE_SECONDS: u32 = 365 * 24 * 3600;

/// What was done a moment ago.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    fait: String,
}

impl Done {
    fn key(&self) -> Option<&'static str> {
        Some(match self.fait.as_str() {
            "mot-de-passe" => "accounts.profile.password_changed",
            "session" => "accounts.profile.session_closed",
            "sessions" => "accounts.profile.sessions_closed",
            "langue" => "accounts.profile.language_changed",
            "roles" => "accounts.invitation.claimed",
            _ => return None,
        })
    }
}

/// `GET /console/mon-acces`
pub(super) async fn page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    show(&state, &ctx, &staff, StatusCode::OK, Typed::default(), done.key()).await
}

#[derive(Deserialize)]
pub(super) struct One {
    session: String,
}

/// `POST /console/mon-acces/session`: ends one session.
pub(super) async fn revoke(
    State(state): State<AppState>,
    staff: Staff,
    Form(one): Form<One>,
) -> Result<Redirect, Problem> {
    let id: SessionId = one.session.parse().map_err(|_| Problem::NotFound)?;
    match state.accounts.revoke_session(&staff.actor, id).await {
        // It ended by itself in the meantime: what was asked for is so.
        Ok(()) | Err(AccountError::NotFound) => Ok(Redirect::to("/console/mon-acces?fait=session")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /console/mon-acces/sessions`: ends all sessions but this one.
pub(super) async fn revoke_others(
    State(state): State<AppState>,
    staff: Staff,
) -> Result<Redirect, Problem> {
    state.accounts.revoke_other_sessions(&staff.actor).await?;
    Ok(Redirect::to("/console/mon-acces?fait=sessions"))
}

/// `POST /console/mon-acces/mot-de-passe`
pub(super) async fn password(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    typed.require(ctx.lang, "current");
    if same_twice(&ctx, &mut typed) && !typed.is_refused() {
        let (current, new) = (typed.raw("current"), typed.raw("password"));
        match state.accounts.change_password(&staff.actor, current, new).await {
            Ok(()) => {
                return Ok(Redirect::to("/console/mon-acces?fait=mot-de-passe").into_response());
            }
            Err(AccountError::Invalid(fields)) => typed.refuse_all(ctx.lang, &fields),
            Err(AccountError::WrongCredentials { retry_after }) => {
                let sentence = t(ctx.lang, "accounts.profile.wrong_password");
                typed.refuse("current", with_wait(ctx.lang, sentence, retry_after));
            }
            Err(error) => return Err(error.into()),
        }
    }
    show(&state, &ctx, &staff, StatusCode::UNPROCESSABLE_ENTITY, typed, None).await
}

/// `POST /console/mon-acces/secours`: new recovery codes.
pub(super) async fn recovery(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    typed.require(ctx.lang, "totp");
    if !typed.is_refused() {
        match state.accounts.renew_recovery_codes(&staff.actor, typed.get("totp")).await {
            Ok(codes) => {
                keep_codes(&staff.session, &codes).await?;
                return Ok(Redirect::to("/console/mon-acces/codes").into_response());
            }
            Err(AccountError::WrongCredentials { retry_after }) => {
                let sentence = t(ctx.lang, "accounts.second_factor.failed");
                typed.refuse("totp", with_wait(ctx.lang, sentence, retry_after));
            }
            Err(error) => return Err(error.into()),
        }
    }
    show(&state, &ctx, &staff, StatusCode::UNPROCESSABLE_ENTITY, typed, None).await
}

/// `GET /console/mon-acces/codes`: the recovery codes, taken out of the session.
pub(super) async fn codes(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
) -> Result<Response, Problem> {
    let Some(codes) = take_codes(&staff.session).await? else {
        return Ok(Redirect::to("/console/mon-acces").into_response());
    };
    let frame = Frame::plain(&state, &ctx, &staff).await?;
    let title = t(ctx.lang, "accounts.profile.recovery_title");
    Ok(frame.page(title, move || profile_view::codes(ctx.lang, title, codes)))
}

#[derive(Deserialize)]
pub(super) struct Language {
    lang: String,
}

/// `POST /console/mon-acces/langue`
pub(super) async fn language(
    State(state): State<AppState>,
    _staff: Staff,
    Form(asked): Form<Language>,
) -> Result<Response, Problem> {
    let lang = Lang::parse(&asked.lang).ok_or(Problem::Bad)?;
    let cookie = language_cookie(lang, state.config.secure_cookies);
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
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    status: StatusCode,
    typed: Typed,
    done: Option<&'static str>,
) -> Result<Response, Problem> {
    let account = state.accounts.own_account(&staff.actor).await?;
    let sessions: Vec<SessionView> = state.accounts.list_sessions(&staff.actor).await?;
    let mut roles = Vec::new();
    for organisation in state.accounts.organisations(&staff.actor).await? {
        let held: Vec<_> = staff.actor.roles_in(organisation.id).collect();
        if !held.is_empty() {
            roles.push((organisation.name, held));
        }
    }
    let frame = Frame::plain(state, ctx, staff).await?;
    let now = state.env.now();
    let shown = Shown { account, roles, sessions, typed, done, now };
    let title = t(ctx.lang, "accounts.profile.title");
    Ok(frame.page_with(status, title, move || profile_view::page(ctx.lang, title, shown)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
