//! The actions on a campaign: each asks one verb of the room and goes back to the page; a
//! refusal comes back with its sentences and what was typed.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{CampaignError, CampaignState};
use i18n::{number, t, tr};
use leptos::prelude::*;

use super::{
    detail::{crumbs, show, up},
    page::{
        ACCEPT, APPROVE, CANCEL, CampaignPage, HASH, LAUNCH, LOSSES, NUMBER, REASON, REASON_LENGTH,
        REFUSE, RejectedForm,
    },
    refusal::{Act, Refusal},
    request::CampaignRequest,
};
use ui::{Button, ButtonKind, LinkButton, PageHead, Panel, TextArea};
use web::{Pairs, Problem, Typed, may, whole};

/// What every action gives: the page, or why there is none.
type Answer = Result<Response, Problem>;

/// `POST …/preparer`: the persons are walked, in the background.
pub(super) async fn prepare(at: CampaignRequest) -> Answer {
    let done = at.room().begin_prepare(at.actor(), at.id()).await;
    after(at, Act::Prepare, Typed::default(), done).await
}

/// `POST …/rouvrir`: a draft again.
pub(super) async fn reopen(at: CampaignRequest) -> Answer {
    let done = at.room().reopen(at.actor(), at.id()).await;
    after(at, Act::Other, Typed::default(), done).await
}

/// `POST …/suspendre`
pub(super) async fn pause(at: CampaignRequest) -> Answer {
    let done = at.room().pause(at.actor(), at.id()).await;
    after(at, Act::Other, Typed::default(), done).await
}

/// `POST …/reprendre`
pub(super) async fn resume(at: CampaignRequest) -> Answer {
    let done = at.room().resume(at.actor(), at.id()).await;
    after(at, Act::Other, Typed::default(), done).await
}

/// `POST …/imprimer`: what waits, a part of a batch included.
pub(super) async fn print(at: CampaignRequest) -> Answer {
    let done = at.room().print_now(at.actor(), at.id()).await;
    after(at, Act::Other, Typed::default(), done).await
}

/// `POST …/accepter`: faults and suspicions are set aside.
pub(super) async fn accept(at: CampaignRequest, Form(pairs): Form<Pairs>) -> Answer {
    let mut typed = Typed::of(pairs).sent_by(ACCEPT);
    let Ok(reason) = typed.text(at.lang(), REASON) else { return lacking(at, typed).await };
    let done = at.room().accept_faults(at.actor(), at.id(), &reason).await;
    after(at, Act::Other, typed, done).await
}

/// `POST …/renoncer`: letters that cannot be written are given up, and the campaign goes on.
pub(super) async fn give_up_losses(at: CampaignRequest, Form(pairs): Form<Pairs>) -> Answer {
    let mut typed = Typed::of(pairs).sent_by(LOSSES);
    let Ok(reason) = typed.text(at.lang(), REASON) else { return lacking(at, typed).await };
    let done = at.room().give_up_losses(at.actor(), at.id(), &reason).await;
    after(at, Act::Other, typed, done).await
}

/// `POST …/renvoyer`: back to the author.
pub(super) async fn refuse(at: CampaignRequest, Form(pairs): Form<Pairs>) -> Answer {
    let mut typed = Typed::of(pairs).sent_by(REFUSE);
    let Ok(reason) = typed.text(at.lang(), REASON) else { return lacking(at, typed).await };
    let done = at.room().refuse(at.actor(), at.id(), &reason).await;
    after(at, Act::Other, typed, done).await
}

/// `POST …/approuver`: the content of the fingerprint that the page showed.
pub(super) async fn approve(at: CampaignRequest, Form(pairs): Form<Pairs>) -> Answer {
    let typed = Typed::of(pairs).sent_by(APPROVE);
    let done = at.room().approve(at.actor(), at.id(), typed.get(HASH)).await;
    after(at, Act::Other, typed, done).await
}

