//! Inviting somebody, the code that is shown once, and taking an invitation back.

use accounts::{AccountError, Invited, NewInvitation, Verb};
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use i18n::{date_time_text, t, tr};
use kernel::{Grant, InvitationId, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::words;
use ui::{
    Button, ButtonKind, CheckGroup, CodeToCopy, Crumb, Crumbs, ErrorSummary, InputKind, InputSize,
    LinkButton, Notice, NoticeKind, PageHead, Panel, SelectField, TextField,
};
use web::{
    Pairs, Typed,
    organisation_picker::{Asked, Chosen},
};
use web::{Problem, StaffRequest};

const SHOWN: &str = "team_code";

/// A code that waits in the browser's session for the page that shows it.
#[derive(Serialize, Deserialize)]
struct Waiting {
    code: String,
    expires_at: DateTime<Utc>,
}

/// Keeps a code for the next page.
pub(super) async fn keep(session: &Session, invited: &Invited) -> Result<(), Problem> {
    let code = invited.code.expose().to_owned();
    let waiting = Waiting { code, expires_at: invited.expires_at };
    session.insert(SHOWN, waiting).await.map_err(Problem::internal)
}

/// `GET /console/equipe/inviter`
pub(super) async fn page(
    at: StaffRequest,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&at, Verb::ManageAccounts, &asked).await?;
    let typed = Typed::starting(&[("language", &chosen.organisation.language)]);
    form(&at, StatusCode::OK, chosen, typed).await
}

/// `POST /console/equipe/inviter`
pub(super) async fn invite(
    at: StaffRequest,
    Query(asked): Query<Asked>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let lang = at.ctx.lang;
    let chosen = Chosen::find(&at, Verb::ManageAccounts, &asked).await?;
    let mut typed = Typed::of(pairs);
    typed.require(lang, "email");
    let organisation = chosen.organisation.id;
    let roles = typed.words::<Role>(lang, "role", Role::parse).unwrap_or_default();
    let grants: Vec<Grant> = roles.into_iter().map(|role| Grant { organisation, role }).collect();
    if grants.is_empty() {
        typed.refuse("role", t(lang, "common.invalid.choice"));
    }
    if !typed.is_refused() {
        let new = NewInvitation {
            email: typed.value("email"),
            grants,
            language: typed.value("language"),
        };
        match at.state.accounts.invite(&at.staff.actor, new).await {
            Ok(invited) => {
                keep(&at.staff.session, &invited).await?;
                return Ok(Redirect::to(&chosen.href("/console/equipe/code")).into_response());
            }
            Err(AccountError::Invalid(fields)) => typed.refuse_all(lang, &fields),
            // The reader may invite here: what is refused is their own address.
            Err(AccountError::Denied(_)) => {
                typed.refuse("email", t(lang, "accounts.team.own_roles"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    form(&at, StatusCode::UNPROCESSABLE_ENTITY, chosen, typed).await
}

/// `GET /console/equipe/code`: the code just made, taken out of the session.
pub(super) async fn code(
    at: StaffRequest,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&at, Verb::ManageAccounts, &asked).await?;
    let back = chosen.href("/console/equipe");
    let waiting: Option<Waiting> =
        at.staff.session.remove(SHOWN).await.map_err(Problem::internal)?;
    let Some(waiting) = waiting else { return Ok(Redirect::to(&back).into_response()) };
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "accounts.team.invited_title");
    Ok(frame.page(title, move || {
        let until = date_time_text(lang, waiting.expires_at);
        let lead = tr(lang, "accounts.team.invited", &[("at", &until)]);
        view! {
            <PageHead title=title note=lead/>
            <Notice kind=NoticeKind::Warn title=t(lang, "accounts.team.invited_once")>
                <p>{t(lang, "accounts.team.invited_how")}</p>
            </Notice>
            <Panel>
                <div class="stack">
                    <CodeToCopy text=waiting.code/>
                    <p>
                        <LinkButton href=back kind=ButtonKind::Main>
                            {t(lang, "accounts.team.invited_given")}
                        </LinkButton>
                    </p>
                </div>
            </Panel>
        }
    }))
}

#[derive(Deserialize)]
pub(super) struct Withdrawn {
    invitation: String,
}

/// `POST /console/equipe/retirer`
pub(super) async fn withdraw(
    at: StaffRequest,
    Query(asked): Query<Asked>,
    Form(withdrawn): Form<Withdrawn>,
) -> Result<Redirect, Problem> {
    let chosen = Chosen::find(&at, Verb::ManageAccounts, &asked).await?;
    let id: InvitationId = withdrawn.invitation.parse().map_err(|_| Problem::NotFound)?;
    at.state.accounts.revoke_invitation(&at.staff.actor, id).await?;
    Ok(Redirect::to(&format!("{}&fait=retire", chosen.href("/console/equipe"))))
}

async fn form(
    at: &StaffRequest,
    status: StatusCode,
    chosen: Chosen,
    typed: Typed,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "accounts.team.invite");
    Ok(frame.page_with(status, title, move || {
        let back = chosen.href("/console/equipe");
        let crumbs = view! {
            <Crumbs
                label=t(lang, "common.page.breadcrumb")
                items=vec![Crumb::new(back.clone(), t(lang, "accounts.team.title"))]
            />
        };
        let ticked = typed.all("role").into_iter().map(|role| role.to_owned().into()).collect();
        let fields = view! {
            <form class="stack" method="post" action=chosen.href("/console/equipe/inviter")>
                <TextField
                    label=t(lang, "accounts.invitation.email")
                    name="email"
                    kind=InputKind::Email
                    autocomplete="off"
                    value=typed.value("email")
                    error=typed.error("email")
                />
                <CheckGroup
                    legend=t(lang, "accounts.team.roles")
                    name="role"
                    options=words::offered(lang, chosen.organisation.kind)
                    selected=ticked
                    error=typed.error("role")
                />
                <SelectField
                    label=t(lang, "accounts.team.language")
                    name="language"
                    options=web::languages()
                    selected=typed.value("language")
                    size=InputSize::Small
                />
                <div class="row">
                    <Button kind=ButtonKind::Main>{t(lang, "accounts.team.invite_submit")}</Button>
                    <LinkButton href=back>{t(lang, "common.button.cancel")}</LinkButton>
                </div>
            </form>
        }
        .into_any();
        view! {
            <PageHead title=title note=chosen.organisation.name.clone() crumbs=crumbs/>
            <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
            <Panel>{fields}</Panel>
        }
    }))
}
