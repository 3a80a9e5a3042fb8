//! The acts on a campaign: each asks one verb of the room and goes back to the page; a
//! refusal comes back with its sentences and what was typed.

use accounts::Verb;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{Campaign, CampaignError, CampaignState};
use i18n::{number, t, tr};
use leptos::prelude::*;

use super::{
    detail::{crumbs, show, shown, up},
    own::{Which, href, own},
    refusal::{self, Act},
    shown::{
        ACCEPT, APPROVE, CANCEL, HASH, LAUNCH, NUMBER, REASON, REASON_LENGTH, REFUSE, Shown, Typed,
    },
};
use crate::{
    here::CaseHere,
    layout::{Frame, may},
    state::AppState,
    ui::{Button, ButtonKind, LinkButton, PageHead, Panel, TextArea},
    web::{Ctx, Problem, Staff},
};

type Pairs = Vec<(String, String)>;

macro_rules! act {
    ($(#[$doc:meta])* $name:ident => $verb:ident, $as:expr) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(state): State<AppState>,
            ctx: Ctx,
            staff: Staff,
            here: CaseHere,
            Path(which): Path<Which>,
        ) -> Result<Response, Problem> {
            let campaign = own(&state, &staff, &here, &which).await?;
            let done = state.campaigns.$verb(&staff.actor, campaign.id).await;
            after(&state, &ctx, staff, here, campaign, Typed::default(), $as, done.map(|_| ()))
                .await
        }
    };
}

act!(
    /// `POST …/preparer`: the persons are walked, in the background.
    prepare => begin_prepare, Act::Prepare
);
act!(
    /// `POST …/rouvrir`: a draft again.
    reopen => reopen, Act::Other
);
act!(
    /// `POST …/suspendre`
    pause => pause, Act::Other
);
act!(
    /// `POST …/reprendre`
    resume => resume, Act::Other
);
act!(
    /// `POST …/imprimer`: what waits, a part of a batch included.
    print => print_now, Act::Other
);

macro_rules! act_with_reason {
    ($(#[$doc:meta])* $name:ident => $verb:ident, $at:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(state): State<AppState>,
            ctx: Ctx,
            staff: Staff,
            here: CaseHere,
            Path(which): Path<Which>,
            Form(pairs): Form<Pairs>,
        ) -> Result<Response, Problem> {
            let campaign = own(&state, &staff, &here, &which).await?;
            let typed = Typed::new($at, pairs);
            let reason = match typed.reason(ctx.lang) {
                Ok(reason) => reason,
                Err(error) => {
                    return lacking(&state, &ctx, staff, here, campaign, typed, error).await;
                }
            };
            let done = state.campaigns.$verb(&staff.actor, campaign.id, &reason).await;
            after(&state, &ctx, staff, here, campaign, typed, Act::Other, done).await
        }
    };
}

act_with_reason!(
    /// `POST …/accepter`: faults and suspicions are set aside.
    accept => accept_faults, ACCEPT
);
act_with_reason!(
    /// `POST …/renvoyer`: back to the author.
    refuse => refuse, REFUSE
);

/// `POST …/approuver`: the content of the fingerprint that the page showed.
pub(super) async fn approve(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let campaign = own(&state, &staff, &here, &which).await?;
    let typed = Typed::new(APPROVE, pairs);
    let done = state.campaigns.approve(&staff.actor, campaign.id, typed.get(HASH)).await;
    after(&state, &ctx, staff, here, campaign, typed, Act::Other, done).await
}

/// `POST …/lancer`: with the number of persons who will receive a message.
pub(super) async fn launch(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let campaign = own(&state, &staff, &here, &which).await?;
    let typed = Typed::new(LAUNCH, pairs);
    let persons = state.campaigns.progress(&staff.actor, campaign.id).await?.in_progress;
    if whole(typed.get(NUMBER)) != Some(persons) {
        let n = number(ctx.lang, persons);
        let error = tr(ctx.lang, "campaigns.launch.wrong_number", &[("n", &n)]);
        return lacking(&state, &ctx, staff, here, campaign, typed, error).await;
    }
    let done = state.campaigns.launch(&staff.actor, campaign.id).await;
    after(&state, &ctx, staff, here, campaign, typed, Act::Other, done).await
}

