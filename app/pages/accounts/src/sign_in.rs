//! Signing in: password, then six digits or a recovery code; signing out.
//!
//! The same sentence and the same work for a known and an unknown address. The ticket
//! between the two steps lives in the browser's session, never in an address.

use accounts::{AccountError, AddressPrefix, SecondFactor};
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use i18n::{t, tr};
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

use super::words::{shell, wait};
use site::Ctx;
use ui::{
    Button, ButtonKind, ButtonSize, ButtonWidth, InputKind, InputSize, Live, Notice, NoticeKind,
    TextField, page_with,
};
use web::{AppState, Problem, StaffRequest};

const TICKET: &str = "sign_in_ticket";

/// Why the form comes back.
enum Back {
    /// Wrong, with the time to wait if any.
    Wrong(std::time::Duration),
    /// Done a moment ago: the key of a sentence.
    Done(&'static str),
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    sortie: Option<String>,
    #[serde(default)]
    fait: Option<String>,
}

/// `GET /console/connexion`
pub(super) async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    let done = match (asked.sortie, asked.fait.as_deref()) {
        (Some(_), _) => Some("accounts.sign_in.signed_out"),
        (None, Some("mot-de-passe")) => Some("accounts.invitation.password_done"),
        (None, _) => None,
    };
    let back = done.map(Back::Done);
    password_view(StatusCode::OK, &ctx, "", back)
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// `POST /console/connexion`
pub(super) async fn password(
    State(state): State<AppState>,
    ctx: Ctx,
    session: Session,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    let from = AddressPrefix::of(ctx.address);
    match state.accounts.start_sign_in(&form.email, &form.password, from).await {
        Ok(ticket) => {
            session.insert(TICKET, ticket.expose()).await.map_err(Problem::internal)?;
            Ok(Redirect::to("/console/connexion/code").into_response())
        }
        Err(AccountError::WrongCredentials { retry_after }) => {
            let back = Some(Back::Wrong(retry_after));
            Ok(password_view(StatusCode::UNPROCESSABLE_ENTITY, &ctx, &form.email, back))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /console/connexion/code`
pub(super) async fn code_page(
    ctx: Ctx,
    session: Session,
    Query(asked): Query<Factor>,
) -> Result<Response, Problem> {
    let ticket = session.get::<String>(TICKET).await.map_err(Problem::internal)?;
    if ticket.is_none() {
        return Ok(Redirect::to("/console/connexion").into_response());
    }
    Ok(code_view(StatusCode::OK, &ctx, asked.secours.is_some(), None))
}

#[derive(Deserialize)]
pub(super) struct Factor {
    #[serde(default)]
    secours: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    secours: Option<String>,
}

/// `POST /console/connexion/code`
pub(super) async fn code(
    State(state): State<AppState>,
    ctx: Ctx,
    session: Session,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Problem> {
    let ticket = session.get::<String>(TICKET).await.map_err(Problem::internal)?;
    let Some(ticket) = ticket else {
        return Ok(Redirect::to("/console/connexion").into_response());
    };
    let recovery = form.secours.is_some();
    let factor =
        if recovery { SecondFactor::Recovery(&form.code) } else { SecondFactor::Totp(&form.code) };
    let from = AddressPrefix::of(ctx.address);
    match state.accounts.finish_sign_in(&ticket, factor, from).await {
        Ok(signed_in) => {
            let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
            state.accounts.open_session(&session, &signed_in, agent.unwrap_or_default()).await?;
            Ok(Redirect::to("/console").into_response())
        }
        Err(AccountError::TicketExpired) => Ok(Redirect::to("/console/connexion").into_response()),
        Err(AccountError::WrongCredentials { retry_after }) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(code_view(status, &ctx, recovery, Some(retry_after)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /console/deconnexion`
pub(super) async fn out(at: StaffRequest) -> Result<Redirect, Problem> {
    at.state.accounts.sign_out(&at.staff.actor, &at.staff.session).await?;
    Ok(Redirect::to("/console/connexion?sortie=1"))
}

fn password_view(status: StatusCode, ctx: &Ctx, email: &str, back: Option<Back>) -> Response {
    let lang = ctx.lang;
    let title = t(lang, "accounts.sign_in.title");
    let email = email.to_owned();
    let notice = back.map(|back| match back {
        Back::Wrong(retry_after) => view! {
            <Notice kind=NoticeKind::Danger title=t(lang, "accounts.sign_in.failed") live=Live::Alert>
                {wait(lang, retry_after).map(|text| view! { <p>{text}</p> })}
            </Notice>
        }
        .into_any(),
        Back::Done(key) => view! {
            <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status/>
        }
        .into_any(),
    });
    page_with(status, ctx.nonce.as_ref(), move || {
        let content = view! {
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p class="muted">
                    {t(lang, "accounts.sign_in.lead")}
                    " "
                    <a href="/">{t(lang, "accounts.sign_in.lead_link")}</a>
                </p>
            </div>
            {notice}
            <form class="stack" method="post" action="/console/connexion">
                <TextField
                    id="email"
                    name="email"
                    label=t(lang, "accounts.sign_in.email")
                    kind=InputKind::Username
                    size=InputSize::Full
                    value=email
                />
                <TextField
                    id="password"
                    name="password"
                    label=t(lang, "accounts.sign_in.password")
                    kind=InputKind::Password
                    size=InputSize::Full
                />
                <Button kind=ButtonKind::Main size=ButtonSize::Mid width=ButtonWidth::Full>
                    {t(lang, "accounts.sign_in.submit")}
                </Button>
            </form>
            <p class="faint">{t(lang, "accounts.sign_in.forgotten")}</p>
            <p class="faint">
                <a href="/console/invitation">{t(lang, "accounts.invitation.title")}</a>
            </p>
        }
        .into_any();
        shell(ctx, title, content)
    })
}

fn code_view(
    status: StatusCode,
    ctx: &Ctx,
    recovery: bool,
    wrong: Option<std::time::Duration>,
) -> Response {
    let lang = ctx.lang;
    let (area, other, other_label) = if recovery {
        ("recovery", "/console/connexion/code", "accounts.recovery.use_app")
    } else {
        (
            "second_factor",
            "/console/connexion/code?secours=1",
            "accounts.second_factor.use_recovery",
        )
    };
    let text = move |name: &str| t(lang, &format!("accounts.{area}.{name}"));
    let title = text("title");
    let kind = if recovery { InputKind::ClaimCode } else { InputKind::OneTimeCode };
    let lead = if recovery {
        text("lead").to_owned()
    } else {
        tr(lang, "accounts.second_factor.lead", &[("line", t(lang, "common.app.name"))])
    };
    let error = wrong.map(|_| text("failed"));
    let hint = wrong.and_then(|retry_after| wait(lang, retry_after));
    page_with(status, ctx.nonce.as_ref(), move || {
        let content = view! {
            <div class="stack stack--tight">
                <p class="faint">{t(lang, "accounts.second_factor.step")}</p>
                <h1 class="title">{title}</h1>
                <p class="muted">{lead}</p>
            </div>
            <form class="stack" method="post" action="/console/connexion/code">
                {recovery.then(|| view! { <input type="hidden" name="secours" value="1"/> })}
                <TextField
                    id="code"
                    name="code"
                    label=text("code")
                    kind=kind
                    size=InputSize::Full
                    error=error
                    hint=hint
                />
                <Button kind=ButtonKind::Main size=ButtonSize::Mid width=ButtonWidth::Full>
                    {text("submit")}
                </Button>
            </form>
            <p>
                <a href=other>{t(lang, other_label)}</a>
            </p>
        }
        .into_any();
        shell(ctx, title, content)
    })
}
