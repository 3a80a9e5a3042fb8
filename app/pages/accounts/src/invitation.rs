//! Using a one-time code: a new access, a new password, a new second factor, or more
//! roles for an access that exists.
//!
//! The code is typed once and waits in the browser's session, never in an address. Each
//! step asks the room again whether it is still good.

use accounts::{Acceptance, AccountError, AddressPrefix, InvitationKind, Opened, SecondFactor};
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use kernel::{Actor, StaffActor};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    enrol,
    invitation_code::{again, forget, keep, kept},
    invitation_view::{Step, access_view, code_view, exists_view},
    words::with_wait,
};
use site::Ctx;
use web::{AppState, Problem};
use web::{Pairs, Typed};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `GET /console/invitation`
pub(super) async fn page(ctx: Ctx) -> Response {
    code_view(StatusCode::OK, &ctx, &Typed::default())
}

/// `POST /console/invitation`
pub(super) async fn code(
    State(state): State<AppState>,
    ctx: Ctx,
    session: Session,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    typed.require(ctx.lang, "code");
    if typed.is_refused() {
        return Ok(code_view(REFUSED, &ctx, &typed));
    }
    match state.accounts.open_invitation(typed.get("code"), AddressPrefix::of(ctx.address)).await {
        Ok(_) => {
            keep(&session, typed.get("code")).await?;
            Ok(Redirect::to("/console/invitation/acces").into_response())
        }
        Err(AccountError::CodeUnusable { retry_after }) => {
            let sentence = t(ctx.lang, "accounts.invitation.code_failed");
            typed.refuse("code", with_wait(ctx.lang, sentence, retry_after));
            Ok(code_view(REFUSED, &ctx, &typed))
        }
        Err(error) => Err(error.into()),
    }
}

/// Which of the two second factors is asked for.
#[derive(Deserialize)]
pub(super) struct Factor {
    #[serde(default)]
    secours: Option<String>,
}

/// `GET /console/invitation/acces`
pub(super) async fn access_page(
    State(state): State<AppState>,
    ctx: Ctx,
    session: Session,
    Query(factor): Query<Factor>,
) -> Result<Response, Problem> {
    let Some((_, opened, me)) = opened(&state, &ctx, &session).await? else {
        return again(&session).await;
    };
    let step = Step { opened: &opened, claims: me.is_some(), recovery: factor.secours.is_some() };
    Ok(access_view(StatusCode::OK, &ctx, &step, &Typed::default()))
}

/// `POST /console/invitation/acces`
pub(super) async fn access(
    State(state): State<AppState>,
    ctx: Ctx,
    session: Session,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let Some((code, opened, me)) = opened(&state, &ctx, &session).await? else {
        return again(&session).await;
    };
    let mut typed = Typed::of(pairs);
    let recovery = typed.has("secours");
    let outcome = match (opened.kind, &me) {
        (InvitationKind::Account, Some(me)) => claim(&state, &ctx, me, &code).await,
        (InvitationKind::Account, None) => begin(&state, &ctx, &session, &code, &mut typed).await,
        (InvitationKind::Password, _) => recover(&state, &ctx, &code, recovery, &mut typed).await,
        (InvitationKind::SecondFactor, _) => {
            begin_factor(&state, &ctx, &session, &code, &mut typed).await
        }
    };
    let refused = match outcome {
        Ok(Some(next)) => {
            if next != enrol::PAGE {
                forget(&session).await?;
            }
            return Ok(Redirect::to(next).into_response());
        }
        Ok(None) => None,
        Err(error) => Some(error),
    };
    let lang = ctx.lang;
    match refused {
        None => {}
        Some(AccountError::Invalid(fields)) => typed.refuse_all(lang, &fields),
        Some(AccountError::AccountExists) => return Ok(exists_view(&ctx)),
        Some(AccountError::CodeUnusable { .. }) if me.is_some() => {
            typed.refuse("claim", t(lang, "accounts.invitation.claim_other"));
        }
        Some(AccountError::CodeUnusable { .. } | AccountError::Conflict) => {
            return again(&session).await;
        }
        Some(AccountError::WrongCredentials { retry_after }) => {
            let (field, key) = match (opened.kind, recovery) {
                (InvitationKind::SecondFactor, _) => {
                    ("password", "accounts.profile.wrong_password")
                }
                (_, true) => ("code", "accounts.recovery.failed"),
                (_, false) => ("code", "accounts.second_factor.failed"),
            };
            typed.refuse(field, with_wait(lang, t(lang, key), retry_after));
        }
        Some(error) => return Err(error.into()),
    }
    let step = Step { opened: &opened, claims: me.is_some(), recovery };
    Ok(access_view(REFUSED, &ctx, &step, &typed))
}