/// A whole number as people type it: with any spaces, with points or commas between
/// thousands.
pub(super) fn whole(typed: &str) -> Option<i64> {
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',')).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The page again: a field lacks something.
async fn lacking(
    state: &AppState,
    ctx: &Ctx,
    staff: Staff,
    here: CaseHere,
    campaign: Campaign,
    typed: Typed,
    error: String,
) -> Result<Response, Problem> {
    let typed = typed.lacking(error);
    show(state, ctx, staff, here, campaign, StatusCode::UNPROCESSABLE_ENTITY, typed).await
}

/// Back to the page: by a redirect once done, with sentences when refused.
#[expect(clippy::too_many_arguments, reason = "what each act holds at its end")]
async fn after(
    state: &AppState,
    ctx: &Ctx,
    staff: Staff,
    here: CaseHere,
    campaign: Campaign,
    typed: Typed,
    act: Act,
    done: Result<(), CampaignError>,
) -> Result<Response, Problem> {
    let error = match done {
        Ok(()) => return Ok(Redirect::to(&href(&here, campaign.id, "")).into_response()),
        Err(error) => error,
    };
    // The page is that of the present state, whatever it was when the form was shown.
    let campaign = state.campaigns.campaign(&staff.actor, campaign.id).await?;
    // A draft that cannot be prepared waits for another; any other state says why itself.
    let act = if campaign.state == CampaignState::Draft { act } else { Act::Other };
    let refused = refusal::sentences(ctx.lang, error, act)?;
    let typed = typed.refused(refused);
    show(state, ctx, staff, here, campaign, StatusCode::CONFLICT, typed).await
}

/// `GET …/annuler`: asks for the reason, on a page of its own.
pub(super) async fn cancel_page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
) -> Result<Response, Problem> {
    let campaign = own(&state, &staff, &here, &which).await?;
    if !may(&staff, Verb::RunCampaign, here.lab.organisation) {
        return Err(Problem::Denied);
    }
    cancel_form(&state, &ctx, staff, here, campaign, StatusCode::OK, Typed::default()).await
}

/// `POST …/annuler`
pub(super) async fn cancel(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let campaign = own(&state, &staff, &here, &which).await?;
    let typed = Typed::new(CANCEL, pairs);
    let reason = match typed.reason(ctx.lang) {
        Ok(reason) => reason,
        Err(error) => {
            let typed = typed.lacking(error);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return cancel_form(&state, &ctx, staff, here, campaign, status, typed).await;
        }
    };
    let done = state.campaigns.cancel(&staff.actor, campaign.id, &reason).await;
    after(&state, &ctx, staff, here, campaign, typed, Act::Other, done.map(|_| ())).await
}

async fn cancel_form(
    state: &AppState,
    ctx: &Ctx,
    staff: Staff,
    here: CaseHere,
    campaign: Campaign,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, Problem> {
    let shown = shown(state, ctx, staff, here, campaign, &[], typed).await?;
    let frame = Frame::of_case(state, ctx, &shown.staff, &shown.here).await?;
    let title = t(ctx.lang, "campaigns.cancel.title");
    Ok(frame.page_with(status, title, move || cancel_view(&shown, title)))
}

fn cancel_view(shown: &Shown, title: &'static str) -> AnyView {
    let lang = shown.lang;
    let (typed, error) = shown.typed.field(CANCEL, REASON);
    let form = view! {
        <form class="stack" method="post" action=shown.href(CANCEL)>
            <TextArea label=t(lang, "campaigns.cancel.reason") name=REASON rows=3
                maxlength=REASON_LENGTH hint=t(lang, "common.page.reason_hint")
                value=typed error=error/>
            <div class="row">
                <Button kind=ButtonKind::Danger>{t(lang, "campaigns.cancel.submit")}</Button>
                <LinkButton href=shown.href("")>{t(lang, "common.button.back")}</LinkButton>
            </div>
        </form>
    };
    view! {
        <PageHead
            title=title
            note=t(lang, "campaigns.cancel.lead")
            crumbs=crumbs(shown, vec![up(shown)])
        />
        {shown.refusal()}
        <Panel>{form}</Panel>
    }
    .into_any()
}
