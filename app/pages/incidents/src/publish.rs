//! Opening and closing the public page of a lab. A closed page makes codes open nothing,
//! so closing asks for a tick, and waits while a campaign is on its way.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use incidents::CaseError;

use super::{
    facts,
    public_page::{SURE, Said},
};
use web::{CaseRequest, Pairs, Problem, Typed};

/// What a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Open,
    Close,
    /// To close, without the tick: one click alone never closes.
    CloseUnsure,
}

impl Asked {
    fn of(typed: &Typed) -> Self {
        match (typed.get("open"), typed.has(SURE)) {
            ("1", _) => Self::Open,
            (_, true) => Self::Close,
            (_, false) => Self::CloseUnsure,
        }
    }
}

/// `POST …/publier`
pub(super) async fn publish(
    at: CaseRequest,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let (room, actor, lab) = (&at.state.incidents, &at.staff.actor, at.here.id());
    room.scope(actor, Verb::EditCase, lab).await?;
    let asked = Asked::of(&Typed::of(pairs));
    if asked != Asked::Open && letters_are_out(&at).await? {
        return refused(at, StatusCode::CONFLICT, Said::InUse).await;
    }
    if asked == Asked::CloseUnsure {
        return refused(at, StatusCode::UNPROCESSABLE_ENTITY, Said::NotSure).await;
    }
    match room.set_public(actor, lab, asked == Asked::Open).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("")).into_response()),
        Err(CaseError::Invalid(_)) => {
            refused(at, StatusCode::UNPROCESSABLE_ENTITY, Said::Missing).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of the words again, with why the public page stays as it is.
async fn refused(at: CaseRequest, status: StatusCode, said: Said) -> Result<Response, Problem> {
    let typed = facts::shown(&at.here.lab);
    facts::form(at, status, typed, said).await
}

/// Whether a campaign of the lab is on its way: its codes open nothing on a closed page.
async fn letters_are_out(at: &CaseRequest) -> Result<bool, Problem> {
    let all = at.state.campaigns.campaigns(&at.staff.actor, at.here.id()).await?;
    Ok(all.iter().any(|campaign| campaign.state.is_live()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_click_alone_never_closes() {
        for (pairs, asked) in [
            (vec![("open", "1")], Asked::Open),
            (vec![("open", "0"), (SURE, "yes")], Asked::Close),
            (vec![("open", "0")], Asked::CloseUnsure),
            (vec![("open", "0"), (SURE, "")], Asked::CloseUnsure),
            (vec![], Asked::CloseUnsure),
        ] {
            assert_eq!(Asked::of(&Typed::starting(&pairs)), asked, "{pairs:?}");
        }
    }
}
