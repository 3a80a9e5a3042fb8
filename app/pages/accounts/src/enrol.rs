//! Enrolling an authenticator, then the recovery codes, once.

use accounts::{AccountError, AddressPrefix, Enrolment, InvitationKind};
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{
    invitation_code::{again, forget, kept},
    invitation_view::submit,
    once::{codes_view, keep_codes, qr, take_codes},
    words::shell,
};
use site::Ctx;
use ui::{
    ButtonKind, ButtonSize, ButtonWidth, CodeToCopy, InputKind, InputSize, LinkButton, TextField,
    page_with,
};
use web::{AppState, Problem};
use web::{Pairs, Typed};

/// The page of the authenticator.
pub(super) const PAGE: &str = "/console/invitation/application";
/// Where the session keeps the second factor.
const ENROLMENT: &str = "invitation_enrolment";

/// A second factor that waits for its first code, as the browser's session keeps it.
#[derive(Serialize, Deserialize)]
struct Waiting {
    kind: String,
    secret: String,
    url: String,
}

/// Keeps the second factor for the next page.
pub(super) async fn keep(
    session: &Session,
    kind: InvitationKind,
    enrolment: &Enrolment,
) -> Result<(), AccountError> {
    let waiting = Waiting {
        kind: kind.as_str().to_owned(),
        secret: enrolment.secret.expose().to_owned(),
        url: enrolment.url.expose().to_owned(),
    };
    let kept = session.insert(ENROLMENT, waiting).await;
    kept.map_err(|error| AccountError::Internal(error.into()))
}

/// The code of this browser and the second factor that waits; none when one is missing.
async fn waiting(session: &Session) -> Result<Option<(String, Waiting)>, Problem> {
    let waiting = session.get::<Waiting>(ENROLMENT).await.map_err(Problem::internal)?;
    Ok(kept(session).await?.zip(waiting))
}

/// `GET /console/invitation/application`
pub(super) async fn page(ctx: Ctx, session: Session) -> Result<Response, Problem> {
    match waiting(&session).await? {
        Some((_, waiting)) => Ok(view(StatusCode::OK, &ctx, &waiting, &Typed::default())),
        None => Ok(Redirect::to("/console/invitation").into_response()),
    }
}

/// `POST /console/invitation/application`
pub(super) async fn confirm(
    State(state): State<AppState>,
    ctx: Ctx,
    session: Session,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let Some((code, waiting)) = waiting(&session).await? else {
        return Ok(Redirect::to("/console/invitation").into_response());
    };
    let mut typed = Typed::of(pairs);
    let from = AddressPrefix::of(ctx.address);
    let digits = typed.get("totp");
    let confirmed = match InvitationKind::parse(&waiting.kind) {
        Some(InvitationKind::SecondFactor) => {
            state.accounts.confirm_second_factor(&code, from, digits).await
        }
        _ => state
            .accounts
            .confirm_acceptance(&code, from, digits)
            .await
            .map(|accepted| accepted.recovery_codes),
    };
    match confirmed {
        Ok(codes) => {
            forget(&session).await?;
            session.remove::<Waiting>(ENROLMENT).await.map_err(Problem::internal)?;
            keep_codes(&session, &codes).await?;
            Ok(Redirect::to("/console/invitation/codes").into_response())
        }
        Err(AccountError::Invalid(fields)) => {
            typed.refuse_all(ctx.lang, &fields);
            Ok(view(StatusCode::UNPROCESSABLE_ENTITY, &ctx, &waiting, &typed))
        }
        Err(
            AccountError::CodeUnusable { .. }
            | AccountError::Conflict
            | AccountError::AccountExists,
        ) => again(&session).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /console/invitation/codes`: the recovery codes, taken out of the session.
pub(super) async fn codes(ctx: Ctx, session: Session) -> Result<Response, Problem> {
    let Some(codes) = take_codes(&session).await? else {
        return Ok(Redirect::to("/console/connexion").into_response());
    };
    let lang = ctx.lang;
    let title = t(lang, "accounts.invitation.done");
    let nonce = ctx.nonce.clone();
    Ok(page_with(StatusCode::OK, nonce.as_ref(), move || {
        let content = view! {
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p class="muted">{t(lang, "accounts.invitation.step_recovery")}</p>
            </div>
            {codes_view(lang, codes)}
            <LinkButton
                href="/console/connexion"
                kind=ButtonKind::Main
                size=ButtonSize::Mid
                width=ButtonWidth::Full
            >
                {t(lang, "accounts.invitation.kept_sign_in")}
            </LinkButton>
        }
        .into_any();
        shell(&ctx, title, content)
    }))
}

fn view(status: StatusCode, ctx: &Ctx, waiting: &Waiting, typed: &Typed) -> Response {
    let lang = ctx.lang;
    let title = t(lang, "accounts.invitation.step_app");
    let word = move |key: &str| t(lang, &format!("accounts.invitation.{key}"));
    page_with(status, ctx.nonce.as_ref(), move || {
        let drawing = qr(word("qr_alt"), &waiting.url);
        let content = view! {
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p class="muted">{word("app_hint")}</p>
            </div>
            {drawing}
            <div class="stack stack--tight">
                <p>{word("key")}</p>
                <CodeToCopy text=waiting.secret.clone()/>
            </div>
            <form class="stack" method="post" action=PAGE>
                <TextField
                    label=word("app_code")
                    name="totp"
                    kind=InputKind::OneTimeCode
                    size=InputSize::Full
                    error=typed.error("totp")
                />
                {submit(word("submit"))}
            </form>
        }
        .into_any();
        shell(ctx, title, content)
    })
}
