//! What to do: the actions that answer the public classes of a person, by horizon.

use std::sync::Arc;

use ::portal::Exposure;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use i18n::{Action, Horizon, actions, actions_for, class_text, classes, plural};
use leptos::prelude::*;

use super::{
    answer_view::codes,
    finish::finish,
    frame::{Frame, part},
    state::{Here, PortalState},
    visit::{during_visit, person_frame},
    visitor::Visitor,
};
use ui::{Aside, Fold, PlanCard, page_with};

/// Classes named on a card; more would hide the action.
const NAMED: usize = 3;

/// `GET /c/{reference}/plan`
pub(super) async fn page(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = during_visit(&state, &visitor, &reference, show).await;
    finish(&state, &visitor, Some(&reference), shown)
}

fn show(state: &PortalState, visitor: &Visitor, here: &Here, exposure: &Exposure) -> Response {
    let frame = person_frame(state, visitor, here, exposure, "plan");
    let today = state.today();
    page_with(StatusCode::OK, None, || {
        let content = view! {
            <div class="portal-split">
                <div class="stack stack--section">
                    <div class="stack">
                        <p class="over">
                            <a href=frame.link("mes-donnees")>{frame.t("portal.plan.back")}</a>
                        </p>
                        <h1 class="title--voice">{title(&frame, exposure, today)}</h1>
                        {lead(&frame, exposure, today)}
                    </div>
                    {horizons(&frame, exposure, today)}
                    {rights(&frame, exposure, today)}
                </div>
                <div class="portal-side">{talk(&frame)}{frame.call()}</div>
            </div>
        };
        frame.page(frame.t("portal.tab.plan"), content.into_any())
    })
}

fn wanted(exposure: &Exposure, today: NaiveDate) -> Vec<&'static Action> {
    actions_for(&codes(exposure), today)
}

/// "Your plan in six actions"
pub(super) fn title(frame: &Frame, exposure: &Exposure, today: NaiveDate) -> String {
    let count = i64::try_from(wanted(exposure, today).len()).unwrap_or(0);
    plural(frame.lang, "portal.plan.title", count, &[])
}

fn lead(frame: &Frame, exposure: &Exposure, today: NaiveDate) -> AnyView {
    let minutes: u16 = wanted(exposure, today).iter().filter_map(|action| action.minutes).sum();
    let total = (minutes > 0).then(|| {
        let text = plural(frame.lang, "portal.answer.plan_minutes", i64::from(minutes), &[]);
        view! { <p class="muted">{text}</p> }
    });
    view! {
        <p class="lead">{frame.t("portal.plan.lead")}</p>
        {total}
    }
    .into_any()
}

/// Cards under their horizon, one numbering across them.
pub(super) fn horizons(frame: &Frame, exposure: &Exposure, today: NaiveDate) -> AnyView {
    let plan = wanted(exposure, today);
    let codes = codes(exposure);
    let parts = Horizon::ALL
        .into_iter()
        .filter_map(|horizon| {
            let cards: Vec<AnyView> = plan
                .iter()
                .filter(|action| action.horizon == horizon)
                .map(|action| card(frame, action, &codes))
                .collect();
            let list = (!cards.is_empty()).then(|| view! { <ol class="plan">{cards}</ol> })?;
            Some(part(horizon.title(frame.lang), list.into_any()))
        })
        .collect_view();
    view! { <div class="stack stack--section plan-count">{parts}</div> }.into_any()
}

fn card(frame: &Frame, action: &'static Action, codes: &[&'static str]) -> AnyView {
    let lang = frame.lang;
    let labels: Vec<&str> = codes
        .iter()
        .filter(|code| classes::actions_of(code).contains(&action.id))
        .filter_map(|code| Some(class_text(lang, code)?.label))
        .take(NAMED)
        .collect();
    let because = (!labels.is_empty()).then(|| i18n::list(lang, &labels));
    view! {
        <PlanCard
            title=action.title(lang)
            time=action.time(lang)
            because=because
            note=action.why(lang)
        >
            <p>{typed(action, action.how(lang))}</p>
        </PlanCard>
    }
    .into_any()
}

/// The steps, with the number to call and the address to type in bold.
fn typed(action: &Action, how: &'static str) -> AnyView {
    let mut rest = how;
    let mut pieces: Vec<AnyView> = Vec::new();
    while let Some((at, len)) =
        [action.phone, action.site].into_iter().flatten().filter_map(|part| find(rest, part)).min()
    {
        let (before, tail) = rest.split_at(at);
        let (strong, after) = tail.split_at(len);
        pieces.push(before.into_any());
        pieces.push(view! { <b>{strong}</b> }.into_any());
        rest = after;
    }
    pieces.push(rest.into_any());
    pieces.into_any()
}

/// Where a part stands, whatever kind of space the catalogue has set in it.
fn find(text: &str, part: &str) -> Option<(usize, usize)> {
    ["\u{a0}", "\u{202f}", " "].into_iter().find_map(|space| {
        let part = part.replace(' ', space);
        text.find(&part).map(|at| (at, part.len()))
    })
}

/// What everybody may ask for, whatever was exposed.
fn rights(frame: &Frame, exposure: &Exposure, today: NaiveDate) -> AnyView {
    let plan = wanted(exposure, today);
    let folds = actions::rights(today)
        .into_iter()
        .filter(|right| plan.iter().all(|action| action.id != right.id))
        .map(|right| {
            let (title, how) = (right.title(frame.lang), typed(right, right.how(frame.lang)));
            view! {
                <Fold summary=title>
                    <p>{how}</p>
                </Fold>
            }
        })
        .collect_view();
    part(frame.t("portal.answer.rights_title"), view! { <div>{folds}</div> }.into_any())
}

fn talk(frame: &Frame) -> AnyView {
    let lines = ["talk_victims", "talk_cyber", "talk_3114"]
        .map(|name| {
            let text = frame.t(&format!("portal.plan.{name}"));
            let (number, rest) = text.split_once(',').unwrap_or((text, ""));
            let comma = if rest.is_empty() { "" } else { "," };
            view! {
                <p>
                    <b>{number}</b>
                    {comma}
                    {rest}
                </p>
            }
        })
        .collect_view();
    view! { <Aside title=frame.t("portal.plan.talk_title")>{lines}</Aside> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use i18n::Lang;
    use ui::render;

    #[test]
    fn what_is_typed_or_dialled_is_in_bold() {
        for action in actions::all() {
            for lang in [Lang::FR, Lang::EN] {
                let how = action.how(lang);
                let html = render(|| typed(action, how));
                let known = [action.phone, action.site].into_iter().flatten();
                let there = known.filter(|part| find(how, part).is_some()).count();
                assert!(html.matches("<b>").count() >= there, "{}: {html}", action.id);
            }
        }
    }
}