/// Where a step leads; none when the form comes back.
type Next = Result<Option<&'static str>, AccountError>;

async fn claim(state: &AppState, ctx: &Ctx, me: &StaffActor, code: &str) -> Next {
    let actor = Actor::Staff(me.clone());
    state.accounts.claim_invitation(&actor, code, AddressPrefix::of(ctx.address)).await?;
    Ok(Some("/console/mon-acces?fait=roles"))
}

async fn begin(
    state: &AppState,
    ctx: &Ctx,
    session: &Session,
    code: &str,
    typed: &mut Typed,
) -> Next {
    if !same_twice(ctx, typed) {
        return Ok(None);
    }
    let chosen = Acceptance { name: typed.get("name"), password: typed.raw("password") };
    let from = AddressPrefix::of(ctx.address);
    let enrolment = state.accounts.begin_acceptance(code, from, chosen).await?;
    enrol::keep(session, InvitationKind::Account, &enrolment).await?;
    Ok(Some(enrol::PAGE))
}

async fn begin_factor(
    state: &AppState,
    ctx: &Ctx,
    session: &Session,
    code: &str,
    typed: &mut Typed,
) -> Next {
    typed.require(ctx.lang, "password");
    if typed.is_refused() {
        return Ok(None);
    }
    let from = AddressPrefix::of(ctx.address);
    let enrolment = state.accounts.begin_second_factor(code, from, typed.raw("password")).await?;
    enrol::keep(session, InvitationKind::SecondFactor, &enrolment).await?;
    Ok(Some(enrol::PAGE))
}

async fn recover(
    state: &AppState,
    ctx: &Ctx,
    code: &str,
    recovery: bool,
    typed: &mut Typed,
) -> Next {
    typed.require(ctx.lang, "code");
    if !same_twice(ctx, typed) || typed.is_refused() {
        return Ok(None);
    }
    let shown = typed.get("code");
    let factor = if recovery { SecondFactor::Recovery(shown) } else { SecondFactor::Totp(shown) };
    let from = AddressPrefix::of(ctx.address);
    state.accounts.recover_password(code, from, typed.raw("password"), factor).await?;
    Ok(Some("/console/connexion?fait=mot-de-passe"))
}

/// Whether the new password was typed twice alike.
pub(super) fn same_twice(ctx: &Ctx, typed: &mut Typed) -> bool {
    let same = typed.raw("password") == typed.raw("password_again");
    if !same {
        typed.refuse("password_again", t(ctx.lang, "common.invalid.mismatch"));
    }
    same
}

/// The code of this browser, what it is for, and who is signed in; none when there is no
/// code or it is no longer good.
async fn opened(
    state: &AppState,
    ctx: &Ctx,
    session: &Session,
) -> Result<Option<(String, Opened, Option<StaffActor>)>, Problem> {
    let Some(code) = kept(session).await? else { return Ok(None) };
    match state.accounts.open_invitation(&code, AddressPrefix::of(ctx.address)).await {
        Ok(opened) => {
            let me = match opened.kind {
                InvitationKind::Account => state.accounts.actor_of(session).await?,
                InvitationKind::Password | InvitationKind::SecondFactor => None,
            };
            Ok(Some((code, opened, me)))
        }
        Err(AccountError::CodeUnusable { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
