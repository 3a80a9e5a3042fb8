//! One member of the team: change roles, reset a lost factor, close.

use accounts::{AccountError, AccountScope, AccountState, AccountView, Verb};
use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use i18n::t;
use kernel::{AccountId, Role};
use serde::Deserialize;

use super::{
    invite::keep,
    member_view::{self, Hold, LEAVES},
};
use web::{AppState, Problem, StaffRequest, may};
use web::{
    Pairs, Typed,
    organisation_picker::{Asked, Chosen},
};

/// Said when the person also has roles that the reader does not manage.
const ELSEWHERE: &str = "accounts.team.elsewhere";

/// The account of an address.
#[derive(Deserialize)]
struct AccountPath {
    account: String,
}

impl AccountPath {
    fn id(&self) -> Result<AccountId, Problem> {
        self.account.parse().map_err(|_| Problem::NotFound)
    }

    fn href(&self, chosen: &Chosen) -> String {
        chosen.href(&format!("/console/equipe/compte/{}", self.account))
    }
}

/// A request about one account, in the organisation that the page is about.
pub(super) struct About {
    at: StaffRequest,
    path: AccountPath,
    asked: Asked,
}

impl FromRequestParts<AppState> for About {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        type Arrived = (StaffRequest, Path<AccountPath>, Query<Asked>);
        let (at, Path(path), Query(asked)) = Arrived::from_request_parts(parts, state).await?;
        Ok(Self { at, path, asked })
    }
}

impl About {
    /// The organisation, among those in which the reader holds the verb.
    async fn chosen(&self, verb: Verb) -> Result<Chosen, Problem> {
        Chosen::find(&self.at, verb, &self.asked).await
    }
}

/// The form of an act, as it arrives from somebody who manages accounts there.
pub(super) struct Act {
    about: About,
    chosen: Chosen,
    typed: Typed,
}

impl FromRequest<AppState> for Act {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let (about, Form(pairs)) = <(About, Form<Pairs>)>::from_request(request, state).await?;
        let chosen =
            about.chosen(Verb::ManageAccounts).await.map_err(IntoResponse::into_response)?;
        Ok(Self { about, chosen, typed: Typed::of(pairs) })
    }
}

impl Act {
    /// To the team, with a word on what was done.
    fn done(&self, what: &str) -> Response {
        let next = format!("{}&fait={what}", self.chosen.href("/console/equipe"));
        Redirect::to(&next).into_response()
    }

    /// To the page, with what was typed and why it is refused.
    async fn back(self, status: StatusCode) -> Result<Response, Problem> {
        show(self.about, status, self.chosen, Some(self.typed)).await
    }
}

/// `GET /console/equipe/compte/{account}`
pub(super) async fn page(about: About) -> Result<Response, Problem> {
    let chosen = about.chosen(Verb::ViewAccounts).await?;
    show(about, StatusCode::OK, chosen, None).await
}

/// A visit to the address of a form: back to the page.
pub(super) async fn back(about: About) -> Result<Redirect, Problem> {
    let chosen = about.chosen(Verb::ViewAccounts).await?;
    about.path.id()?;
    Ok(Redirect::to(&about.path.href(&chosen)))
}

/// `POST …/roles`
pub(super) async fn roles(mut act: Act) -> Result<Response, Problem> {
    let About { at: StaffRequest { state, ctx, staff }, path, .. } = &act.about;
    let Ok(roles) = act.typed.words::<Role>(ctx.lang, "role", Role::parse) else {
        return act.back(StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // No box at all may as well be a form that arrived in part: leaving needs its own word.
    if roles.is_empty() && act.typed.get(LEAVES).is_empty() {
        act.typed.refuse("role", t(ctx.lang, "accounts.team.roles_none"));
        return act.back(StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let organisation = act.chosen.organisation.id;
    match state.accounts.change_grants(&staff.actor, path.id()?, organisation, &roles).await {
        Ok(()) => Ok(act.done("roles")),
        Err(AccountError::Invalid(fields)) => {
            act.typed.refuse_all(ctx.lang, &fields);
            act.back(StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/remise`: takes a lost factor away and shows the code to set it again.
pub(super) async fn reset(mut act: Act) -> Result<Response, Problem> {
    let About { at: StaffRequest { state, ctx, staff }, path, .. } = &act.about;
    let invited = match act.typed.get("factor") {
        "password" => state.accounts.reset_password(&staff.actor, path.id()?).await,
        "second_factor" => state.accounts.reset_second_factor(&staff.actor, path.id()?).await,
        _ => return Err(Problem::Bad),
    };
    let (status, sentence) = match invited {
        Ok(invited) => {
            keep(&staff.session, &invited).await?;
            return Ok(Redirect::to(&act.chosen.href("/console/equipe/code")).into_response());
        }
        Err(AccountError::Conflict) => (StatusCode::CONFLICT, "accounts.team.reset_both"),
        Err(AccountError::Denied(_)) => (StatusCode::FORBIDDEN, ELSEWHERE),
        Err(error) => return Err(error.into()),
    };
    act.typed.refuse("reset", t(ctx.lang, sentence));
    act.back(status).await
}

/// `POST …/fermer`
pub(super) async fn close(mut act: Act) -> Result<Response, Problem> {
    let About { at: StaffRequest { state, ctx, staff }, path, .. } = &act.about;
    act.typed.require(ctx.lang, "sure");
    if act.typed.is_refused() {
        return act.back(StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match state.accounts.close_account(&staff.actor, path.id()?).await {
        Ok(()) => Ok(act.done("ferme")),
        Err(AccountError::Denied(_)) => {
            act.typed.refuse("sure", t(ctx.lang, ELSEWHERE));
            act.back(StatusCode::FORBIDDEN).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The account, provided that it has a role in the organisation.
async fn account_of(about: &About, chosen: &Chosen) -> Result<AccountView, Problem> {
    let id = about.path.id()?;
    let scope = AccountScope::Organisation(chosen.organisation.id);
    let accounts = about.at.state.accounts.list_accounts(&about.at.staff.actor, scope).await?;
    accounts.into_iter().find(|account| account.id == id).ok_or(Problem::NotFound)
}

async fn show(
    about: About,
    status: StatusCode,
    chosen: Chosen,
    typed: Option<Typed>,
) -> Result<Response, Problem> {
    let account = account_of(&about, &chosen).await?;
    let at = about.at;
    let hold = if at.staff.staff.account == account.id {
        Hold::Own
    } else if account.state == AccountState::Active
        && may(&at.staff, Verb::ManageAccounts, chosen.organisation.id)
    {
        Hold::Manages
    } else {
        Hold::Looks
    };
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "accounts.team.member");
    Ok(frame
        .page_with(status, title, move || member_view::page(lang, &chosen, &account, hold, typed)))
}
