//! The pages of an invitation: type the code, choose what is missing.

use accounts::{InvitationKind, Opened};
use axum::{http::StatusCode, response::Response};
use i18n::{date_time_text, t, tr};
use leptos::prelude::*;

use super::words::{role, shell};
use site::Ctx;
use ui::{
    Button, ButtonKind, ButtonSize, ButtonWidth, ErrorSummary, InputKind, InputSize, LinkButton,
    Live, Notice, NoticeKind, Text, TextField, page_with,
};
use web::Typed;

/// What the second step is about.
pub(super) struct Step<'a> {
    /// What the code opened.
    pub(super) opened: &'a Opened,
    /// Whether somebody is signed in, who then receives the roles.
    pub(super) claims: bool,
    /// Whether a recovery code stands in for the authenticator.
    pub(super) recovery: bool,
}

/// The form of the code.
pub(super) fn code_view(status: StatusCode, ctx: &Ctx, typed: &Typed) -> Response {
    let lang = ctx.lang;
    let title = t(lang, "accounts.invitation.title");
    let error = typed.error("code");
    let value = typed.value("code");
    page_with(status, ctx.nonce.as_ref(), move || {
        let content = view! {
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p class="muted">{t(lang, "accounts.invitation.lead")}</p>
            </div>
            <form class="stack" method="post" action="/console/invitation">
                <TextField
                    label=t(lang, "accounts.invitation.code")
                    name="code"
                    kind=InputKind::ClaimCode
                    size=InputSize::Full
                    hint=t(lang, "accounts.invitation.code_hint")
                    error=error
                    value=value
                />
                {submit(t(lang, "common.button.continue"))}
            </form>
            <p>
                <a href="/console/connexion">{t(lang, "accounts.sign_in.title")}</a>
            </p>
        }
        .into_any();
        shell(ctx, title, content)
    })
}

/// The form that the code opened.
pub(super) fn access_view(
    status: StatusCode,
    ctx: &Ctx,
    step: &Step<'_>,
    typed: &Typed,
) -> Response {
    let lang = ctx.lang;
    let word = move |key: &str| t(lang, &format!("accounts.invitation.{key}"));
    let (title, lead, button) = match (step.opened.kind, step.claims) {
        (InvitationKind::Account, true) => ("claim_title", "claim_lead", "claim_submit"),
        (InvitationKind::Account, false) => ("title", "step_password", "continue"),
        (InvitationKind::Password, _) => ("reset_password", "reset_password_lead", "reset_submit"),
        (InvitationKind::SecondFactor, _) => ("reset_app", "reset_app_lead", "continue"),
    };
    let button = match button {
        "continue" => t(lang, "common.button.continue"),
        key => word(key),
    };
    let title = word(title);
    let error = move |typed: &Typed, name: &str| typed.error(name);
    page_with(status, ctx.nonce.as_ref(), move || {
        let fields = match (step.opened.kind, step.claims) {
            (InvitationKind::Account, true) => error(typed, "claim").map(|sentence| {
                view! { <Notice kind=NoticeKind::Danger title=sentence live=Live::Alert/> }
                    .into_any()
            }),
            (InvitationKind::Account, false) => {
                let name = view! {
                    <TextField
                        label=word("name")
                        name="name"
                        size=InputSize::Full
                        autocomplete="name"
                        maxlength=80_u32
                        value=typed.value("name")
                        error=error(typed, "name")
                    />
                };
                Some(view! { {name} {new_password(ctx, typed)} }.into_any())
            }
            (InvitationKind::Password, _) => {
                let factor = factor_field(ctx, step.recovery, typed);
                Some(view! { {new_password(ctx, typed)} {factor} }.into_any())
            }
            (InvitationKind::SecondFactor, _) => Some(
                view! {
                    <TextField
                        label=t(lang, "accounts.profile.current_password")
                        name="password"
                        kind=InputKind::Password
                        size=InputSize::Full
                        error=error(typed, "password")
                    />
                }
                .into_any(),
            ),
        };
        let until = date_time_text(lang, step.opened.expires_at);
        let content = view! {
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p class="muted">{word(lead)}</p>
            </div>
            <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
            {waiting(ctx, step.opened)}
            <form class="stack" method="post" action="/console/invitation/acces">
                {fields}
                {submit(button)}
            </form>
            <p class="faint">
                {tr(lang, "accounts.invitation.until", &[("at", &until)])} " "
                <a href="/console/invitation">{word("another_code")}</a>
            </p>
        }
        .into_any();
        shell(ctx, title, content)
    })
}

/// The invited address has an access already.
pub(super) fn exists_view(ctx: &Ctx) -> Response {
    let lang = ctx.lang;
    let title = t(lang, "accounts.invitation.exists_title");
    page_with(StatusCode::CONFLICT, ctx.nonce.as_ref(), move || {
        let content = view! {
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p>{t(lang, "accounts.invitation.exists")}</p>
            </div>
            <LinkButton
                href="/console/connexion"
                kind=ButtonKind::Main
                size=ButtonSize::Mid
                width=ButtonWidth::Full
            >
                {t(lang, "accounts.sign_in.title")}
            </LinkButton>
        }
        .into_any();
        shell(ctx, title, content)
    })
}

/// The address that the code was made for, and the roles that wait.
fn waiting(ctx: &Ctx, opened: &Opened) -> AnyView {
    let lang = ctx.lang;
    let roles = opened
        .grants
        .iter()
        .map(|grant| view! { <li>{role(lang, grant.role)} ", " {grant.name.clone()}</li> })
        .collect_view();
    view! {
        <div class="stack stack--tight">
            <p>{tr(lang, "accounts.invitation.made_for", &[("email", &opened.email)])}</p>
            <ul class="plain-list">{roles}</ul>
        </div>
    }
    .into_any()
}

/// A new password, twice.
fn new_password(ctx: &Ctx, typed: &Typed) -> AnyView {
    let lang = ctx.lang;
    view! {
        <TextField
            label=t(lang, "accounts.profile.new_password")
            name="password"
            kind=InputKind::NewPassword
            size=InputSize::Full
            hint=t(lang, "accounts.invitation.password_hint")
            error=typed.error("password")
        />
        <TextField
            label=t(lang, "accounts.invitation.password_again")
            name="password_again"
            kind=InputKind::NewPassword
            size=InputSize::Full
            error=typed.error("password_again")
        />
    }
    .into_any()
}

/// The second factor that is left: digits of the authenticator, or a recovery code.
fn factor_field(ctx: &Ctx, recovery: bool, typed: &Typed) -> AnyView {
    let lang = ctx.lang;
    let (area, kind, other, other_label) = if recovery {
        ("recovery", InputKind::ClaimCode, "", "accounts.recovery.use_app")
    } else {
        (
            "second_factor",
            InputKind::OneTimeCode,
            "?secours=1",
            "accounts.second_factor.use_recovery",
        )
    };
    let label: Text = t(lang, &format!("accounts.{area}.title")).into();
    view! {
        {recovery.then(|| view! { <input type="hidden" name="secours" value="1"/> })}
        <TextField
            label=label
            name="code"
            kind=kind
            size=InputSize::Full
            error=typed.error("code")
        />
        <p>
            <a href=format!("/console/invitation/acces{other}")>{t(lang, other_label)}</a>
        </p>
    }
    .into_any()
}

/// The one full button of the page.
pub(super) fn submit(words: &'static str) -> AnyView {
    view! {
        <Button kind=ButtonKind::Main size=ButtonSize::Mid width=ButtonWidth::Full>
            {words}
        </Button>
    }
    .into_any()
}