/// `POST …/lancer`: with the number of persons who will receive a message.
pub(super) async fn launch(at: CampaignRequest, Form(pairs): Form<Pairs>) -> Answer {
    let mut typed = Typed::of(pairs).sent_by(LAUNCH);
    // In any other state the number has nothing to be compared with: the room says why.
    if at.campaign.state == CampaignState::Approved {
        let persons = at.room().progress(at.actor(), at.id()).await?.in_progress;
        if whole(typed.get(NUMBER)) != Some(persons) {
            let n = number(at.lang(), persons);
            typed.refuse(NUMBER, tr(at.lang(), "campaigns.launch.wrong_number", &[("n", &n)]));
            return lacking(at, typed).await;
        }
    }
    let done = at.room().launch(at.actor(), at.id()).await;
    after(at, Act::Other, typed, done).await
}

/// The page again: a field lacks something.
async fn lacking(at: CampaignRequest, typed: Typed) -> Answer {
    let rejected = RejectedForm { typed, ..RejectedForm::default() };
    show(at, StatusCode::UNPROCESSABLE_ENTITY, rejected).await
}

/// Back to the page: by a redirect once done, with sentences when refused.
async fn after<T>(
    at: CampaignRequest,
    act: Act,
    typed: Typed,
    done: Result<T, CampaignError>,
) -> Answer {
    let Err(error) = done else {
        return Ok(Redirect::to(&at.href("")).into_response());
    };
    // The page is that of the present state, whatever it was when the form was shown.
    let at = at.again().await?;
    // A draft that cannot be prepared waits for another; any other state says why itself.
    let act = if at.campaign.state == CampaignState::Draft { act } else { Act::Other };
    let refused = Refusal::of(at.lang(), error, act)?;
    show(at, StatusCode::CONFLICT, RejectedForm { typed, refused }).await
}

/// `GET …/annuler`: asks for the reason, on a page of its own.
pub(super) async fn cancel_page(at: CampaignRequest) -> Answer {
    if !may(&at.at.staff, Verb::RunCampaign, at.at.here.lab.organisation) {
        return Err(Problem::Denied);
    }
    cancel_form(at, StatusCode::OK, Typed::default()).await
}

/// `POST …/annuler`
pub(super) async fn cancel(at: CampaignRequest, Form(pairs): Form<Pairs>) -> Answer {
    let mut typed = Typed::of(pairs).sent_by(CANCEL);
    let Ok(reason) = typed.text(at.lang(), REASON) else {
        return cancel_form(at, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    };
    let done = at.room().cancel(at.actor(), at.id(), &reason).await;
    after(at, Act::Other, typed, done).await
}

/// The page that asks for the reason.
async fn cancel_form(at: CampaignRequest, status: StatusCode, typed: Typed) -> Answer {
    let frame = at.frame().await?;
    let title = t(at.lang(), "campaigns.cancel.title");
    let page = CampaignPage::of(at, &[], RejectedForm { typed, ..RejectedForm::default() }).await?;
    Ok(frame.page_with(status, title, move || cancel_view(&page, title)))
}

/// How that page looks.
fn cancel_view(page: &CampaignPage, title: &'static str) -> AnyView {
    let lang = page.lang;
    let (typed, error) = page.typed.field(CANCEL, REASON);
    let form = view! {
        <form class="stack" method="post" action=page.href(CANCEL)>
            <TextArea label=t(lang, "campaigns.cancel.reason") name=REASON rows=3
                maxlength=REASON_LENGTH hint=t(lang, "common.page.reason_hint")
                value=typed error=error/>
            <div class="row">
                <Button kind=ButtonKind::Danger>{t(lang, "campaigns.cancel.submit")}</Button>
                <LinkButton href=page.href("")>{t(lang, "common.button.back")}</LinkButton>
            </div>
        </form>
    };
    view! {
        <PageHead
            title=title
            note=t(lang, "campaigns.cancel.lead")
            crumbs=crumbs(page, vec![up(page)])
        />
        {page.refusal()}
        <Panel>{form}</Panel>
    }
    .into_any()
}
