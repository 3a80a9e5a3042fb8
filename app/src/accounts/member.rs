//! One member of the team: change roles, reset a lost factor, close.

use accounts::{AccountError, AccountScope, AccountState, AccountView, Verb};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use kernel::{AccountId, Role};
use serde::Deserialize;

use super::{
    invite::keep,
    member_view,
    typed::{Pairs, Typed},
    which::{Asked, Chosen},
};
use crate::{
    layout::{Frame, may},
    state::AppState,
    web::{Ctx, Problem, Staff},
};

/// The account of an address.
#[derive(Deserialize)]
pub(super) struct Which {
    account: String,
}

impl Which {
    fn id(&self) -> Result<AccountId, Problem> {
        self.account.parse().map_err(|_| Problem::NotFound)
    }

    fn href(&self, chosen: &Chosen) -> String {
        chosen.href(&format!("/console/equipe/compte/{}", self.account))
    }
}

/// What the reader may do with the account; decides what is shown, never what is allowed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Everything.
    Manages,
    /// It is their own.
    Own,
    /// Only look.
    Looks,
}

/// `GET /console/equipe/compte/{account}`
pub(super) async fn page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&state, &staff, Verb::ViewAccounts, &asked).await?;
    show(&state, &ctx, &staff, StatusCode::OK, chosen, &which, None).await
}

/// A visit to the address of a form: back to the page.
pub(super) async fn back(
    State(state): State<AppState>,
    staff: Staff,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> Result<Redirect, Problem> {
    let chosen = Chosen::find(&state, &staff, Verb::ViewAccounts, &asked).await?;
    which.id()?;
    Ok(Redirect::to(&which.href(&chosen)))
}

/// `POST …/roles`
pub(super) async fn roles(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&state, &staff, Verb::ManageAccounts, &asked).await?;
    let mut typed = Typed::of(pairs);
    let roles: Vec<Role> = typed.all("role").into_iter().filter_map(Role::parse).collect();
    let organisation = chosen.organisation.id;
    match state.accounts.change_grants(&staff.actor, which.id()?, organisation, &roles).await {
        Ok(()) => {
            let next = format!("{}&fait=roles", chosen.href("/console/equipe"));
            Ok(Redirect::to(&next).into_response())
        }
        Err(AccountError::Invalid(fields)) => {
            typed.refuse_all(ctx.lang, &fields);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&state, &ctx, &staff, status, chosen, &which, Some(typed)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/remise`: takes a lost factor away and shows the code to set it again.
pub(super) async fn reset(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&state, &staff, Verb::ManageAccounts, &asked).await?;
    let mut typed = Typed::of(pairs);
    let invited = match typed.get("factor") {
        "password" => state.accounts.reset_password(&staff.actor, which.id()?).await,
        "second_factor" => state.accounts.reset_second_factor(&staff.actor, which.id()?).await,
        _ => return Err(Problem::Bad),
    };
    let (status, sentence) = match invited {
        Ok(invited) => {
            keep(&staff.session, &invited).await?;
            return Ok(Redirect::to(&chosen.href("/console/equipe/code")).into_response());
        }
        Err(AccountError::Conflict) => (StatusCode::CONFLICT, "accounts.team.reset_both"),
        Err(AccountError::Denied(_)) => (StatusCode::FORBIDDEN, "accounts.team.elsewhere"),
        Err(error) => return Err(error.into()),
    };
    typed.refuse("reset", t(ctx.lang, sentence));
    show(&state, &ctx, &staff, status, chosen, &which, Some(typed)).await
}

/// `POST …/fermer`
pub(super) async fn close(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&state, &staff, Verb::ManageAccounts, &asked).await?;
    let mut typed = Typed::of(pairs);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    typed.require(ctx.lang, "sure");
    if !typed.is_refused() {
        match state.accounts.close_account(&staff.actor, which.id()?).await {
            Ok(()) => {
                let next = format!("{}&fait=ferme", chosen.href("/console/equipe"));
                return Ok(Redirect::to(&next).into_response());
            }
            Err(AccountError::Denied(_)) => {
                status = StatusCode::FORBIDDEN;
                typed.refuse("sure", t(ctx.lang, "accounts.team.elsewhere"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    show(&state, &ctx, &staff, status, chosen, &which, Some(typed)).await
}

/// The account, provided that it has a role in the organisation.
async fn account_of(
    state: &AppState,
    staff: &Staff,
    chosen: &Chosen,
    which: &Which,
) -> Result<AccountView, Problem> {
    let id = which.id()?;
    let scope = AccountScope::Organisation(chosen.organisation.id);
    let accounts = state.accounts.list_accounts(&staff.actor, scope).await?;
    accounts.into_iter().find(|account| account.id == id).ok_or(Problem::NotFound)
}

async fn show(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    status: StatusCode,
    chosen: Chosen,
    which: &Which,
    typed: Option<Typed>,
) -> Result<Response, Problem> {
    let account = account_of(state, staff, &chosen, which).await?;
    let hold = if staff.staff.account == account.id {
        Hold::Own
    } else if account.state == AccountState::Active
        && may(staff, Verb::ManageAccounts, chosen.organisation.id)
    {
        Hold::Manages
    } else {
        Hold::Looks
    };
    let frame = Frame::plain(state, ctx, staff).await?;
    let lang = ctx.lang;
    let title = t(lang, "accounts.team.member");
    Ok(frame
        .page_with(status, title, move || member_view::page(lang, &chosen, &account, hold, typed)))
}
