//! Opening and closing the public page of a lab. A closed page makes codes open nothing,
//! so closing asks for a tick, and waits while a campaign is on its way.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, date_time, t, tr};
use incidents::CaseError;
use leptos::prelude::*;

use super::facts;
use ui::{Button, ButtonKind, Checkbox, FieldError, Live, Need, Notice, NoticeKind, Panel};
use web::{CaseHere, CaseRequest, Pairs, Problem, Typed};

/// Name and id of the box that closing asks for.
const SURE: &str = "sure";

/// What the page says besides the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// Somebody else changed the words meanwhile.
    Conflict,
    /// A sentence is missing: the page stays closed.
    Missing,
    /// A campaign is on its way: the page stays open.
    InUse,
    /// The box was not ticked: the page stays open.
    NotSure,
}

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

async fn refused(at: CaseRequest, status: StatusCode, said: Said) -> Result<Response, Problem> {
    let typed = facts::shown(&at.here.lab);
    facts::form(at, status, typed, said).await
}

/// Whether a campaign of the lab is on its way: its codes open nothing on a closed page.
async fn letters_are_out(at: &CaseRequest) -> Result<bool, Problem> {
    let all = at.state.campaigns.campaigns(&at.staff.actor, at.here.id()).await?;
    Ok(all.iter().any(|campaign| campaign.state.is_live()))
}

fn word(lang: Lang, key: &str) -> &'static str {
    t(lang, &format!("incidents.summary.{key}"))
}

/// The missing tick, for the summary of errors.
pub(super) fn error(lang: Lang, said: Said) -> Option<FieldError> {
    (said == Said::NotSure).then(|| FieldError::new(SURE, word(lang, "page_sure_missing")))
}

/// Why the page stays as it is, and where to go.
pub(super) fn notice(lang: Lang, here: &CaseHere, said: Said) -> Option<AnyView> {
    let (key, way) = match said {
        Said::Missing => ("facts_missing", None),
        Said::InUse => ("page_in_use", Some(("campagnes", "page_in_use_way"))),
        Said::Nothing | Said::Conflict | Said::NotSure => return None,
    };
    let way = way.map(|(page, key)| {
        view! {
            <p>
                <a href=here.href(page)>{word(lang, key)}</a>
            </p>
        }
    });
    let title = word(lang, key);
    Some(
        view! {
            <Notice kind=NoticeKind::Danger title=title live=Live::Alert>
                {way}
            </Notice>
        }
        .into_any(),
    )
}

/// The public page as it stands, and the act that changes it.
pub(super) fn panel(lang: Lang, here: &CaseHere, said: Said) -> AnyView {
    let form = match here.lab.public_since {
        Some(since) => {
            let text = tr(lang, "incidents.summary.page_open", &[("at", &date_time(lang, since))]);
            let missing = (said == Said::NotSure).then(|| word(lang, "page_sure_missing"));
            view! {
                <form class="stack" method="post" action=here.href("publier")>
                    <input type="hidden" name="open" value="0"/>
                    <p>{text}</p>
                    <Checkbox label=word(lang, "page_sure") name=SURE need=Need::Required
                        error=missing/>
                    <div class="row">
                        <Button kind=ButtonKind::Warn>{word(lang, "page_close")}</Button>
                    </div>
                </form>
            }
            .into_any()
        }
        None => view! {
            <form class="stack" method="post" action=here.href("publier")>
                <input type="hidden" name="open" value="1"/>
                <p>{word(lang, "page_closed")}</p>
                <div class="row">
                    <Button>{word(lang, "publish")}</Button>
                </div>
            </form>
        }
        .into_any(),
    };
    view! { <Panel title=word(lang, "page_title")>{form}</Panel> }.into_any()
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
        assert!(error(Lang::FR, Said::NotSure).is_some() && error(Lang::FR, Said::InUse).is_none());
    }
}
